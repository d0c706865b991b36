import { type DynamicModule, Module } from '@nestjs/common';
import { chartOf, CodeBook, type PackShelf } from '@xiezhi/mechanism-pack';
import { Database, type Settings, SETTINGS } from '@xiezhi/service';
import { ChartBook } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { onCharts } from './charts.ts';
import { ClueController } from './clue/clue.controller.ts';
import { CodeListController } from './code-list/code-list.controller.ts';
import { DisputeController } from './dispute/dispute.controller.ts';
import { DisputeKnowledge, DISPUTES } from './dispute/dispute.knowledge.ts';
import { HandOffController } from './hand-off/hand-off.controller.ts';
import { HandOffKnowledge } from './hand-off/hand-off.knowledge.ts';
import { SigningDesk } from './hand-off/hand-off.signing-desk.ts';
import { KnownDirectory } from './known-directory/known-directory.ts';
import { MATTER_STREAMS } from './matter/matters.ts';
import { ProblemController } from './problem/problem.controller.ts';
import { ProblemKnowledge, PROBLEMS } from './problem/problem.knowledge.ts';
import { ReporterVault } from './reporter/reporter-vault.ts';
import { Reporters } from './reporter/reporters.ts';
import type { extraSettings } from './settings.ts';

const vault = {
  provide: ReporterVault,
  useFactory: ({ extra }: Settings<z.output<typeof extraSettings>>) => new ReporterVault(extra.XIEZHI_MASTER_KEY),
  inject: [SETTINGS],
};

const knownDirectory = {
  provide: KnownDirectory,
  useFactory: ({ app }: Database) => new KnownDirectory(app),
  inject: [Database],
};

@Module({
  controllers: [ClueController, CodeListController, HandOffController, ProblemController, DisputeController],
  providers: [HandOffKnowledge, SigningDesk, ProblemKnowledge, DisputeKnowledge, knownDirectory, Reporters, vault],
})
export class AppModule {
  /**
   * With what the service's mechanism packs make of it.
   *
   * @throws Error when that of the setting has no chart of problems or disputes: the service must not start
   */
  static on(shelf: PackShelf): DynamicModule {
    const { home, charts } = shelf;
    for (const name of ['problem', 'dispute']) chartOf(home, name);
    const { problems, disputes, matterStreams } = onCharts(charts);
    return {
      module: AppModule,
      providers: [
        { provide: PROBLEMS, useValue: problems },
        { provide: ChartBook, useValue: charts },
        { provide: CodeBook, useValue: new CodeBook(shelf) },
        { provide: DISPUTES, useValue: disputes },
        { provide: MATTER_STREAMS, useValue: matterStreams },
      ],
    };
  }
}
