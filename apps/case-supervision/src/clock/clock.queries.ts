import type { Caller } from '@xiezhi/contracts';
import { legalNow } from '@xiezhi/http';
import { asAgency, statement } from '@xiezhi/postgres';
import type { Database } from '@xiezhi/service';
import { type Calendar, dateOf, lightAt } from '@xiezhi/statutory-time';
import type { ToldClock } from './clock-row.ts';
import type { ClockView } from './clock.requests.ts';

const ofMatter = statement<{ id: string; told: ToldClock }>(
  'clock.of_matter',
  `select id, told from case_supervision.clock where matter_id = $1 and world is not distinct from $2 order by due_at nulls last, id limit $3`,
);

/** Deadlines of a matter that the caller's agency is party to, in the caller's world, the first due first. */
export async function clocksOfMatter(
  pool: Database['app'],
  caller: Caller,
  matterId: string,
  limit: number,
  calendar: Calendar,
): Promise<ClockView[]> {
  const rows = await asAgency(pool, { agency: caller.agency }, (tx) => ofMatter(tx, matterId, caller.world?.id ?? null, limit));
  const now = legalNow(caller).toISOString();
  return rows.map(({ id, told }) => viewOf(id, told, now, calendar));
}

/** How a clock stands at a moment of legal time: what was told of it, and its light. */
export function viewOf(clockId: string, told: ToldClock, now: string, calendar: Calendar): ClockView {
  const { state, lateAfter, dueOn } = told;
  const view = { clockId, ...told, matterKind: told.matterKind as ClockView['matterKind'] };
  if (state === 'paused') return { ...view, state, light: 'paused' };
  if (state !== 'running' || lateAfter === undefined || dueOn === undefined)
    return { ...view, state, light: state === 'met-late' || state === 'cancelled' ? state : 'met' };
  const light = lightAt({ ...told, lateAfter }, now);
  const isOverdue = light === 'overdue' || light === 'long-overdue';
  return { ...view, state: isOverdue ? 'overdue' : 'running', light, workingDaysLeft: calendar.workingDaysAfter(dateOf(now), dueOn) };
}
