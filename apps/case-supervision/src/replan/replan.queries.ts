import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { asAgency, statement } from '@xiezhi/postgres';
import type { Database } from '@xiezhi/service';

const columns = `id, kind, target, status, reason, proposed_by as "proposedBy",
  to_char(proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "proposedAt", confirmed_by as "confirmedBy",
  jsonb_build_object('total', total, 'looked', looked, 'changes', changes, 'stays', stays, 'done', done, 'moved', moved) as progress`;

const latest = statement(
  'replan.latest',
  `select ${columns} from case_supervision.replan where world is not distinct from $1 order by proposed_at desc, id limit 50`,
);
const one = statement('replan.one', `select ${columns} from case_supervision.replan where id = $1 and world is not distinct from $2`);
const linesOf = statement<{ clockId: string }>(
  'replan.lines',
  `select clock_id as "clockId", matter_kind as "matterKind", matter_id as "matterId", rule_id as "ruleId", rule_name as "ruleName",
     due_before as "dueBefore", due_after as "dueAfter", reason, outcome
   from case_supervision.replan_change
   where replan_id = $1 and changes = $2 and clock_id > coalesce($3, '00000000-0000-0000-0000-000000000000')::uuid order by clock_id limit $4`,
);

/** Re-plans of the caller's platform, in its world. */
export function latestReplans(pool: Database['app'], { agency, world }: Caller) {
  return asAgency(pool, { agency }, (tx) => latest(tx, world?.id ?? null));
}

export interface Page {
  after?: string | undefined;
  limit: number;
  show: 'changes' | 'stays';
}

/** @throws Refusal REPLAN_NOT_FOUND also for whoever may not see it */
export function replanWithLines(pool: Database['app'], { agency, world }: Caller, id: string, { after, limit, show }: Page) {
  return asAgency(pool, { agency }, async (tx) => {
    const [replan] = await one(tx, id, world?.id ?? null);
    if (replan === undefined) throw new Refusal('REPLAN_NOT_FOUND');
    const lines = await linesOf(tx, id, show === 'changes', after ?? null, limit);
    return { ...replan, lines, next: lines.length < limit ? null : (lines.at(-1)?.clockId ?? null) };
  });
}
