import { latestBefore } from './backward.ts';
import type { Calendar } from './calendar.ts';
import type { PeriodUnit } from './clock-rule.ts';
import { correspondingDay, endMovedByPauses, endOfDays, endOfHours, extended, type RawEnd } from './count.ts';
import type { Derivation, DerivationLine } from './derivation.ts';
import type { Ledger } from './ledger.ts';
import { addDays, dateOf, endOf, instantOf, type LocalDate } from './local-date.ts';
import { pausedDays, unitedIntervals } from './pauses.ts';

/** What a row says about counting. `length` is absent only where a document sets the last day. */
export interface Period {
  length?: number | undefined;
  unit: PeriodUnit;
  roll: 'forward' | 'none';
}

/**
 * When a period ends and why, from its rule, its ledger and the calendar alone (COUNTING, DOMAIN 4.1). Pure: the same three always
 * give the same derivation, and `recompute` gives its date again from the lines.
 */
export function derive(period: Period, ledger: Ledger, calendar: Calendar): Derivation {
  const on = dateOf(ledger.triggeredAt);
  const lines: DerivationLine[] = [{ step: 'trigger', at: ledger.triggeredAt, on }];
  if (ledger.before !== undefined) return deriveBefore(period, ledger.before, lines, calendar);
  if (period.unit === 'hour') return deriveHours(period, ledger, lines);
  const end = rawEnd(period, ledger, on, calendar);
  if (end === undefined) {
    const since = pausedDays(ledger.pauses).openFrom!;
    return { state: 'paused', since, lines: [...lines, ...budgetLines(period, ledger), { step: 'paused', since }] };
  }
  lines.push(...budgetLines(period, ledger), ...end.lines);
  const rolled = roll(period, end.on, calendar);
  lines.push(...rolled.lines);
  const unsettled = [...end.consulted, ...rolled.consulted].filter((day) => !calendar.isConfirmed(day));
  if (unsettled.length > 0) lines.push({ step: 'provisional', days: unsettled });
  const at = endOf(rolled.on);
  lines.push({ step: 'due', on: rolled.on, at, lateAfter: at });
  return { state: 'due', dueOn: rolled.on, dueAt: at, lateAfter: at, rawEndOn: end.on, isProvisional: unsettled.length > 0, lines };
}

/** Length of all parts together: the row's, times the occurrence, and the extensions. */
export function budgetOf(period: Period, ledger: Ledger): number {
  return (period.length ?? 0) * (ledger.occurrence ?? 1) + extensionOf(ledger);
}

const extensionOf = ({ extensions }: Ledger): number => extensions.reduce((sum, { length }) => sum + length, 0);

/** End before the roll; undefined while paused. */
export function rawEnd(period: Period, ledger: Ledger, on: LocalDate, calendar: Calendar): RawEnd | undefined {
  const { unit } = period;
  const paused = pausedDays(ledger.pauses);
  if (ledger.lastDay !== undefined) {
    const last = extended(ledger.lastDay, extensionOf(ledger), unit, calendar);
    const moved = endMovedByPauses(on, last, paused);
    return moved && { ...moved, lines: [{ step: 'set-by-document', on: last }, ...moved.lines], consulted: [] };
  }
  if (period.length === 0) return { on, lines: [{ step: 'on-the-day', rule: 'D', on }], counted: [], consulted: [] };
  const length = budgetOf(period, ledger);
  if (length === 0) throw new RangeError('a period without a length needs a last day');
  if (unit === 'month' || unit === 'year') {
    const line = correspondingDay(on, length, unit);
    const moved = endMovedByPauses(on, line.on, paused);
    return moved && { ...moved, lines: [line, ...moved.lines], consulted: [] };
  }
  return endOfDays(on, length, unit === 'working-day' ? unit : 'calendar-day', paused, calendar);
}

/** Before a date: nothing is paused or rolled forward, a rest day gives way to the working day before it (COUNTING 9). */
function deriveBefore({ length, unit }: Period, date: LocalDate, lines: DerivationLine[], calendar: Calendar): Derivation {
  if (length === undefined || unit === 'hour' || unit === 'year')
    throw new RangeError('a period before a date has a length in days or months');
  const { on, at, rests, consulted } = latestBefore(date, length, unit, calendar);
  lines.push({ step: 'before', rule: 'D', date, length, unit, rests, on });
  const unsettled = consulted.filter((day) => !calendar.isConfirmed(day));
  if (unsettled.length > 0) lines.push({ step: 'provisional', days: unsettled });
  lines.push({ step: 'due', on, at, lateAfter: at });
  return { state: 'due', dueOn: on, dueAt: at, lateAfter: at, rawEndOn: on, isProvisional: unsettled.length > 0, lines };
}

function deriveHours(period: Period, ledger: Ledger, lines: DerivationLine[]): Derivation {
  const hours = budgetOf(period, ledger);
  const end = endOfHours(ledger.triggeredAt, hours, unitedIntervals(ledger.pauses));
  lines.push(...budgetLines(period, ledger));
  if (end === undefined) {
    const since = pausedDays(ledger.pauses).openFrom!;
    return { state: 'paused', since, lines: [...lines, { step: 'paused', since }] };
  }
  const [at, lateAfter] = [instantOf(end.due), instantOf(end.late)];
  const dueOn = dateOf(at);
  lines.push({ step: 'hours', rule: 'CR-1', hours, pausedMs: end.pausedMs, at, lateAfter }, { step: 'due', on: dueOn, at, lateAfter });
  return { state: 'due', dueOn, dueAt: at, lateAfter, rawEndOn: dueOn, isProvisional: false, lines };
}

function budgetLines(period: Period, ledger: Ledger): DerivationLine[] {
  const hasNoLength = ledger.lastDay !== undefined || period.length === 0;
  if (hasNoLength && ledger.extensions.length === 0) return [];
  const own = ledger.lastDay === undefined ? [{ length: (period.length ?? 0) * (ledger.occurrence ?? 1), reason: ownReason(ledger) }] : [];
  const parts = [...own, ...ledger.extensions.map(({ length, reason }) => ({ length, reason: `延长：${reason}` }))];
  return [{ step: 'budget', length: parts.reduce((sum, part) => sum + part.length, 0), unit: period.unit, parts }];
}

const ownReason = ({ occurrence }: Ledger): string =>
  occurrence === undefined || occurrence === 1 ? '规定期间' : `规定期间（第${occurrence}次）`;

/** CR-2: a last day that is a rest day gives way to the first day after it, once; rows that never roll say so. */
function roll(period: Period, rawEndOn: LocalDate, calendar: Calendar): { on: LocalDate; lines: DerivationLine[]; consulted: LocalDate[] } {
  const kind = calendar.dayKind(rawEndOn);
  if (period.roll === 'none')
    return {
      on: rawEndOn,
      lines: kind.kind === 'rest' ? [{ step: 'no-roll', rule: 'D', on: rawEndOn, name: kind.name }] : [],
      consulted: [],
    };
  const on = calendar.workingDayFrom(rawEndOn, 1);
  const skipped: { on: LocalDate; name: string }[] = [];
  for (let day = rawEndOn; day < on; day = addDays(day, 1)) skipped.push({ on: day, name: calendar.dayKind(day).name ?? '' });
  return {
    on,
    lines: skipped.length === 0 ? [] : [{ step: 'roll', rule: 'CR-2', skipped, on }],
    consulted: [...skipped.map((day) => day.on), on],
  };
}
