import { isSameContent } from '@xiezhi/decider';
import {
  type Calendar,
  type Derivation,
  derive,
  type Ledger,
  type Light,
  lightAt,
  warningPoints,
  type WarningPolicy,
} from '@xiezhi/statutory-time';
import type { Clock, ClockPause, ClockTerms, ExistingClock, Plan, Point, RecountedRow, StartedClock } from './clock.state.ts';

/** Outside knowledge that every count needs; it arrives with each command. */
export interface Counting {
  calendar: Calendar;
  policy: WarningPolicy;
  /** What clocks of this version are counted by, where several versions run side by side; absent: all by the same. */
  under?(packVersion: string): Counting;
}

type Versions = Pick<ClockTerms, 'packVersion' | 'countedBy'>;

/** The version by whose row and calendar this clock is counted: the one it was started under, or that of its last re-plan. */
export const countingVersion = ({ packVersion, countedBy }: Versions): string => countedBy ?? packVersion;

/** What this clock is counted by. */
export const countingOf = (terms: Versions, counting: Counting): Counting => counting.under?.(countingVersion(terms)) ?? counting;

type Counted = Pick<StartedClock, 'triggeredAt' | 'pauses' | 'extensions'>;

export function ledgerOf(terms: ClockTerms, { triggeredAt, pauses, extensions }: Counted): Ledger {
  const { occurrence, lastDay, before } = terms;
  return {
    triggeredAt,
    occurrence,
    lastDay,
    before,
    extensions,
    pauses: pauses.map(({ from, to, reason }) => ({ from, reason, ...(to !== undefined && { to }) })),
  };
}

export function derivationOf(terms: ClockTerms, counted: Counted, calendar: Calendar): Derivation {
  return derive(terms.period, ledgerOf(terms, counted), calendar);
}

export function planOf(terms: ClockTerms, counted: Counted, counting: Counting): Plan {
  const { calendar, policy } = countingOf(terms, counting);
  const derivation = derivationOf(terms, counted, calendar);
  if (derivation.state === 'paused') return { state: 'paused', since: derivation.since, resumesAt: capOf(counted.pauses) };
  const { dueOn, dueAt, lateAfter, isProvisional } = derivation;
  const points = terms.warns ? warningPoints(terms.period, ledgerOf(terms, counted), derivation, terms.nature, calendar, policy) : {};
  return { state: 'due', dueOn, dueAt, lateAfter, isProvisional, ...points };
}

/**
 * How the clock would stand if it were counted now, by the row of a newer version where one is given.
 *
 * @returns undefined when nothing of it would be otherwise, or when it has ended and has nothing more to say
 */
export function countedAnew(clock: ExistingClock, counting: Counting, row?: RecountedRow): { terms: ClockTerms; plan: Plan } | undefined {
  if (clock.status === 'ended' && nextPoint(clock) === undefined) return undefined;
  const terms = row === undefined ? clock.terms : { ...clock.terms, ...row };
  const plan = planOf(terms, clock, counting);
  return isSameContent(plan, clock.plan) && isSameContent(terms.period, clock.terms.period) ? undefined : { terms, plan };
}

/** When the pauses that hold the clock end by themselves; undefined if one of them has no cap. */
function capOf(pauses: readonly ClockPause[]): string | undefined {
  const open = pauses.filter(({ to }) => to === undefined).map(({ capAt }) => capAt);
  if (open.some((cap) => cap === undefined)) return undefined;
  return earliest(open as string[]);
}

const earliest = (instants: readonly string[]): string | undefined =>
  instants.toSorted((one, other) => Date.parse(one) - Date.parse(other)).at(0);

/** When a point comes under a plan; undefined when it does not. */
export function momentOf(point: Point, terms: ClockTerms, plan: Plan): string | undefined {
  if (plan.state === 'paused') return point === 'pause-cap' ? plan.resumesAt : undefined;
  switch (point) {
    case 'attention':
      return plan.attentionAt;
    case 'warning':
      return plan.warningAt;
    case 'overdue':
      return terms.warns && !terms.mustRun ? plan.lateAfter : undefined;
    case 'long-overdue':
      return terms.warns && !terms.mustRun ? plan.longOverdueAt : undefined;
    case 'expiry':
      return terms.expires ? plan.dueAt : undefined;
    case 'pause-cap':
      return undefined;
  }
}

/** In the order in which those of one moment are told. */
const points: readonly Point[] = ['attention', 'warning', 'overdue', 'long-overdue', 'expiry', 'pause-cap'];

/** What the clock will say next by itself, and when. A stopped one only tells an expiry that others count from. */
export function nextPoint(clock: Clock): { point: Point; at: string } | undefined {
  if (clock.status === 'unstarted' || clock.status === 'awaited') return undefined;
  if (clock.status === 'ended' && clock.outcome === 'cancelled') return undefined;
  const waiting = points
    .filter((point) => (clock.status === 'running' || point === 'expiry') && !clock.fired.includes(point))
    .map((point) => ({ point, at: momentOf(point, clock.terms, clock.plan) }))
    .filter((one): one is { point: Point; at: string } => one.at !== undefined);
  return waiting.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)).at(0);
}

/** A changed due moment is warned of anew: what was told of the old one holds only where its moment has passed under the new one. */
export function stillFired(fired: readonly Point[], terms: ClockTerms, plan: Plan, changedAt: string): Point[] {
  if (plan.state === 'paused') return fired.filter((point) => point !== 'pause-cap');
  return fired.filter((point) => {
    const at = momentOf(point, terms, plan);
    return at !== undefined && Date.parse(at) <= Date.parse(changedAt);
  });
}

export function lightOf(clock: ExistingClock, now: string): Light {
  if (clock.status === 'ended') {
    if (clock.outcome === 'cancelled') return 'cancelled';
    return clock.outcome === 'met-late' ? 'met-late' : 'met';
  }
  return clock.plan.state === 'paused' ? 'paused' : lightAt(clock.plan, now);
}
