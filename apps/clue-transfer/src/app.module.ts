import { type DynamicModule, Module } from '@nestjs/common';
import { ClueController } from './clue/clue.controller.ts';
import { HandOffController } from './hand-off/hand-off.controller.ts';
import { HandOffKnowledge } from './hand-off/hand-off.knowledge.ts';
import { KnownDirectory } from './known-directory/known-directory.ts';
import { ReporterVault } from './reporter/reporter-vault.ts';
import { Reporters } from './reporter/reporters.ts';

@Module({})
export class AppModule {
  static with(masterKey: Buffer): DynamicModule {
    return {
      module: AppModule,
      controllers: [ClueController, HandOffController],
      providers: [HandOffKnowledge, KnownDirectory, Reporters, { provide: ReporterVault, useFactory: () => new ReporterVault(masterKey) }],
    };
  }
}
