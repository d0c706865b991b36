import { Module } from '@nestjs/common';
import { Database, type Settings, SETTINGS } from '@xiezhi/service';
import type { z } from 'zod';
import { ClueController } from './clue/clue.controller.ts';
import { HandOffController } from './hand-off/hand-off.controller.ts';
import { HandOffKnowledge } from './hand-off/hand-off.knowledge.ts';
import { SigningDesk } from './hand-off/hand-off.signing-desk.ts';
import { KnownDirectory } from './known-directory/known-directory.ts';
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

@Module({ controllers: [ClueController, HandOffController], providers: [HandOffKnowledge, SigningDesk, knownDirectory, Reporters, vault] })
export class AppModule {}
