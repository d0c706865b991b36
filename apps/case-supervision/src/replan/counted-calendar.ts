import { type Queryable, statement } from '@xiezhi/postgres';
import { Calendar, type CalendarYear } from '@xiezhi/statutory-time';

/** The calendars a process has, and the name they go by. */
export interface LoadedCalendars {
  calendarDigest: string;
  calendars: readonly CalendarYear[];
}

interface Row {
  digest: string;
  calendars: CalendarYear[] | null;
}

const keepFirst = statement(
  'counted_calendar.keep_first',
  `insert into case_supervision.counted_calendar (world, digest, calendars) values (null, $1, $2) on conflict do nothing`,
);
const known = statement<Row & Record<string, unknown>>(
  'counted_calendar.known',
  `select digest, calendars from case_supervision.counted_calendar where world is null or world = $1 order by world nulls last limit 1`,
);
const keep = statement(
  'counted_calendar.keep',
  `insert into case_supervision.counted_calendar (world, digest, calendars) values ($1, $2, $3)
   on conflict on constraint counted_calendar_world do update set digest = excluded.digest, calendars = excluded.calendars`,
);
const keepForWorlds = statement(
  'counted_calendar.keep_for_worlds',
  `insert into case_supervision.counted_calendar (world, digest, calendars)
   select w.id, c.digest, c.calendars from case_supervision.practice_world w, case_supervision.counted_calendar c where c.world is null
   on conflict do nothing`,
);

/** With the first calendars a service ever has, nothing is outstanding: its clocks are counted with them. */
export async function keepFirstCalendars(db: Queryable, { calendarDigest, calendars }: LoadedCalendars): Promise<void> {
  await keepFirst(db, calendarDigest, JSON.stringify(calendars));
}

/** What the clocks of a world, or the real ones, were last counted with; a world without a re-plan of its own goes with the real ones. */
export async function countedCalendar(
  db: Queryable,
  world: string | null,
): Promise<{ digest: string; calendar: Calendar | undefined } | undefined> {
  const [row] = await known(db, world);
  return row && { digest: row.digest, calendar: row.calendars === null ? undefined : new Calendar(row.calendars) };
}

/** A re-plan by these calendars has been carried out. Worlds that went with the real clocks keep what theirs were counted with. */
export async function keepCounted(tx: Queryable, world: string | null, { calendarDigest, calendars }: LoadedCalendars): Promise<void> {
  if (world === null) await keepForWorlds(tx);
  await keep(tx, world, calendarDigest, JSON.stringify(calendars));
}
