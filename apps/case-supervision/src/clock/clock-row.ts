import { type Queryable, statement } from '@xiezhi/postgres';
import { dueOf } from './clock.announce.ts';
import { nextPoint } from './clock.plan.ts';
import type { ExistingClock } from './clock.state.ts';

/** What lists and the ticker know of a clock without its stream. */
export interface ToldClock {
  ruleId: string;
  ruleName: string;
  subject: string;
  matterKind: string;
  matterId: string;
  title: string;
  holder: string;
  watchers: string[];
  triggeredAt: string;
  occurrence?: number;
  dueOn?: string;
  dueAt?: string;
  lateAfter?: string;
  attentionAt?: string;
  warningAt?: string;
  longOverdueAt?: string;
  unit: string;
  isProvisional: boolean;
  nature: string;
  mark: 'V' | 'V2' | 'U' | 'D';
  turnsRed: boolean;
  source: string;
  consequence?: string;
  /** What it is, but for time: whether a running clock is overdue depends on when one asks. */
  state: 'running' | 'paused' | 'met' | 'met-late' | 'met-learnt-late' | 'cancelled';
  endedAt?: string;
  isExtendable: boolean;
}

export function toldOf(clock: ExistingClock): ToldClock {
  const { terms, plan, triggeredAt } = clock;
  const { ruleId, ruleName, subject, matterKind, matterId, title, holder, watchers, source, consequence, occurrence } = terms;
  const long = plan.state === 'due' ? plan.longOverdueAt : undefined;
  return {
    ruleId,
    ruleName,
    subject,
    matterKind,
    matterId,
    title,
    holder,
    watchers,
    triggeredAt,
    source,
    ...(consequence !== undefined && { consequence }),
    ...(occurrence !== undefined && { occurrence }),
    ...dueOf(clock),
    ...(long !== undefined && { longOverdueAt: long }),
    ...(clock.status === 'ended'
      ? { state: clock.outcome, endedAt: clock.endedAt }
      : { state: plan.state === 'paused' ? 'paused' : 'running' }),
    isExtendable: clock.status === 'running' && terms.extension !== undefined && clock.extensions.length < terms.extension.times,
  };
}

/** The row's own columns, as they follow from the stream. */
export function rowOf(clock: ExistingClock) {
  const { terms, plan } = clock;
  return {
    ruleId: terms.ruleId,
    subject: terms.subject,
    matterId: terms.matterId,
    world: terms.world ?? null,
    parties: [...new Set([terms.holder, ...terms.watchers])],
    isOpen: clock.status === 'running',
    dueAt: plan.state === 'due' ? plan.dueAt : null,
    nextFireAt: nextPoint(clock)?.at ?? null,
  };
}

const lock = statement('clock.lock', `select 1 from case_supervision.clock where id = any($1::uuid[]) order by id for update`);
const insert = statement(
  'clock.insert',
  `insert into case_supervision.clock (id, rule_id, subject, matter_id, world, parties, is_open, due_at, next_fire_at, told)
   select id, rule_id, subject, matter_id, world, parties, is_open, due_at, next_fire_at, told from jsonb_to_recordset($1::jsonb) as saved(
     id uuid, rule_id text, subject text, matter_id uuid, world uuid, parties uuid[], is_open boolean, due_at timestamptz, next_fire_at timestamptz, told jsonb)
   on conflict (id) do update set parties = excluded.parties, is_open = excluded.is_open, due_at = excluded.due_at,
     next_fire_at = excluded.next_fire_at, told = excluded.told`,
);
const update = statement(
  'clock.update',
  `update case_supervision.clock set is_open = $2, due_at = $3, next_fire_at = $4, told = $5 where id = $1`,
);
const open = statement<{ n: number; id: string }>(
  'clock.open',
  `select asked.n::int, c.id from unnest($1::text[], $2::text[]) with ordinality as asked(rule_id, subject, n),
     lateral (select id, due_at from case_supervision.clock where is_open and rule_id = asked.rule_id and subject = asked.subject
       order by due_at nulls last, id limit $3) as c
   order by asked.n, c.due_at nulls last, c.id`,
);

/** How many clocks of one row and subject an event may end at once; a hundred look-backs of one problem is a mistake. */
const openMax = 100;

/**
 * Locked before the streams are touched, in one order: consumers, ticker and commands take rows, then streams, so that none waits for
 * another in a circle. The ticker skips a locked row.
 */
export async function lockRows(tx: Queryable, ids: readonly string[]): Promise<void> {
  await lock(tx, ids);
}

/** Writes the rows of clocks as they are now, each clock once. */
export async function saveRows(tx: Queryable, saved: ReadonlyMap<string, ExistingClock>): Promise<void> {
  const rows = [...saved].map(([id, clock]) => {
    const { ruleId, subject, matterId, world, parties, isOpen, dueAt, nextFireAt } = rowOf(clock);
    const told = toldOf(clock);
    return {
      id,
      rule_id: ruleId,
      subject,
      matter_id: matterId,
      world,
      parties,
      is_open: isOpen,
      due_at: dueAt,
      next_fire_at: nextFireAt,
      told,
    };
  });
  if (rows.length > 0) await insert(tx, JSON.stringify(rows));
}

/** As an officer's command may: whom the row belongs to does not change after the start. */
export async function updateRow(tx: Queryable, id: string, clock: ExistingClock): Promise<void> {
  const { isOpen, dueAt, nextFireAt } = rowOf(clock);
  await update(tx, id, isOpen, dueAt, nextFireAt, JSON.stringify(toldOf(clock)));
}

/** A row that recurs, about a subject. */
export interface OpenOf {
  ruleId: string;
  subject: string;
}

/** Open clocks of each row about its subject, the first due first. */
export async function openClocks(tx: Queryable, asked: readonly OpenOf[]): Promise<string[][]> {
  const found: string[][] = asked.map(() => []);
  if (asked.length === 0) return found;
  const rows = await open(
    tx,
    asked.map(({ ruleId }) => ruleId),
    asked.map(({ subject }) => subject),
    openMax,
  );
  for (const { n, id } of rows) found[n - 1]!.push(id);
  return found;
}
