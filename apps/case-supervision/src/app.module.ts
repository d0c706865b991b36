import { Module } from '@nestjs/common';
import { chartOf } from '@xiezhi/mechanism-pack';
import { type Settings, SETTINGS } from '@xiezhi/service';
import type { z } from 'zod';
import { CaseFileController } from './case-file/case-file.controller.ts';
import { CaseFileKnowledge } from './case-file/case-file.knowledge.ts';
import { CASE_FILE_CHART } from './charts.ts';
import { clockRulesOf } from './clock/clock-rules.ts';
import { CLOCK_RULES, ClockController } from './clock/clock.controller.ts';
import { FileReturnController } from './file-return/file-return.controller.ts';
import { Returning } from './file-return/returning.ts';
import { KnownDirectory } from './known-directory/known-directory.ts';
import type { extraSettings } from './settings.ts';

type OwnSettings = Settings<z.output<typeof extraSettings>>;

const caseFileChart = {
  provide: CASE_FILE_CHART,
  useFactory: ({ extra }: OwnSettings) => chartOf(extra.XIEZHI_MECHANISM_PACK, 'case-file'),
  inject: [SETTINGS],
};

const clockRules = {
  provide: CLOCK_RULES,
  useFactory: ({ extra }: OwnSettings) => clockRulesOf(extra.XIEZHI_MECHANISM_PACK),
  inject: [SETTINGS],
};

@Module({
  controllers: [CaseFileController, FileReturnController, ClockController],
  providers: [CaseFileKnowledge, KnownDirectory, Returning, caseFileChart, clockRules],
})
export class AppModule {}
