import { type Caller, Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { isAllowed, legalNow } from '@xiezhi/http';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { Deadline, deadlineOf, type ReadingTime } from '../deadline/deadline.queries.ts';
import type { WorkingDays } from '../deadline/light.ts';
import { agencyNames, NamedAgency } from '../directory/agency-names.ts';
import { type StandingState, stateNameOf } from '../family/standing-state.ts';
import { countMax, type Tab, tabNames, tabs } from './tabs.ts';
import { type TurnKind, turnKindNames, turnKinds, turnRolesOf } from './turn-kind.ts';
import { countsQuery, onlyWalks, type PageAsked, pageQuery } from './worklist.sql.ts';

export const pageSizeMax = 200;

export const WorklistQuery = z.strictObject({
  tab: z.enum(tabNames).optional().describe('Absent: everything that waits, whatever tab it lies in'),
  kind: z.enum(turnKindNames).optional(),
  turn: z.enum(['mine', 'all']).default('all').describe('mine: only what the caller’s post may do'),
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(50),
  cursor: z.string().max(400).optional().describe('next of the page before'),
});
export type WorklistQuery = z.infer<typeof WorklistQuery>;

export const WorklistItem = z.object({
  item: z.string().describe('Stream that waits, `<aggregate>/<uuid>`'),
  kind: z.enum(turnKindNames).optional().describe('Why it waits; absent where it is nobody’s turn here any more'),
  name: z.string().describe('The kind in words, or where it stands'),
  isMyTurn: z.boolean(),
  turnRoles: z.array(Role),
  familyId: z.uuid(),
  service: z.string().describe('Service that owns the subject: its commands are below /api/<service>'),
  subject: z.string().describe('Stream the item is about, or matter/<uuid>'),
  handOffId: z.uuid().optional().describe('Hand-off whose page shows it'),
  title: z.string(),
  stateName: z.string().optional().describe('Where the subject stands'),
  since: z.iso.datetime().describe('Legal time of the act that made it so'),
  counterpart: NamedAgency.optional(),
  deadline: Deadline.optional().describe('The nearest that runs: the agency’s own, else the one the other party has'),
  world: z.uuid().optional().describe('演练: practice world'),
});
export type WorklistItem = z.infer<typeof WorklistItem>;

export const Worklist = z
  .object({
    post: z.string(),
    agency: NamedAgency,
    world: z.uuid().optional(),
    legalNow: z.iso.datetime().describe('The moment lights and tabs are compared with'),
    tabs: z.array(
      z.object({
        tab: z.enum(tabNames),
        name: z.string(),
        total: z.int().min(0).max(countMax),
        isMore: z.boolean().describe(`There are more than ${countMax}`),
      }),
    ),
    items: z.array(WorklistItem).describe('Least time left first; 已办 the latest first'),
    next: z.string().optional().describe('Cursor of the next page; absent on the last'),
  })
  .meta({ id: 'Worklist' });
export type Worklist = z.infer<typeof Worklist>;

/** What waits for the caller's agency, in the caller's practice world or in the real one, never both. */
export async function worklistOf(db: EntityManager, caller: Caller, query: WorklistQuery, calendar: WorkingDays): Promise<Worklist> {
  const asked = askedBy(caller, query);
  await db.query(onlyWalks);
  const counts = countsQuery(asked);
  const [totals] = await db.query<Record<Tab, number>[]>(counts.text, counts.values);
  const page = pageQuery(asked);
  const rows = await db.query<PageRow[]>(page.text, page.values);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const nameOf = await agencyNames(db, [caller.agency, ...shown.flatMap(({ counterpart, holder }) => [counterpart, holder])]);
  return {
    post: caller.post,
    agency: nameOf(caller.agency),
    ...(caller.world !== undefined && { world: caller.world.id }),
    legalNow: asked.now.toISOString(),
    tabs: tabNames.map((tab) => {
      const total = totals?.[tab] ?? 0;
      return { tab, name: tabs[tab].name, total: Math.min(total, countMax), isMore: total > countMax };
    }),
    items: shown.map((row) => rowItem(row, caller.roles, { now: asked.now, calendar }, nameOf)),
    ...(rows.length > shown.length && last !== undefined && { next: cursorOf(last) }),
  };
}

function askedBy(caller: Caller, { tab, kind, turn, limit, cursor }: WorklistQuery): PageAsked {
  return {
    agency: caller.agency,
    world: caller.world?.id ?? null,
    kinds: turnKindNames.filter(
      (each) => (kind === undefined || each === kind) && (turn === 'all' || isAllowed(caller.roles, turnKinds[each].action)),
    ),
    roles: turn === 'mine' ? caller.roles : null,
    now: legalNow(caller),
    tab,
    after: cursor === undefined ? undefined : positionOf(cursor),
    limit,
  };
}

/** What the family's page shows of the same rows. */
export interface TurnRow {
  item: string;
  kind: TurnKind | null;
  role: string | null;
  familyId: string;
  source: string;
  subject: string;
  handOffId: string | null;
  title: string;
  since: Date;
  counterpart: string | null;
  world: string | null;
}

/** A deadline's columns are all null where none runs. */
interface PageRow extends TurnRow {
  key: number;
  state: StandingState | null;
  stage: string | null;
  clockId: string | null;
  ruleId: string;
  ruleName: string;
  deadlineSubject: string;
  holder: string;
  deadlineState: 'running' | 'paused' | 'stopped';
  change: string | null;
  dueAt: Date | null;
  lateAfter: Date | null;
  attentionAt: Date | null;
  warningAt: Date | null;
  unit: string | null;
  isProvisional: boolean;
  nature: string | null;
  turnsRed: boolean;
}

function rowItem(row: PageRow, roles: readonly Role[], time: ReadingTime, nameOf: (id: string) => NamedAgency): WorklistItem {
  const stateName = row.state === null ? undefined : stateNameOf(row.state, row.stage);
  const { clockId } = row;
  const deadline =
    clockId === null ? undefined : deadlineOf({ ...row, clockId, subject: row.deadlineSubject, state: row.deadlineState }, time, nameOf);
  const item = itemOf(row, roles, nameOf, stateName);
  return {
    ...item,
    // Which deadline it is says what is owed: a look-back after a close-out, a report.
    ...(row.kind === 'meet-deadline' && deadline !== undefined && { name: `${item.name}：${deadline.ruleName}` }),
    ...(stateName !== undefined && { stateName }),
    ...(deadline !== undefined && { deadline }),
  };
}

export function itemOf(row: TurnRow, roles: readonly Role[], nameOf: (id: string) => NamedAgency, stateName = '已办'): WorklistItem {
  const { kind } = row;
  const turnRoles = kind === null ? [] : turnRolesOf(kind, row.role);
  return {
    item: row.item,
    ...(kind !== null && { kind }),
    name: kind === null ? stateName : turnKinds[kind].name,
    isMyTurn: turnRoles.some((role) => roles.includes(role)),
    turnRoles,
    familyId: row.familyId,
    service: row.source.replace('/xiezhi/', ''),
    subject: row.subject,
    ...(row.handOffId !== null && { handOffId: row.handOffId }),
    title: row.title,
    since: row.since.toISOString(),
    ...(row.counterpart !== null && { counterpart: nameOf(row.counterpart) }),
    ...(row.world !== null && { world: row.world }),
  };
}

const Position = z.tuple([z.int(), z.string().max(120)]);

function cursorOf({ key, item }: PageRow): string {
  return Buffer.from(JSON.stringify([key, item])).toString('base64url');
}

function positionOf(cursor: string): { key: number; item: string } {
  const position = Position.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!position.success) throw new Refusal('INVALID_REQUEST', { field: 'cursor' });
  return { key: position.data[0], item: position.data[1] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
