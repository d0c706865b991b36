import { Module } from '@nestjs/common';
import { ChartBook } from '@xiezhi/stage-chart';
import { CodeBook } from '@xiezhi/mechanism-pack';
import { type Settings, SETTINGS } from '@xiezhi/service';
import { Calendar } from '@xiezhi/statutory-time';
import type { z } from 'zod';
import { CaseFileOpener } from './case-file/case-file-opener.ts';
import { CaseFileController } from './case-file/case-file.controller.ts';
import { caseFilesOn } from './case-file/case-file.announce.ts';
import { CASE_FILES, CaseFileKnowledge } from './case-file/case-file.knowledge.ts';
import { ClockRuleBook } from './clock/clock-rules.ts';
import { CLOCK_RULES, ClockController } from './clock/clock.controller.ts';
import { WhatIfController } from './clock/clock.what-if.controller.ts';
import { FileReturnController } from './file-return/file-return.controller.ts';
import { Returning } from './file-return/returning.ts';
import { KnownDirectory } from './known-directory/known-directory.ts';
import { KnownMatters } from './known-matter/known-matters.ts';
import { CALENDAR } from './pack-parts.ts';
import { ReplanController } from './replan/replan.controller.ts';
import type { extraSettings } from './settings.ts';
import { ExtensionController } from './supervision/extension.controller.ts';
import { Ladders } from './supervision/ladders.ts';
import { Supervising } from './supervision/supervising.ts';
import { SupervisionController } from './supervision/supervision.controller.ts';
import { UrgingController } from './urging/urging.controller.ts';

type OwnSettings = Settings<z.output<typeof extraSettings>>;

/** Parts of the mechanism packs, each under its own token. */
const packParts = [
  { provide: CASE_FILES, useFactory: caseFilesOn, inject: [ChartBook] },
  { provide: ChartBook, useFactory: ({ extra }: OwnSettings) => extra.XIEZHI_MECHANISM_PACK.charts, inject: [SETTINGS] },
  { provide: CodeBook, useFactory: ({ extra }: OwnSettings) => new CodeBook(extra.XIEZHI_MECHANISM_PACK), inject: [SETTINGS] },
  { provide: CLOCK_RULES, useFactory: ({ extra }: OwnSettings) => new ClockRuleBook(extra.XIEZHI_MECHANISM_PACK), inject: [SETTINGS] },
  { provide: Ladders, useFactory: ({ extra }: OwnSettings) => new Ladders(extra.XIEZHI_MECHANISM_PACK), inject: [SETTINGS] },
  {
    provide: CALENDAR,
    useFactory: ({ extra }: OwnSettings) => new Calendar(extra.XIEZHI_MECHANISM_PACK.home.calendars),
    inject: [SETTINGS],
  },
];

@Module({
  // A named path before the one that takes whatever stands there for an id.
  controllers: [
    WhatIfController,
    CaseFileController,
    ClockController,
    ExtensionController,
    FileReturnController,
    ReplanController,
    SupervisionController,
    UrgingController,
  ],
  providers: [CaseFileKnowledge, CaseFileOpener, KnownDirectory, KnownMatters, Returning, Supervising, ...packParts],
})
export class AppModule {}
