import type { BackwardUnit } from './backward.ts';
import type { PeriodUnit } from './clock-rule.ts';
import type { LocalDate } from './local-date.ts';

export interface CountedDay {
  on: LocalDate;
  counts: 'counted' | 'rest' | 'paused';
  /** Number of a counted day. */
  n?: number;
  /** Why a day is not counted, such as 国庆节, or why a weekend day is. */
  name?: string;
}

/** One line of the account a clock gives of itself. The lines alone suffice to compute the due moment again (`recompute`). */
export type DerivationLine =
  | { step: 'trigger'; at: string; on: LocalDate }
  | { step: 'budget'; length: number; unit: PeriodUnit; parts: { length: number; reason: string }[] }
  | { step: 'days'; rule: 'CR-1'; days: CountedDay[] }
  | { step: 'corresponding-day'; rule: 'CR-4'; months: number; on: LocalDate; clamped: boolean }
  | { step: 'set-by-document'; on: LocalDate }
  | { step: 'on-the-day'; rule: 'D'; on: LocalDate }
  | {
      step: 'before';
      rule: 'D';
      date: LocalDate;
      length: number;
      unit: BackwardUnit;
      rests: { on: LocalDate; name: string }[];
      on: LocalDate;
    }
  | { step: 'paused-days'; days: LocalDate[]; on: LocalDate }
  | { step: 'hours'; rule: 'CR-1'; hours: number; pausedMs: number; at: string; lateAfter: string }
  | { step: 'roll'; rule: 'CR-2'; skipped: { on: LocalDate; name: string }[]; on: LocalDate }
  | { step: 'no-roll'; rule: 'CR-3' | 'CR-11' | 'D'; on: LocalDate; name: string }
  | { step: 'provisional'; days: LocalDate[] }
  | { step: 'paused'; since: LocalDate }
  | { step: 'due'; on: LocalDate; at: string; lateAfter: string };

export interface DueDerivation {
  state: 'due';
  /** Legal day on which the period ends. */
  dueOn: LocalDate;
  /** End of the period: 24:00 of the last day as the exclusive bound, or n hours after the trigger. Shown and warned by. */
  dueAt: string;
  /** From here on an act is late; differs from dueAt for hour rows (COUNTING 2). */
  lateAfter: string;
  rawEndOn: LocalDate;
  isProvisional: boolean;
  lines: DerivationLine[];
}

export interface PausedDerivation {
  state: 'paused';
  since: LocalDate;
  lines: DerivationLine[];
}

export type Derivation = DueDerivation | PausedDerivation;
