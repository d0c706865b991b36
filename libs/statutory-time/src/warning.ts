import type { Calendar } from './calendar.ts';
import type { Mark, WarningPolicy } from './clock-rule.ts';
import { afterUnpaused } from './count.ts';
import { budgetOf, type Period, rawEnd } from './derive.ts';
import type { DueDerivation } from './derivation.ts';
import type { Ledger } from './ledger.ts';
import { addDays, dateOf, endOf, epochOf, instantOf, type LocalDate, startOf } from './local-date.ts';
import { daysAfter, unitedIntervals } from './pauses.ts';

/** Moments at which the light of a running clock changes. */
export interface WarningPoints {
  attentionAt?: string;
  warningAt?: string;
  /** More than so many working days past due; a proposal to escalate, which a human must approve. */
  longOverdueAt?: string;
}

export type Nature = 'statutory' | 'agreed' | 'internal';

const hourMs = 3_600_000;
const isDays = (unit: Period['unit']): boolean => unit === 'calendar-day' || unit === 'working-day';

/** Warning points of a period that has a due moment (DOMAIN 4.3, COUNTING 26–28). A day's point stands at the day's beginning. */
export function warningPoints(
  period: Period,
  ledger: Ledger,
  due: DueDerivation,
  nature: Nature,
  calendar: Calendar,
  policy: WarningPolicy,
): WarningPoints {
  if (period.unit === 'hour') return { warningAt: hourPoint(period, ledger, policy.hours.warning.percentLeft) };
  const budget = budgetOf(period, ledger);
  if (ledger.lastDay === undefined && ledger.before === undefined && period.unit === 'working-day' && budget === 1)
    return { warningAt: `${due.dueOn}T${policy.oneWorkingDay.warningAt}:00+08:00` };

  const row = nature === 'statutory' ? policy.statutory : policy.other;
  // Before a date, what may be used up is the time until the last day, however short the period that must be left.
  const counted =
    ledger.before === undefined
      ? (rawEnd(period, ledger, dateOf(ledger.triggeredAt), calendar)?.counted ?? [])
      : [...daysAfter(dateOf(ledger.triggeredAt), due.dueOn)];
  const days = ledger.before === undefined ? budget : counted.length;
  const isShort = ledger.lastDay === undefined && isDays(period.unit) && days <= policy.short.upToDays;
  const { attention, warning } = isShort ? policy.short : row;
  const points = [attention, warning].map((point) => {
    const moments = [
      point.percentLeft === undefined ? undefined : dayWithPercentLeft(counted, point.percentLeft, ledger),
      point.workingDaysLeft === undefined ? undefined : dayWithWorkingDaysLeft(due.dueOn, point.workingDaysLeft, calendar),
    ].filter((day) => day !== undefined);
    const first = moments.toSorted().at(0);
    return first === undefined ? undefined : notBefore(startOf(first), ledger.triggeredAt);
  });
  const [attentionAt, warningAt] = points;
  const isEarlier = attentionAt !== undefined && (warningAt === undefined || epochOf(attentionAt) < epochOf(warningAt));
  const long = row.longOverdueAfterWorkingDays;
  return {
    ...(isEarlier && { attentionAt }),
    ...(warningAt !== undefined && { warningAt }),
    ...(long !== undefined && { longOverdueAt: endOf(calendar.nthWorkingDayAfter(due.dueOn, long)) }),
  };
}

/** The first day on which at most so much of the budget is left after it, in the budget's own unit. */
function dayWithPercentLeft(counted: readonly LocalDate[], percent: number, ledger: Ledger): LocalDate {
  const left = Math.floor((counted.length * percent) / 100);
  return counted.at(counted.length - left - 1) ?? dateOf(ledger.triggeredAt);
}

/** The first day after which at most n working days are left, the due day included (K09: due 24 Nov, three left on 19 Nov). */
function dayWithWorkingDaysLeft(dueOn: LocalDate, n: number, calendar: Calendar): LocalDate {
  let day = addDays(dueOn, 1);
  for (let left = n + 1; left > 0;) {
    day = addDays(day, -1);
    if (!calendar.isRest(day)) left--;
  }
  return day;
}

function hourPoint(period: Period, ledger: Ledger, percentLeft: number): string {
  const budgetMs = budgetOf(period, ledger) * hourMs * (1 - percentLeft / 100);
  return instantOf(afterUnpaused(epochOf(ledger.triggeredAt), budgetMs, unitedIntervals(ledger.pauses))!);
}

const notBefore = (at: string, start: string): string => (epochOf(at) < epochOf(start) ? start : at);

const strengthOf: Record<Mark, number> = { V: 0, V2: 1, D: 2, U: 3 };

/** One mark for both: the weaker, since a date is as doubtful as its most doubtful part (COUNTING 14). */
export function weakerMark({ length, dayType }: { length: Mark; dayType: Mark }): Mark {
  return strengthOf[length] >= strengthOf[dayType] ? length : dayType;
}

/** COUNTING 29: a judicial organ turns red only by V or V2 rows, nobody by U rows. */
export function turnsRed(mark: Mark, isJudicial: boolean): boolean {
  if (mark === 'U') return false;
  return !isJudicial || mark === 'V' || mark === 'V2';
}

export type Light = 'normal' | 'attention' | 'warning' | 'overdue' | 'long-overdue' | 'paused' | 'met' | 'met-late' | 'cancelled';

/** The light of a running clock at a moment of legal time. */
export function lightAt(points: WarningPoints & { lateAfter: string }, now: string): Light {
  const at = epochOf(now);
  const reached = (point: string | undefined): boolean => point !== undefined && at >= epochOf(point);
  if (reached(points.lateAfter)) return reached(points.longOverdueAt) ? 'long-overdue' : 'overdue';
  if (reached(points.warningAt)) return 'warning';
  return reached(points.attentionAt) ? 'attention' : 'normal';
}
