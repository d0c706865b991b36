import { recountBefore } from './backward.ts';
import type { DerivationLine } from './derivation.ts';
import { addDays, addMonths, endOf, epochOf, instantOf, type LocalDate } from './local-date.ts';

const hourMs = 3_600_000;

/**
 * The due moment from the lines alone, without rule, ledger or calendar: who reads a derivation can do the same with a pencil. The
 * `due` line itself is not used.
 *
 * @returns undefined for a paused period
 * @throws Error when the lines do not follow from each other: a day left out, a number missed
 */
export function recompute(lines: readonly DerivationLine[]): string | undefined {
  let on: LocalDate | undefined;
  let at: string | undefined;
  for (const line of lines) {
    switch (line.step) {
      case 'trigger':
        [on, at] = [line.on, line.at];
        break;
      case 'days':
        on = lastCounted(line, required(on));
        at = endOf(on);
        break;
      case 'corresponding-day':
        on = addMonths(required(on), line.months);
        at = endOf(on);
        break;
      case 'set-by-document':
      case 'on-the-day':
        on = line.on;
        at = endOf(on);
        break;
      case 'before':
        on = recountBefore(line.date, line.length, line.unit, line.rests);
        at = endOf(on);
        break;
      case 'paused-days':
        on = addDays(required(on), line.days.length);
        at = endOf(on);
        break;
      case 'hours':
        at = instantOf(epochOf(required(at)) + line.hours * hourMs + line.pausedMs);
        break;
      case 'roll':
        on = afterSkipped(line, required(on));
        at = endOf(on);
        break;
      case 'paused':
        return undefined;
      case 'budget':
      case 'no-roll':
      case 'provisional':
      case 'due':
        break;
    }
  }
  return at;
}

function lastCounted({ days }: DerivationLine & { step: 'days' }, from: LocalDate): LocalDate {
  let [on, n] = [from, 0];
  for (const day of days) {
    if (day.on !== addDays(on, 1)) throw new Error(`${day.on} does not follow ${on}`);
    if (day.counts === 'counted' && day.n !== ++n) throw new Error(`${day.on} is not number ${n}`);
    on = day.on;
  }
  if (days.at(-1)?.counts !== 'counted') throw new Error(`${on} is the last day and not counted`);
  return on;
}

function afterSkipped({ skipped }: DerivationLine & { step: 'roll' }, from: LocalDate): LocalDate {
  let on = from;
  for (const day of skipped) {
    if (day.on !== on) throw new Error(`${day.on} is rolled over, but the period stood at ${on}`);
    on = addDays(on, 1);
  }
  return on;
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a derivation begins with its trigger');
  return value;
}
