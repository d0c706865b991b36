import { CalendarYear, ClockRules, WarningPolicy } from '@xiezhi/statutory-time';
import type { z } from 'zod';
import { CodeLists } from './codes.ts';
import { FeedbackRules } from './feedback.ts';
import { Ladder } from './ladder.ts';
import { Letters } from './letters.ts';
import { Parties } from './parties.ts';
import { PackedRoutes } from './routes.ts';

/** One file of the pack beside pack.yaml and the charts; the schema belongs to the library that interprets it. */
export interface Section<Schema extends z.ZodType = z.ZodType> {
  file: string;
  schema: Schema;
}

/** One folder of files of one kind, such as calendars by year; read in the order of their names. */
export interface FolderSection<Schema extends z.ZodType = z.ZodType> {
  folder: string;
  schema: Schema;
}

/**
 * What a pack may hold, by the name a service finds it under. A line here is all that a new section needs; a pack without the file
 * has `undefined` there, and a service that cannot do without it says so at its start.
 */
export const sections = {
  warnings: { file: 'warnings.yaml', schema: WarningPolicy },
  ladder: { file: 'ladder.yaml', schema: Ladder },
  feedback: { file: 'feedback.yaml', schema: FeedbackRules },
  routes: { file: 'routes.yaml', schema: PackedRoutes },
  codes: { file: 'codes.yaml', schema: CodeLists },
  parties: { file: 'parties.yaml', schema: Parties },
  letters: { file: 'letters.yaml', schema: Letters },
} as const satisfies Record<string, Section>;

export const folderSections = {
  clocks: { folder: 'clocks', schema: ClockRules },
  calendars: { folder: 'calendars', schema: CalendarYear },
} as const satisfies Record<string, FolderSection>;

export type Sections = { [Name in keyof typeof sections]?: z.output<(typeof sections)[Name]['schema']> };
export type FolderSections = { [Name in keyof typeof folderSections]: z.output<(typeof folderSections)[Name]['schema']>[] };
