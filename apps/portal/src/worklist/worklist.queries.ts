import { type Caller, Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { isAllowed } from '@xiezhi/http';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { z } from 'zod';
import { agencyNames, NamedAgency } from '../directory/agency-names.ts';
import { TurnEntity } from './turn.entity.ts';
import { type TurnKind, turnKindNames, turnKinds, turnRolesOf } from './turn-kind.ts';

export const pageSizeMax = 200;

export const WorklistQuery = z.strictObject({
  kind: z.enum(turnKindNames).optional(),
  turn: z.enum(['mine', 'all']).default('all').describe('mine: only what the caller’s post may do'),
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(50),
  cursor: z.string().max(400).optional().describe('next of the page before'),
});
export type WorklistQuery = z.infer<typeof WorklistQuery>;

export const WorklistItem = z.object({
  item: z.string().describe('Stream that waits, `<aggregate>/<uuid>`'),
  kind: z.enum(turnKindNames),
  name: z.string().describe('The kind in words'),
  isMyTurn: z.boolean(),
  turnRoles: z.array(Role),
  familyId: z.uuid(),
  service: z.string().describe('Service that owns the subject: its commands are below /api/<service>'),
  subject: z.string().describe('Stream the item is about'),
  title: z.string(),
  since: z.iso.datetime().describe('Legal time of the act that made it this agency’s turn'),
  counterpart: NamedAgency.optional(),
  world: z.uuid().optional().describe('演练: practice world'),
});
export type WorklistItem = z.infer<typeof WorklistItem>;

export const Worklist = z
  .object({
    post: z.string(),
    agency: NamedAgency,
    world: z.uuid().optional(),
    counts: z.array(z.object({ kind: z.enum(turnKindNames), name: z.string(), isMyTurn: z.boolean(), total: z.int().min(0) })),
    items: z.array(WorklistItem).describe('Oldest first'),
    next: z.string().optional().describe('Cursor of the next page; absent on the last'),
  })
  .meta({ id: 'Worklist' });
export type Worklist = z.infer<typeof Worklist>;

/** What waits for the caller's agency, in the caller's practice world or in the real one, never both. */
export async function worklistOf(db: EntityManager, caller: Caller, query: WorklistQuery): Promise<Worklist> {
  const scope = { agency: caller.agency, kind: Not(IsNull()), world: caller.world === undefined ? IsNull() : caller.world.id };
  const totals = await db
    .createQueryBuilder(TurnEntity, 'turn')
    .select('turn.kind', 'kind')
    .addSelect('count(*)::int', 'total')
    .where(scope)
    .groupBy('turn.kind')
    .getRawMany<{ kind: TurnKind; total: number }>();
  const rows = await pageOf(db, scope, caller.roles, query);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const nameOf = await agencyNames(db, [caller.agency, ...page.map(({ counterpart }) => counterpart)]);
  return {
    post: caller.post,
    agency: nameOf(caller.agency),
    ...(caller.world !== undefined && { world: caller.world.id }),
    counts: turnKindNames.map((kind) => ({
      kind,
      name: turnKinds[kind].name,
      isMyTurn: isTurnOf(caller.roles, kind),
      total: totals.find((row) => row.kind === kind)?.total ?? 0,
    })),
    items: page.flatMap((row) => itemOf(row, caller.roles, nameOf)),
    ...(rows.length > page.length && last !== undefined && { next: cursorOf(last) }),
  };
}

/** One row more than asked for says whether there is a next page. */
function pageOf(
  db: EntityManager,
  scope: object,
  roles: readonly Role[],
  { kind, turn, limit, cursor }: WorklistQuery,
): Promise<TurnEntity[]> {
  const kinds = turnKindNames.filter((each) => (kind === undefined || each === kind) && (turn === 'all' || isTurnOf(roles, each)));
  const page = db
    .createQueryBuilder(TurnEntity, 'turn')
    .where(scope)
    .andWhere('turn.kind = any(:kinds)', { kinds })
    .orderBy('turn.since')
    .addOrderBy('turn.item')
    .limit(limit + 1);
  if (cursor !== undefined) page.andWhere('(turn.since, turn.item) > (:since, :item)', positionOf(cursor));
  return page.getMany();
}

/** Also what the family's page shows of the same rows. */
export function itemOf(row: TurnEntity, roles: readonly Role[], nameOf: (id: string) => NamedAgency): WorklistItem[] {
  const { kind } = row;
  if (kind === null) return [];
  return [
    {
      item: row.item,
      kind,
      name: turnKinds[kind].name,
      isMyTurn: isTurnOf(roles, kind),
      turnRoles: turnRolesOf(kind),
      familyId: row.familyId,
      service: row.source.replace('/xiezhi/', ''),
      subject: row.subject,
      title: row.title,
      since: row.since.toISOString(),
      ...(row.counterpart !== null && { counterpart: nameOf(row.counterpart) }),
      ...(row.world !== null && { world: row.world }),
    },
  ];
}

function isTurnOf(roles: readonly Role[], kind: TurnKind): boolean {
  return isAllowed(roles, turnKinds[kind].action);
}

const Position = z.tuple([z.iso.datetime(), z.string().max(120)]);

function cursorOf({ since, item }: TurnEntity): string {
  return Buffer.from(JSON.stringify([since.toISOString(), item])).toString('base64url');
}

function positionOf(cursor: string): { since: string; item: string } {
  const position = Position.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!position.success) throw new Refusal('INVALID_REQUEST', { field: 'cursor' });
  return { since: position.data[0], item: position.data[1] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
