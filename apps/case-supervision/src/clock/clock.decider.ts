import type { AccountId, AgencyId, FamilyId, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import { countedAnew, type Counting, nextPoint, planOf, stillFired } from './clock.plan.ts';
import type {
  Clock,
  ClockPause,
  ClockTerms,
  ExistingClock,
  Heard,
  Outcome,
  Plan,
  Point,
  RecountedRow,
  StartedClock,
} from './clock.state.ts';

interface Counts {
  counting: Counting;
}
/** Of the event that says it: a clock that is not started yet must belong to somebody. */
interface Said {
  familyId: FamilyId;
  parties: AgencyId[];
  world?: WorldId | undefined;
}

/** Which re-plan moves it and why; `row`: counted by a newer version from now on. Absent on facts of before re-plans were acts. */
interface ReplanOf {
  replanId: string;
  reason: string;
  row?: RecountedRow | undefined;
}

export type ClockCommand =
  | (Counts & { type: 'StartClock'; terms: ClockTerms; triggeredAt: string })
  | (Counts & Said & { type: 'HearOfClock'; heard: Heard })
  | (Counts & { type: 'ExtendClock'; by: AgencyId; account: AccountId; reason: string; at: string })
  | (Counts & { type: 'ExcludeSpan'; from: string; to: string; reason: string; at: string })
  | (Counts & ReplanOf & { type: 'ReplanClock'; at: string })
  | (Counts & { type: 'FirePoint'; now: string; turnsRed: boolean });

export type ClockEvent =
  | (Said & { type: 'ClockHeardOf'; heard: Heard })
  | { type: 'ClockStarted'; terms: ClockTerms; triggeredAt: string; plan: Plan }
  | { type: 'ClockPaused'; pause: ClockPause; plan: Plan }
  | { type: 'ClockResumed'; reason: string; at: string; plan: Plan }
  | { type: 'ClockExtended'; length: number; reason: string; by: AccountId; at: string; plan: Plan }
  | { type: 'SpanExcluded'; from: string; to: string; reason: string; at: string; plan: Plan }
  | (Partial<ReplanOf> & { type: 'ClockReplanned'; at: string; plan: Plan })
  | { type: 'ClockStopped'; outcome: Outcome; at: string }
  | { type: 'ClockWarned'; point: 'attention' | 'warning'; at: string }
  | { type: 'ClockBreached'; point: 'overdue' | 'long-overdue'; at: string; turnsRed: boolean }
  | { type: 'ClockExpired'; at: string };

function decide(command: ClockCommand, clock: Clock): ClockEvent[] {
  switch (command.type) {
    case 'StartClock':
      return startClock(command, clock);
    case 'HearOfClock':
      return hear(command, clock);
    case 'ExtendClock':
      return extendClock(command, existing(clock));
    case 'ExcludeSpan': {
      const { from, to, reason, at } = command;
      return replanned(existing(clock), command, { pauses: [{ from, to, reason }] }, (plan) => ({
        type: 'SpanExcluded',
        from,
        to,
        reason,
        at,
        plan,
      }));
    }
    case 'ReplanClock':
      return replanClock(command, existing(clock));
    case 'FirePoint':
      return firePoint(command, existing(clock));
  }
}

type CommandOf<Type extends ClockCommand['type']> = ClockCommand & { type: Type };

function existing(clock: Clock): ExistingClock {
  if (clock.status === 'unstarted' || clock.status === 'awaited') throw new Refusal('CLOCK_NOT_FOUND');
  return clock;
}

/** The start, then what was heard before it, in legal order. A second start of the same clock is the same start told again. */
function startClock({ terms, triggeredAt, counting }: CommandOf<'StartClock'>, clock: Clock): ClockEvent[] {
  if (clock.status === 'running' || clock.status === 'ended') return [];
  const plan = planOf(terms, { triggeredAt, pauses: [], extensions: [] }, counting);
  const events: ClockEvent[] = [{ type: 'ClockStarted', terms, triggeredAt, plan }];
  let started = evolve(clock, events[0]!);
  const heardBefore = clock.status === 'awaited' ? clock.heard.filter((heard) => isMeant(heard, terms)) : [];
  for (const heard of heardBefore.toSorted(byMoment)) {
    const more = apply(heard, started, counting);
    events.push(...more);
    started = more.reduce(evolve, started);
  }
  return events;
}

const byMoment = (one: Heard, other: Heard): number => Date.parse(one.at) - Date.parse(other.at);

function hear({ heard, counting, familyId, parties, world }: CommandOf<'HearOfClock'>, clock: Clock): ClockEvent[] {
  if (clock.status === 'running' || clock.status === 'ended') return isMeant(heard, clock.terms) ? apply(heard, clock, counting) : [];
  const known = clock.status === 'awaited' ? clock.heard : [];
  if (known.some((one) => one.what === heard.what && one.at === heard.at && one.under === heard.under)) return [];
  return [{ type: 'ClockHeardOf', familyId, parties, world, heard }];
}

/** A running clock keeps the rules it was started by: another version's rows end and pause none of it. */
const isMeant = ({ under }: Heard, { packVersion }: ClockTerms): boolean => under === undefined || under === packVersion;

/** What an event of a service says of a started clock. Nothing reopens an ended one; repetition records nothing. */
function apply(heard: Heard, clock: Clock, counting: Counting): ClockEvent[] {
  if (clock.status !== 'running') return [];
  switch (heard.what) {
    case 'stop':
      return [{ type: 'ClockStopped', outcome: outcomeAt(heard.at, clock), at: heard.at }];
    case 'cancel':
      return [{ type: 'ClockStopped', outcome: 'cancelled', at: heard.at }];
    case 'pause': {
      const { at: from, reason, capAt } = heard;
      if (clock.pauses.some((pause) => pause.reason === reason && (pause.to === undefined || pause.from === from))) return [];
      const pause = { from, reason, capAt };
      return replanned(clock, { counting, at: from }, { pauses: [pause] }, (plan) => ({ type: 'ClockPaused', pause, plan }));
    }
    case 'resume':
      return resume(heard.reason, heard.at, clock, counting);
  }
}

function resume(reason: string, at: string, clock: StartedClock, counting: Counting): ClockEvent[] {
  if (!clock.pauses.some((pause) => pause.reason === reason && pause.to === undefined)) return [];
  const plan = planOf(clock.terms, { ...clock, pauses: ended(clock.pauses, reason, at) }, counting);
  return [{ type: 'ClockResumed', reason, at, plan }];
}

/** A pause ends when it is said to, at its cap at the latest, and never before it began. */
function ended(pauses: readonly ClockPause[], reason: string, at: string): ClockPause[] {
  return pauses.map((pause) => {
    if (pause.reason !== reason || pause.to !== undefined) return pause;
    const end = pause.capAt !== undefined && isBefore(pause.capAt, at) ? pause.capAt : at;
    return { ...pause, to: isBefore(end, pause.from) ? pause.from : end };
  });
}

const isBefore = (one: string, other: string): boolean => Date.parse(one) < Date.parse(other);

/** Met in time, late, or in time but learnt after the breach was told (COUNTING 13). */
function outcomeAt(at: string, { plan, fired }: StartedClock): Outcome {
  if (plan.state === 'due' && !isBefore(at, plan.lateAfter)) return 'met-late';
  return fired.includes('overdue') ? 'met-learnt-late' : 'met';
}

function extendClock(command: CommandOf<'ExtendClock'>, clock: ExistingClock): ClockEvent[] {
  const { by, account, reason, at } = command;
  const { terms, plan, extensions } = clock;
  const { extension } = terms;
  if (terms.holder !== by && !terms.watchers.includes(by)) throw new Refusal('CLOCK_NOT_FOUND');
  if (extension === undefined) throw new Refusal('CLOCK_NOT_EXTENDABLE');
  if (extension.by === 'holder' ? terms.holder !== by : !terms.watchers.includes(by)) throw new Refusal('CLOCK_NOT_YOURS_TO_EXTEND');
  if (clock.status === 'ended') throw new Refusal('CLOCK_ENDED');
  if (extensions.some((one) => one.by === account && one.reason === reason)) return [];
  if (extensions.length >= extension.times) throw new Refusal('CLOCK_ALREADY_EXTENDED');
  if (plan.state === 'due' && !isBefore(at, plan.lateAfter)) throw new Refusal('CLOCK_EXTENSION_TOO_LATE');
  const { length } = extension;
  return replanned(clock, command, { extensions: [{ length, reason, by: account }] }, (next) => ({
    type: 'ClockExtended',
    length,
    reason,
    by: account,
    at,
    plan: next,
  }));
}

/** The plan with something added to the ledger. An ended clock is left as it is. */
function replanned(
  clock: ExistingClock,
  { counting }: { counting: Counting; at: string },
  added: Partial<Pick<StartedClock, 'pauses' | 'extensions'>>,
  fact: (plan: Plan) => ClockEvent,
): ClockEvent[] {
  if (clock.status === 'ended') return [];
  const pauses = [...clock.pauses, ...(added.pauses ?? [])];
  const extensions = [...clock.extensions, ...(added.extensions ?? [])];
  return [fact(planOf(clock.terms, { ...clock, pauses, extensions }, counting))];
}

/** A confirmed re-plan reaches it (L9), whatever it has become meanwhile: what comes out the same records nothing (COUNTING 12). */
function replanClock({ counting, at, replanId, reason, row }: CommandOf<'ReplanClock'>, clock: ExistingClock): ClockEvent[] {
  const counted = countedAnew(clock, counting, row);
  return counted === undefined ? [] : [{ type: 'ClockReplanned', at, plan: counted.plan, replanId, reason, row }];
}

/** The next thing the clock says by itself, if its moment has come. One at a time, so that all clocks of a world speak in legal order. */
function firePoint({ now, turnsRed, counting }: CommandOf<'FirePoint'>, clock: ExistingClock): ClockEvent[] {
  const next = nextPoint(clock);
  if (next === undefined || isBefore(now, next.at)) return [];
  const { point, at } = next;
  switch (point) {
    case 'attention':
    case 'warning':
      return [{ type: 'ClockWarned', point, at }];
    case 'overdue':
    case 'long-overdue':
      return [{ type: 'ClockBreached', point, at, turnsRed }];
    case 'expiry':
      return [{ type: 'ClockExpired', at }, ...(clock.status === 'running' && clock.terms.mustRun ? [metByItsEnd(at)] : [])];
    case 'pause-cap':
      return resumeCapped(at, clock, counting);
  }
}

/** A publication that has run is not late by having run: its end is what was asked for. */
const metByItsEnd = (at: string): ClockEvent => ({ type: 'ClockStopped', outcome: 'met', at });

function resumeCapped(at: string, clock: StartedClock, counting: Counting): ClockEvent[] {
  const capped = clock.pauses.find(({ to, capAt }) => to === undefined && capAt !== undefined && !isBefore(at, capAt));
  return capped === undefined ? [] : resume(capped.reason, at, clock, counting);
}

function evolve(clock: Clock, event: ClockEvent): Clock {
  if (event.type === 'ClockHeardOf') {
    const { familyId, parties, world, heard } = event;
    return { status: 'awaited', familyId, parties, world, heard: [...(clock.status === 'awaited' ? clock.heard : []), heard] };
  }
  if (event.type === 'ClockStarted') {
    const { terms, triggeredAt, plan } = event;
    return { status: 'running', terms, triggeredAt, pauses: [], extensions: [], plan, fired: [] };
  }
  if (clock.status === 'unstarted' || clock.status === 'awaited') throw new Error(`${event.type} stored before ClockStarted`);
  return evolveStarted(clock, event);
}

type LaterEvent = Exclude<ClockEvent, { type: 'ClockHeardOf' | 'ClockStarted' }>;

function evolveStarted(clock: ExistingClock, event: LaterEvent): Clock {
  const fire = (...fired: Point[]): ExistingClock => ({ ...clock, fired: [...clock.fired, ...fired] });
  const changed = (at: string, plan: Plan, more: Partial<StartedClock> = {}): ExistingClock => ({
    ...clock,
    ...more,
    plan,
    fired: stillFired(clock.fired, clock.terms, plan, at),
  });
  switch (event.type) {
    case 'ClockPaused':
      return changed(event.pause.from, event.plan, { pauses: [...clock.pauses, event.pause] });
    case 'ClockResumed':
      return changed(event.at, event.plan, { pauses: ended(clock.pauses, event.reason, event.at) });
    case 'ClockExtended': {
      const { length, reason, by } = event;
      return changed(event.at, event.plan, { extensions: [...clock.extensions, { length, reason, by }] });
    }
    case 'SpanExcluded': {
      const { from, to, reason } = event;
      return changed(event.at, event.plan, { pauses: [...clock.pauses, { from, to, reason }] });
    }
    case 'ClockReplanned':
      return replannedTo(event, clock);
    case 'ClockStopped':
      return { ...clock, status: 'ended', outcome: event.outcome, endedAt: event.at };
    case 'ClockWarned':
    case 'ClockBreached':
      return fire(event.point);
    case 'ClockExpired':
      return fire('expiry');
  }
}

function replannedTo({ at, plan, row }: LaterEvent & { type: 'ClockReplanned' }, clock: ExistingClock): Clock {
  const terms = row === undefined ? clock.terms : { ...clock.terms, ...row };
  return { ...clock, terms, plan, fired: stillFired(clock.fired, terms, plan, at) };
}

export const clockDecider: Decider<ClockCommand, ClockEvent, Clock> = { initialState: { status: 'unstarted' }, decide, evolve };
