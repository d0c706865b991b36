import type { Role } from '@xiezhi/contracts';
import { countMax, type Tab, tabNames, tabs } from './tabs.ts';
import type { TurnKind } from './turn-kind.ts';

/**
 * The tabs as SQL. Each is one walk along one index, in the order shown, which ends when the page is full: what lies behind the page
 * costs nothing. The conditions of the caller's agency and world stand in front of every key, so that no other's rows are touched. The
 * world is named in the order too: Postgres does not see that it is one and the same for all rows where it is null.
 */
export interface Asked {
  agency: string;
  world: string | null;
  /** Kinds to be shown; with `roles` only those that wait for such a role. */
  kinds: readonly TurnKind[];
  roles: readonly Role[] | null;
  now: Date;
}

const openTurn = `t.kind = any($3::text[]) and ($4::text[] is null or t.role is null or t.role = any($4::text[]))`;
const inTime = `t.late_key > (extract(epoch from $5::timestamptz) * 1000)::bigint`;
const late = `t.late_key <= (extract(epoch from $5::timestamptz) * 1000)::bigint`;

const walks: Readonly<Record<Tab, { key: string; where: string }>> = {
  'to-sign': { key: 'work_key', where: `t.work_key is not null and t.shelf = 'sign' and ${openTurn}` },
  'to-do': { key: 'work_key', where: `t.work_key is not null and t.shelf = 'do' and ${openTurn}` },
  'to-review': { key: 'work_key', where: `t.work_key is not null and t.shelf = 'review' and ${openTurn}` },
  'due-soon': { key: 'late_key', where: `t.late_key is not null and ${inTime} and t.attention_at <= $5 and ${openTurn}` },
  overdue: { key: 'late_key', where: `t.late_key is not null and ${late} and ${openTurn}` },
  sent: { key: 'sent_key', where: 't.sent_key is not null' },
  done: { key: 'done_key', where: 't.done_key is not null' },
};

/** `is not distinct from` finds no index; these two do. The parameter is named in both, or it would have no type. */
const whose = (world: string | null) =>
  `t.agency = $1 and ${world === null ? '($2::uuid is null and t.world is null)' : 't.world = $2::uuid'}`;

/** Every parameter is named in every query: one that is not has no type. */
const given = ({ agency, world, kinds, roles, now }: Asked) => [agency, world, kinds, roles, now.toISOString()];
const names = `($3::text[] is not null and $5::timestamptz is not null and ($4::text[] is null or true))`;

export interface Query {
  text: string;
  values: unknown[];
}

/**
 * Said to the planner before the queries, in their transaction. It takes agency and parties of a row for independent of each other, so it
 * expects hardly any rows behind a walk, and would rather fetch and sort all of an agency's: 30 times as long over a million rows.
 */
export const onlyWalks = `select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`;

/** Counts of all tabs in one round trip, each up to `countMax` + 1. */
export function countsQuery(asked: Asked): Query {
  const counted = tabNames.map((tab) => {
    const { key, where } = walks[tab];
    // Of the deadlines that come next, those that already ask for attention: the nearest do, the far ones end the walk.
    if (tab === 'due-soon')
      return `(select count(*) filter (where attention_at <= $5) from (select t.attention_at from portal.turn t
        where ${whose(asked.world)} and t.late_key is not null and ${inTime} and ${openTurn} order by t.world, t.late_key limit ${countMax + 1}) n)::int as "${tab}"`;
    return `(select count(*) from (select from portal.turn t where ${whose(asked.world)} and ${where} order by t.world, t.${key} limit ${countMax + 1}) n)::int as "${tab}"`;
  });
  return { text: `select ${counted.join(', ')} where ${names}`, values: given(asked) };
}

export interface PageAsked extends Asked {
  /** Absent: all open turns. */
  tab: Tab | undefined;
  after: { key: number; item: string } | undefined;
  /** Rows of the page; one more is read, to know whether there is another page. */
  limit: number;
}

const openTabs: Tab[] = tabNames.filter((tab) => 'shelf' in tabs[tab]);

/** The rows of a page with their deadline and where their stream stands. */
export function pageQuery(asked: PageAsked): Query {
  const { tab, after, limit } = asked;
  const parts = (tab === undefined ? openTabs : [tab]).map((each) => {
    const { key, where } = walks[each];
    const onward = after === undefined ? '' : `and (t.${key}, t.item) > ($7::bigint, $8::text)`;
    return `(select t.*, t.${key} as key from portal.turn t where ${whose(asked.world)} and ${where} ${onward}
      order by t.world, t.${key}, t.item limit $6::int)`;
  });
  const text = `
    select t.item, t.agency, t.kind, t.role, t.family_id as "familyId", t.source, t.subject, t.title, t.since, t.counterpart, t.world,
      t.hand_off_id as "handOffId", t.key, s.state, s.stage,
      d.clock_id as "clockId", d.rule_id as "ruleId", d.rule_name as "ruleName", d.subject as "deadlineSubject", d.holder,
      d.state as "deadlineState", d.change, d.due_at as "dueAt", d.late_after as "lateAfter", d.attention_at as "attentionAt",
      d.warning_at as "warningAt", d.unit, d.is_provisional as "isProvisional", d.nature, d.turns_red as "turnsRed"
    from (${parts.join(' union all ')}) t
    left join portal.standing s on s.source = t.source and s.subject = t.subject
    left join portal.deadline d on d.clock_id = t.clock_id
    where ${names}
    order by t.key, t.item limit $6::int`;
  return { text, values: [...given(asked), limit + 1, ...(after === undefined ? [] : [after.key, after.item])] };
}
