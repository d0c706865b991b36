import { Module } from '@nestjs/common';
import { type Settings, SETTINGS } from '@xiezhi/service';
import type { z } from 'zod';
import { ClueController } from './clue/clue.controller.ts';
import { HandOffController } from './hand-off/hand-off.controller.ts';
import { HandOffKnowledge } from './hand-off/hand-off.knowledge.ts';
import { KnownDirectory } from './known-directory/known-directory.ts';
import { ReporterVault } from './reporter/reporter-vault.ts';
import { Reporters } from './reporter/reporters.ts';
import type { extraSettings } from './settings.ts';

const vault = {
  provide: ReporterVault,
  useFactory: ({ extra }: Settings<z.output<typeof extraSettings>>) => new ReporterVault(extra.XIEZHI_MASTER_KEY),
  inject: [SETTINGS],
};

@Module({ controllers: [ClueController, HandOffController], providers: [HandOffKnowledge, KnownDirectory, Reporters, vault] })
export class AppModule {}
