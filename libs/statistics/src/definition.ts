import type { LocalDate } from '@xiezhi/statutory-time';
import type { Item, ItemKind, ItemOf } from './items.ts';
import type { Period } from './period.ts';

/** What a figure is asked for: a period, and up to when its items are followed. */
export interface Window {
  period: Period;
  cutOff: { at: string; on: LocalDate };
}

/** How one item counts. Who is not in the period has no judgement at all. */
export interface Judgement {
  numerator: number;
  denominator: number;
  /** Numerator against the limit before any extension (SC-5). */
  original?: number;
  /** Whole calendar days (SC-8). */
  days?: { gross: number; net: number };
  /** Age in days of what is still open; such an item is in neither numerator nor denominator. */
  openDays?: number;
  /** Day on which an item of a cohort was born: how mature the cohort is hangs on the last (SC-2). */
  bornOn?: LocalDate;
  splits?: Readonly<Partial<Record<SplitName, string>>>;
  /** Notes of the definition that this item adds one to. */
  notes?: readonly string[];
}

export const splitNames = [
  'direction',
  'source',
  'domain',
  'water-body',
  'division',
  'row',
  'nature',
  'result',
  'level',
  'category',
  'ending',
] as const;
export type SplitName = (typeof splitNames)[number];

/** 计数、比率、时长、合计之比、平均. */
export type Shape = 'count' | 'rate' | 'days' | 'ratio' | 'mean';

/** D: our formula; V2: the formula or its use is published (DOMAIN 7.2). */
export type Mark = 'D' | 'V2';

export interface Described {
  id: string;
  /** As leaders know it. */
  name: string;
  /** 口径说明: how it is counted, beside every figure. */
  formula: string;
  mark: Mark;
  /** 当期发生 or 跟踪同一批 (SC-2). */
  basis: 'flow' | 'cohort';
  shape: Shape;
  unit: string;
  /** Cohorts only: below so many days after the last birth the figure is 未成熟. */
  maturityDays?: number;
  notes?: Readonly<Record<string, string>>;
}

/** Which items a figure reads; the classes are what storage may leave out before. */
export interface Source {
  kind: ItemKind;
  classes?: readonly string[];
  /** Joined before it is judged: the deadlines of a file, the pauses of its deadlines. */
  with?: 'deadlines' | 'pauses';
}

export interface FigureDefinition extends Described {
  reads: readonly Source[];
  judge(item: Item, window: Window): Judgement | undefined;
}

/** What the platform cannot say, and why. Shown as such, never as 0. */
export interface UnavailableFigure extends Described {
  reason: string;
}

interface Reading {
  source: Source;
  judge(item: Item, window: Window): Judgement | undefined;
}

/** One source of one kind and how its items count. */
export function reading<Kind extends ItemKind>(
  kind: Kind,
  judge: (item: ItemOf<Kind>, window: Window) => Judgement | undefined,
  more: Omit<Source, 'kind'> = {},
): Reading {
  const isOfKind = (item: Item): item is ItemOf<Kind> => item.kind === kind;
  return { source: { kind, ...more }, judge: (item, window) => (isOfKind(item) ? judge(item, window) : undefined) };
}

/** A figure of one or several sources. An item of a class that the source does not name is not counted, whoever hands it in. */
export function figure(described: Described, ...readings: Reading[]): FigureDefinition {
  return {
    ...described,
    reads: readings.map(({ source }) => source),
    judge(item, window) {
      for (const { source, judge } of readings)
        if (source.kind === item.kind && (source.classes?.includes(item.class) ?? true)) return judge(item, window);
      return undefined;
    },
  };
}
