import type { Caller } from '@xiezhi/contracts';
import { legalNow } from '@xiezhi/http';
import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { z } from 'zod';
import { Deadline, deadlineOf, deadlinesOfFamily } from '../deadline/deadline.queries.ts';
import type { WorkingDays } from '../deadline/light.ts';
import { agencyNames, NamedAgency } from '../directory/agency-names.ts';
import { PostEntity } from '../directory/directory.entities.ts';
import { TurnEntity } from '../worklist/turn.entity.ts';
import { untoldKinds } from '../worklist/turn-kind.ts';
import { itemOf, WorklistItem } from '../worklist/worklist.queries.ts';
import { StandingEntity, TimelineLineEntity } from './family.entities.ts';
import { feedbackKindNames, resultNameOf, sentenceOf } from './sentence.ts';
import { stateNameOf } from './standing-state.ts';

/** Streams of one family: a clue, its hand-offs, files and feedback. Hundreds would be a mistake of ours, not a busy case. */
const standingsMax = 500;
export const linesMax = 2000;

export const FamilyStanding = z.object({
  service: z.string(),
  subject: z.string(),
  state: z.string(),
  stateName: z.string(),
  matterKind: z.string(),
  matterId: z.uuid(),
  title: z.string().optional(),
  owner: NamedAgency.optional(),
  counterpart: NamedAgency.optional(),
  resultCode: z.string().optional(),
  resultName: z.string().optional(),
  feedbackKind: z.string().optional(),
  feedbackKindName: z.string().optional(),
  since: z.iso.datetime(),
});

export const Family = z
  .object({
    familyId: z.uuid(),
    title: z.string().optional(),
    owner: NamedAgency.optional().describe('Who answers for the matter now, as far as the caller may see'),
    state: z.string().optional().describe('State of what happened last'),
    stateName: z.string().optional(),
    world: z.uuid().optional().describe('演练: practice world'),
    standings: z.array(FamilyStanding).describe('Every stream of the family the caller’s agency is party to, oldest first'),
    deadlines: z.array(Deadline).describe('Every deadline the caller’s agency sees, those that ended included; nearest first'),
    openItems: z.array(WorklistItem.extend({ agency: NamedAgency })).describe('Whose turn it is, also at the other party'),
  })
  .meta({ id: 'Family' });
export type Family = z.infer<typeof Family>;

export const TimelineLine = z.object({
  eventId: z.uuid(),
  type: z.string(),
  sentence: z.string(),
  service: z.string(),
  subject: z.string(),
  sequence: z.int(),
  agencies: z.array(NamedAgency),
  post: z.object({ id: z.string(), name: z.string() }).optional().describe('Who acted; absent when a service reacted'),
  actedAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
});

export const Timeline = z
  .object({
    familyId: z.uuid(),
    world: z.uuid().optional(),
    lines: z.array(TimelineLine).describe(`In the order of recording, at most ${linesMax}`),
    isCut: z.boolean().describe('There are more lines than are shown'),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof Timeline>;

/** @returns undefined when there is nothing the caller's agency is party to */
export async function familyOf(db: EntityManager, caller: Caller, familyId: string, calendar: WorkingDays): Promise<Family | undefined> {
  const standings = await db.find(StandingEntity, { where: { familyId }, order: { since: 'ASC', subject: 'ASC' }, take: standingsMax });
  const latest = standings.at(-1);
  if (latest === undefined) return undefined;
  const turns = await db.find(TurnEntity, {
    where: { familyId, shelf: Not(IsNull()) },
    order: { since: 'ASC', item: 'ASC' },
    take: standingsMax,
  });
  const deadlines = await deadlinesOfFamily(db, familyId);
  const ids = [...standings, ...turns].flatMap((row) => [row.counterpart, 'owner' in row ? row.owner : row.agency]);
  const time = { now: legalNow(caller), calendar };
  const nameOf = await agencyNames(db, [...ids, ...deadlines.map(({ holder }) => holder)]);
  const owner = ownerOf(standings);
  const title = standings.find((standing) => standing.title !== null)?.title;
  return {
    familyId,
    ...(typeof title === 'string' && { title }),
    ...(typeof owner === 'string' && { owner: nameOf(owner) }),
    state: latest.state,
    stateName: stateNameOf(latest.state, latest.stage),
    ...(latest.world !== null && { world: latest.world }),
    standings: standings.map((standing) => standingOf(standing, nameOf)),
    deadlines: deadlines.map((deadline) => deadlineOf(deadline, time, nameOf)),
    // What only a deadline stands for is told by the deadline, and who waits for the other side has no turn.
    openItems: turns
      .filter(({ kind }) => kind !== null && !untoldKinds.has(kind))
      .map((turn) => ({ ...itemOf(turn, turn.agency === caller.agency ? caller.roles : [], nameOf), agency: nameOf(turn.agency) })),
  };
}

/** The clue knows its owner. Who may not see its stream (a receiver before it accepts) learns it from the hand-off. */
function ownerOf(standings: readonly StandingEntity[]): string | null | undefined {
  const last = (aggregate: string) => standings.findLast(({ subject }) => subject.startsWith(`${aggregate}/`));
  return (last('clue') ?? last('hand-off'))?.owner;
}

function standingOf(standing: StandingEntity, nameOf: (id: string) => NamedAgency): z.infer<typeof FamilyStanding> {
  const { source, subject, state, stage, matterKind, matterId, title, owner, counterpart, resultCode, feedbackKind, since } = standing;
  const feedbackKindName = feedbackKind === null ? undefined : feedbackKindNames[feedbackKind];
  return {
    service: source.replace('/xiezhi/', ''),
    subject,
    state,
    stateName: stateNameOf(state, stage),
    matterKind,
    matterId,
    ...(title !== null && { title }),
    ...(owner !== null && { owner: nameOf(owner) }),
    ...(counterpart !== null && { counterpart: nameOf(counterpart) }),
    ...(resultCode !== null && { resultCode, resultName: resultNameOf(resultCode) }),
    ...(feedbackKind !== null && { feedbackKind, feedbackKindName }),
    since: since.toISOString(),
  };
}

/** @returns undefined when there is nothing the caller's agency is party to */
export async function timelineOf(db: EntityManager, familyId: string): Promise<Timeline | undefined> {
  const rows = await db.find(TimelineLineEntity, {
    where: { familyId },
    order: { recordedAt: 'ASC', eventId: 'ASC' },
    take: linesMax + 1,
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  const lines = rows.slice(0, linesMax);
  const nameOf = await agencyNames(
    db,
    lines.flatMap(({ firstAgency, secondAgency }) => [firstAgency, secondAgency]),
  );
  const postNames = await postNamesOf(db, lines);
  return {
    familyId,
    ...(first.world !== null && { world: first.world }),
    lines: lines.map((line) => lineOf(line, nameOf, postNames)),
    isCut: rows.length > lines.length,
  };
}

async function postNamesOf(db: EntityManager, lines: readonly TimelineLineEntity[]): Promise<Map<string, string>> {
  const ids = [...new Set(lines.flatMap(({ post }) => (post === null ? [] : [post])))];
  const posts = ids.length === 0 ? [] : await db.find(PostEntity, { where: { id: In(ids) }, select: { id: true, name: true } });
  return new Map(posts.map(({ id, name }) => [id, name]));
}

function lineOf(line: TimelineLineEntity, nameOf: (id: string) => NamedAgency, postNames: ReadonlyMap<string, string>) {
  const first = nameOf(line.firstAgency);
  const second = line.secondAgency === null ? undefined : nameOf(line.secondAgency);
  const { type, resultCode, feedbackKind, detail } = line;
  return {
    eventId: line.eventId,
    type,
    sentence: sentenceOf({
      type,
      first: first.name,
      second: second?.name ?? '',
      title: line.title ?? '',
      resultCode: resultCode ?? undefined,
      feedbackKind: feedbackKind ?? undefined,
      detail: detail ?? undefined,
    }),
    service: line.source.replace('/xiezhi/', ''),
    subject: line.subject,
    sequence: line.sequence,
    agencies: second === undefined ? [first] : [first, second],
    ...(line.post !== null && { post: { id: line.post, name: postNames.get(line.post) ?? line.post } }),
    actedAt: line.actedAt.toISOString(),
    recordedAt: line.recordedAt.toISOString(),
  };
}
