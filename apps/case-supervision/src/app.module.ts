import { Module } from '@nestjs/common';
import { chartOf } from '@xiezhi/mechanism-pack';
import { type Settings, SETTINGS } from '@xiezhi/service';
import type { z } from 'zod';
import { CaseFileController } from './case-file/case-file.controller.ts';
import { CaseFileKnowledge } from './case-file/case-file.knowledge.ts';
import { CASE_FILE_CHART } from './charts.ts';
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

@Module({
  controllers: [CaseFileController, FileReturnController],
  providers: [CaseFileKnowledge, KnownDirectory, Returning, caseFileChart],
})
export class AppModule {}
