import {
  CaseFileOpenedV1,
  CaseFileStageEnteredV1,
  ClockChangedV1,
  ClockStartedV1,
  ClockStoppedV1,
  FeedbackAnsweredV1,
  FeedbackOwedV1,
  SupervisionProposedV1,
  SupervisionStageEnteredV1,
} from '@xiezhi/contracts';
import type { Due, Pause } from '@xiezhi/statistics';
import { dateOf, lastDayOf } from '@xiezhi/statutory-time';
import { actOf, type Fold, given, type HeldItem, is } from './held-item.ts';

/** Of what a chart announces, that which a figure reads. */
const countedFields = [
  'servedOn',
  'repliedOn',
  'receivedOn',
  'acceptedOn',
  'solvedOn',
  'basisOn',
  'resultCode',
  'closingReason',
  'replyOutcome',
  'areaOwed',
];

type Announced = Readonly<Record<string, string | number | boolean>>;

function counted(fields: Announced | undefined): { fields?: Announced } {
  const some = Object.entries(fields ?? {}).filter(([name]) => countedFields.includes(name));
  return some.length === 0 ? {} : { fields: Object.fromEntries(some) };
}

export const foldFile: Fold<'file'> = (item, event) => {
  const { at, on } = actOf(event);
  if (is(CaseFileOpenedV1, event)) {
    const { chart, handOffId, matterKind, matterId, title } = event.data;
    const came = handOffId === undefined ? {} : { cameWith: matterKind };
    return { kind: 'file', class: chart, facts: { openedOn: on, ...came, steps: [] }, matterId, title };
  }
  if (item === undefined || !is(CaseFileStageEnteredV1, event)) return item;
  const { transition, from, to, fields, isAtRest } = event.data;
  const steps = [...item.facts.steps, { transition, from, to, on, ...counted(fields) }];
  return { ...item, facts: { ...item.facts, steps }, restedAt: isAtRest === undefined ? undefined : at };
};

/** A duty of feedback; that of a decision carries its result, as debtor and creditor both know it. */
export const foldDuty: Fold<'duty'> = (item, event) => {
  if (is(FeedbackOwedV1, event)) {
    const { kind, owedSince, handOffId, matterId, decidedResult, title } = event.data;
    const facts = { owedOn: dateOf(owedSince), matterId, ...given({ handOffId, resultCode: decidedResult }) };
    return { kind: 'duty', class: kind, facts, matterId, title };
  }
  if (item === undefined || !is(FeedbackAnsweredV1, event)) return item;
  const { resultCode } = event.data;
  return resultCode === undefined ? item : { ...item, facts: { ...item.facts, resultCode } };
};

interface DueTold {
  dueOn?: string | undefined;
  dueAt?: string | undefined;
  lateAfter?: string | undefined;
}

/** Absent while paused. Clocks announced before days were told have the day before the bound. */
function dueOf({ dueOn, dueAt, lateAfter }: DueTold): Due | undefined {
  return dueAt === undefined ? undefined : { on: dueOn ?? lastDayOf(dueAt), before: lateAfter ?? dueAt };
}

export const foldClock: Fold<'clock'> = (item, event) => {
  if (is(ClockStartedV1, event)) {
    const { ruleId, subject, nature, triggeredAt, matterId, title } = event.data;
    const due = dueOf(event.data);
    const isPaused = due === undefined;
    const facts = {
      subject,
      startedOn: dateOf(triggeredAt),
      nature,
      ...(due !== undefined && { original: due, due }),
      isPaused,
      extensions: 0,
      pauses: isPaused ? [{ from: dateOf(triggeredAt) }] : [],
    };
    return { kind: 'clock', class: ruleId, facts, matterId, about: subject, title };
  }
  if (item === undefined) return undefined;
  if (is(ClockChangedV1, event)) return changed(item, event.data, actOf(event).on);
  if (!is(ClockStoppedV1, event)) return item;
  const { outcome, stoppedAt } = event.data;
  const on = dateOf(stoppedAt);
  return { ...item, facts: { ...item.facts, stopped: { outcome, at: stoppedAt, on }, pauses: endedAt(item.facts.pauses, on) } };
};

/** The due moment last told stays while the deadline stands still: it is where the deadline would be counted if it ended now. */
function changed(item: HeldItem<'clock'>, told: DueTold & { change: string }, on: string): HeldItem<'clock'> {
  const { facts } = item;
  const due = dueOf(told);
  const known = due === undefined ? {} : { due, original: facts.original ?? due };
  const pauses =
    due === undefined && !facts.isPaused ? [...facts.pauses, { from: on }] : due === undefined ? facts.pauses : endedAt(facts.pauses, on);
  const extensions = facts.extensions + (told.change === 'extended' ? 1 : 0);
  return { ...item, facts: { ...facts, ...known, isPaused: due === undefined, pauses, extensions } };
}

const endedAt = (pauses: readonly Pause[], on: string): Pause[] =>
  pauses.map((pause) => (pause.to === undefined ? { ...pause, to: on } : pause));

const dropped = new Set(['rejected', 'failed']);

export const foldSupervision: Fold<'supervision'> = (item, event) => {
  if (is(SupervisionProposedV1, event)) {
    const { level, matterId, title } = event.data;
    return { kind: 'supervision', class: level, facts: { extensions: 0 }, matterId, title };
  }
  if (item === undefined || !is(SupervisionStageEnteredV1, event)) return item;
  const { at, on } = actOf(event);
  const { to, limitOn } = event.data;
  const { facts } = item;
  const limits = limitOn === undefined ? {} : { limitOn, originalLimitOn: facts.originalLimitOn ?? limitOn };
  if (to === 'issued') return { ...item, facts: { ...facts, ...limits, issuedOn: on } };
  if (to === 'extended') return { ...item, facts: { ...facts, ...limits, extensions: facts.extensions + 1 } };
  if (to === 'lifted') return { ...item, facts: { ...facts, ...limits, liftedOn: on }, restedAt: at };
  if (to === 'escalated') return { ...item, facts: { ...facts, ...limits, escalatedOn: on }, restedAt: at };
  if (dropped.has(to)) return { ...item, facts: { ...facts, ...limits, droppedOn: on }, restedAt: at };
  return { ...item, facts: { ...facts, ...limits } };
};
