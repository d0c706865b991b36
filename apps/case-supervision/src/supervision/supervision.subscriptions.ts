import { command, derivedId, on, type PlannedCommand, type Subscription, subscriptionEffect } from '@xiezhi/aggregate';
import { ClockBreachedV1, type IntegrationEvent, SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import { type Ladder, levelAbove, rankOf, type SupervisionLevel } from '@xiezhi/mechanism-pack/ladder';
import { concerning, type Effect, keepRefusals } from '@xiezhi/messaging';
import { isJudicial } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { organsOf } from '../known-directory/known-directory.projection.ts';
import { dateOf, epochOf, instantOf } from '@xiezhi/statutory-time';
import type { Ladders } from './ladders.ts';
import { heightsOver } from './open-rungs.ts';
import { supervisions } from './supervision.announce.ts';
import type { KnownOrgan, Proposal } from './supervision.decider.ts';

/** What a reaction must know of the world, looked up for the whole chunk: subscriptions look nothing up themselves. */
export interface Circumstances {
  ladders: Ladders;
  organs: ReadonlyMap<string, KnownOrgan>;
  /** Greatest open height per `<matter>/<unit>`. */
  heights: ReadonlyMap<string, number>;
}

type Breach = z.infer<(typeof ClockBreachedV1)['data']>;
type StageEntered = z.infer<(typeof SupervisionStageEnteredV1)['data']>;
const subjectPrefix = 'supervision/';

/** The limit of an order has passed. */
const markFailed = ({ data: { subject, rung, dueAt } }: IntegrationEvent<Breach>): PlannedCommand[] =>
  rung === 'overdue' && subject.startsWith(subjectPrefix)
    ? [command(supervisions, subject.slice(subjectPrefix.length), { type: 'RecordFailure', limitOn: lastDayOf(dueAt) })]
    : [];

/** 24:00 is the start of the next day (COUNTING 1): the last day is the one before that bound. */
const lastDayOf = (dueAt: string): string => dateOf(instantOf(epochOf(dueAt) - 1));

/**
 * A rung of a clock leads to a proposal with its grounds, never to an order: a person decides. Its id follows from clock and rung, so a
 * rung told twice proposes once; its level is said by the ladder of the clock's own version, and where that has none nothing is proposed.
 * Whoever breaks the limit of an order is proposed for the next rung when the order has failed.
 */
function proposeAfterBreach(now: Circumstances, { data, meta }: IntegrationEvent<Breach>): PlannedCommand[] {
  if (data.subject.startsWith(subjectPrefix)) return [];
  const { matterKind, matterId, holder: unit, watchers, title, clockId, ruleName, rung, dueAt, packVersion } = data;
  const ladder = now.ladders.find(packVersion);
  if (ladder === undefined) return [];
  const level = rung === 'overdue' ? ladder.proposals.overdue : ladder.proposals.longOverdue;
  const grounds = `“${ruleName}”期限于${lastDayOf(dueAt)}届满，${rung === 'overdue' ? '逾期未办结' : '长期逾期未办结'}。`;
  const { familyId, world } = meta;
  const about = { matterKind, matterId, familyId, world, title, packVersion, unit, clockId, grounds };
  return proposeTo(now, ladder, derivedId(clockId, `supervision/${rung}`), watchers, { ...about, level });
}

/** An order that failed: the next rung above it on its own ladder, proposed to the same board. */
function proposeAfterFailure(now: Circumstances, { data, meta }: IntegrationEvent<StageEntered>): PlannedCommand[] {
  if (data.to !== 'failed') return [];
  const { supervisionId, matterKind, matterId, issuer, coIssuers, unit, title, packVersion, limitOn = '' } = data;
  const ladder = now.ladders.find(packVersion);
  const level = ladder && levelAbove(ladder, data.level);
  if (ladder === undefined || level === undefined) return [];
  const grounds = `督办期限于${limitOn}届满，未报送办理结果。`;
  const { familyId, world } = meta;
  const about = { matterKind, matterId, familyId, world, title, packVersion, unit, grounds, follows: supervisionId };
  return proposeTo(now, ladder, derivedId(supervisionId, 'supervision/next'), [issuer, ...coIssuers], { ...about, level });
}

type About = Omit<Proposal, 'issuer' | 'coIssuers' | 'observers' | 'conditions'>;

/** To the first of those who see the deadline that may lead this level; nobody entitled, nothing proposed. */
function proposeTo(now: Circumstances, ladder: Ladder, id: string, candidates: readonly string[], about: About): PlannedCommand[] {
  const { ladders, organs, heights } = now;
  const unit = organs.get(about.unit);
  if (unit === undefined || isJudicial(unit.kind)) return [];
  if ((heights.get(`${about.matterId}/${about.unit}`) ?? -1) >= rankOf(about.level)) return [];
  const issuer = candidates.find((candidate) => candidate !== about.unit && mayLead(ladder, about.level, organs.get(candidate)));
  if (issuer === undefined) return [];
  const proposal: Proposal = { ...about, issuer, coIssuers: [], observers: [], conditions: [] };
  return [command(supervisions, id, { type: 'ProposeSupervision', proposal, ladders, organs })];
}

function mayLead({ levels }: Ladder, level: SupervisionLevel, organ: KnownOrgan | undefined): boolean {
  const rule = levels.find(({ code }) => code === level);
  if (organ === undefined || rule === undefined) return false;
  return rule.issuerKinds.some((kind) => kind === organ.kind) && rule.issuerLevels.some((known) => known === organ.level);
}

/** A higher rung was issued: what it takes the place of has ended. */
const endLower = ({ data: { supervisionId, to, follows } }: IntegrationEvent<StageEntered>): PlannedCommand[] =>
  to === 'issued' && follows !== undefined ? [command(supervisions, follows, { type: 'RecordEscalation', successor: supervisionId })] : [];

export const supervisionSubscriptions = (now: Circumstances): Subscription[] => [
  on(ClockBreachedV1, markFailed),
  on(ClockBreachedV1, (event) => proposeAfterBreach(now, event)),
  on(SupervisionStageEnteredV1, (event) => proposeAfterFailure(now, event)),
  on(SupervisionStageEnteredV1, endLower),
];

/** Looks up what a chunk of events concerns, then plans and handles it; all in the inbox's transaction. */
export function supervisionEffect(ladders: Ladders): Effect {
  const types: readonly string[] = [ClockBreachedV1.type, SupervisionStageEnteredV1.type];
  return concerning(
    (type) => types.includes(type),
    async (tx, events) => {
      const breaches = events.filter(({ type }) => type === ClockBreachedV1.type).map(({ data }) => data as Breach);
      const entered = events.filter(({ type }) => type === SupervisionStageEnteredV1.type).map(({ data }) => data as StageEntered);
      if (breaches.length === 0 && entered.length === 0) return;
      const ids = [
        ...breaches.flatMap(({ holder, watchers }) => [holder, ...watchers]),
        ...entered.flatMap(({ unit, issuer, coIssuers }) => [unit, issuer, ...coIssuers]),
      ];
      const organs = await organsOf(tx, [...new Set(ids)]);
      const heights = await heightsOver(tx, [...new Set([...breaches, ...entered].map(({ matterId }) => matterId))]);
      const subscriptions = supervisionSubscriptions({ ladders, organs, heights });
      await subscriptionEffect('case-supervision', subscriptions, keepRefusals('case-supervision'))(tx, events);
    },
  );
}
