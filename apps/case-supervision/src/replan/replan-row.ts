import { type Queryable, statement } from '@xiezhi/postgres';
import type { Plan } from '../clock/clock.state.ts';
import type { Proposal, Replan } from './replan.decider.ts';

/** A re-plan at work: the row that whoever works on it holds. */
export interface WorkRow {
  id: string;
  world: string | null;
  kind: 'calendar' | 'pack-version';
  target: string;
  status: 'computing' | 'applying';
  parties: string[];
  total: number | null;
  looked: number;
  cursor: string;
  changes: number;
  stays: number;
  done: number;
  moved: number;
  /** Legal now of its world. */
  now: Date;
}

const atWork = statement<WorkRow & Record<string, unknown>>(
  'replan.at_work',
  `select r.id, r.world, r.kind, r.target, r.status, r.parties, r.total, r.looked, r.cursor, r.changes, r.stays, r.done, r.moved,
     coalesce((select w.legal_now from case_supervision.practice_world w where w.id = r.world), now()) as now
   from case_supervision.replan r
   where r.status in ('computing', 'applying') and (r.kind = 'calendar' and r.target = $1 or r.kind = 'pack-version' and r.target = any ($2))
   order by r.updated_at, r.id limit 1 for update skip locked`,
);
const insert = statement(
  'replan.insert',
  `insert into case_supervision.replan (id, parties, world, kind, target, status, reason, proposed_by, proposed_at)
   values ($1, $2, $3, $4, $5, 'computing', $6, $7, $8)`,
);
const lock = statement('replan.lock', `select 1 from case_supervision.replan where id = $1 for update`);
const stand = statement(
  'replan.stand',
  `update case_supervision.replan set status = $2, confirmed_by = coalesce($3, confirmed_by), updated_at = now() where id = $1`,
);
const countRunning = statement<{ total: number }>(
  'replan.count_running',
  `select count(*)::int as total from case_supervision.clock where world is not distinct from $1 and (is_open or next_fire_at is not null)`,
);
const look = statement(
  'replan.look',
  `update case_supervision.replan set total = $2, looked = $3, cursor = $4, changes = $5, stays = $6, updated_at = now() where id = $1`,
);
const carry = statement('replan.carry', `update case_supervision.replan set done = $2, moved = $3, updated_at = now() where id = $1`);
const running = statement<{ id: string }>(
  'replan.running',
  `select id from case_supervision.clock
   where id > $1 and world is not distinct from $2 and (is_open or next_fire_at is not null) order by id limit $3`,
);
const list = statement(
  'replan.list',
  `insert into case_supervision.replan_change
     (replan_id, clock_id, parties, changes, matter_kind, matter_id, rule_id, rule_name, due_before, due_after, reason)
   select $1, s.clock_id, $2, s.changes, s.matter_kind, s.matter_id, s.rule_id, s.rule_name, s.due_before, s.due_after, s.reason
   from jsonb_to_recordset($3::jsonb) as s(clock_id uuid, changes boolean, matter_kind text, matter_id uuid, rule_id text, rule_name text,
     due_before jsonb, due_after jsonb, reason text)`,
);
const openChanges = statement<{ id: string }>(
  'replan.open_changes',
  `select c.id from case_supervision.replan_change r join case_supervision.clock c on c.id = r.clock_id
   where r.replan_id = $1 and r.changes and r.outcome is null order by r.clock_id limit $2 for update of c skip locked`,
);
const settle = statement(
  'replan.settle',
  `update case_supervision.replan_change r set outcome = s.outcome, due_after = coalesce(s.due_after, r.due_after)
   from jsonb_to_recordset($2::jsonb) as s(clock_id uuid, outcome text, due_after jsonb)
   where r.replan_id = $1 and r.clock_id = s.clock_id`,
);
const settleGone = statement<{ clock_id: string }>(
  'replan.settle_gone',
  `update case_supervision.replan_change r set outcome = 'gone' where r.replan_id = $1 and r.changes and r.outcome is null
     and not exists (select from case_supervision.clock c where c.id = r.clock_id) returning r.clock_id`,
);

/** Due moment as a list shows it. */
export type DueShown = { state: 'paused' } | { state: 'due'; dueOn: string; dueAt: string; isProvisional: boolean };

export function dueShown(plan: Plan): DueShown {
  if (plan.state === 'paused') return { state: 'paused' };
  const { dueOn, dueAt, isProvisional } = plan;
  return { state: 'due', dueOn, dueAt, isProvisional };
}

/** One line of a list: a clock that would change, or one that is meant and stays. */
export interface Line {
  clock_id: string;
  changes: boolean;
  matter_kind: string;
  matter_id: string;
  rule_id: string;
  rule_name: string;
  due_before: DueShown;
  due_after: DueShown | null;
  reason: string;
}

/** What came of one line. `due_after`: where it differs from the list. */
export interface Settled {
  clock_id: string;
  outcome: 'moved' | 'same' | 'gone';
  due_after: DueShown | null;
}

/** The rows of re-plans, as the one who works on them writes them; all within its transaction. */
export const replanRows = {
  /** Held until the commit; skips those that another instance holds. Only what can be counted here. */
  atWork: async (tx: Queryable, digest: string, packVersions: readonly string[]): Promise<WorkRow | undefined> =>
    (await atWork(tx, digest, packVersions))[0],
  propose: async (tx: Queryable, id: string, { target, reason, by, agency, world, at }: Proposal): Promise<void> => {
    const named = target.kind === 'calendar' ? target.digest : target.packVersion;
    await insert(tx, id, [agency], world ?? null, target.kind, named, reason, by.account, at);
  },
  lock: async (tx: Queryable, id: string): Promise<void> => void (await lock(tx, id)),
  stand: async (tx: Queryable, id: string, replan: Replan): Promise<void> => {
    const confirmedBy = 'confirmedBy' in replan ? replan.confirmedBy?.account : undefined;
    await stand(tx, id, replan.status, confirmedBy ?? null);
  },
  countRunning: async (tx: Queryable, world: string | null): Promise<number> => (await countRunning(tx, world))[0]!.total,
  running: async (tx: Queryable, after: string, world: string | null, limit: number): Promise<string[]> =>
    (await running(tx, after, world, limit)).map(({ id }) => id),
  looked: async (tx: Queryable, { id, total, looked, cursor, changes, stays }: WorkRow): Promise<void> =>
    void (await look(tx, id, total, looked, cursor, changes, stays)),
  carried: async (tx: Queryable, { id, done, moved }: WorkRow): Promise<void> => void (await carry(tx, id, done, moved)),
  list: async (tx: Queryable, { id, parties }: WorkRow, lines: readonly Line[]): Promise<void> =>
    void (await list(tx, id, parties, JSON.stringify(lines))),
  /** Locked: row before stream, as everybody who touches a clock. One that is busy is left for the next round, so that nobody waits in a circle. */
  openChanges: async (tx: Queryable, id: string, limit: number): Promise<string[]> =>
    (await openChanges(tx, id, limit)).map((row) => row.id),
  settle: async (tx: Queryable, id: string, settled: readonly Settled[]): Promise<void> =>
    void (await settle(tx, id, JSON.stringify(settled))),
  /** Lines whose clock has no row any more, as after a restore of one table and not of the other. */
  settleGone: async (tx: Queryable, id: string): Promise<number> => (await settleGone(tx, id)).length,
};
