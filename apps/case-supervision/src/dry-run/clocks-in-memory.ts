import { derivedId } from '@xiezhi/aggregate';
import { type AgencyId, ClockExpiredV1, type IntegrationEvent } from '@xiezhi/contracts';
import { mechanismOf } from '@xiezhi/stage-chart';
import { type ClockRuleBook, type Intent, redFor } from '../clock/clock-rules.ts';
import { clocks } from '../clock/clock.announce.ts';
import { clockDecider, type ClockCommand, type ClockEvent } from '../clock/clock.decider.ts';
import { isStarted } from '../clock/clock-chunk.ts';
import { ownWords } from '../clock/clock.effect.ts';
import { nextPoint } from '../clock/clock.plan.ts';
import type { Clock, ExistingClock } from '../clock/clock.state.ts';

/** What clocks are counted by. */
export interface CountedBy {
  book: ClockRuleBook;
  /** Clocks of other mechanisms are not kept. */
  mechanism: string;
  /** All is counted by this version, whatever an event was recorded under; absent: each matter by its own. */
  version?: string | undefined;
}

export type Rung = 'attention' | 'warning' | 'overdue' | 'long-overdue';

/** A clock, and when each of its rungs was told under its present due moment. */
export interface KeptClock {
  clock: ExistingClock;
  rungs: Partial<Record<Rung, string>>;
}

/**
 * The clocks of one mechanism over a history, as effect and ticker would have kept them, in memory. Families do not touch each other:
 * what a clock says by itself is told when its own family is heard of next.
 */
export class ClocksInMemory {
  readonly #states = new Map<string, Clock>();
  readonly #rungs = new Map<string, Partial<Record<Rung, string>>>();
  readonly #families = new Map<string, Set<string>>();
  readonly #by: CountedBy;
  readonly #kinds: ReadonlyMap<AgencyId, string>;

  /** @param kinds of the organs that hold clocks, as the directory tells them: whether a light turns red depends on it (COUNTING 29) */
  constructor(by: CountedBy, kinds: ReadonlyMap<AgencyId, string>) {
    this.#by = by;
    this.#kinds = kinds;
  }

  /**
   * In the order of recording. What clocks of the recorded version said themselves is left out: these say their own.
   *
   * @param isOurs whether the event is of this mechanism; one of the services' own may end clocks, and starts none
   * @param now legal now when it was recorded
   */
  hear(event: IntegrationEvent, isOurs: boolean, now: string): void {
    if (event.type.startsWith(ownWords)) return;
    this.#fire(event.meta.familyId, now);
    this.#follow(event, isOurs ? this.#by.version : undefined);
  }

  /** Everything that clocks say by themselves up to a moment, in legal order: warnings, breaches, and periods that open others. */
  fireUntil(nowOf: (world: string | undefined) => string): void {
    for (const [family, ids] of this.#families) {
      const [any] = ids;
      const state = any === undefined ? undefined : this.#states.get(any);
      if (state !== undefined) this.#fire(family, nowOf(worldOf(state)));
    }
  }

  /** Every clock that was started, by a name that both versions share. */
  all(): ReadonlyMap<string, KeptClock> {
    const kept = [...this.#states].flatMap(([id, clock]) => (isStarted(clock) ? [{ clock, rungs: this.#rungs.get(id) ?? {} }] : []));
    return new Map(kept.map((one) => [nameOf(one.clock), one]));
  }

  #fire(family: string, now: string): void {
    for (let due = this.#nextUntil(family, now); due !== undefined; due = this.#nextUntil(family, now)) {
      const { id, at, clock } = due;
      const command = { type: 'FirePoint', now: at, turnsRed: redFor(clock.terms, this.#kinds), counting: this.#by.book } as const;
      const facts = this.#do(family, id, command);
      // A point that tells nothing would be asked for ever.
      if (facts.length === 0) return;
      const state = this.#states.get(id);
      if (state !== undefined && isStarted(state)) this.#tell(id, at, facts, state);
    }
  }

  #tell(id: string, at: string, facts: readonly ClockEvent[], state: ExistingClock): void {
    for (const fact of facts) {
      if (fact.type === 'ClockWarned' || fact.type === 'ClockBreached')
        this.#rungs.set(id, { ...this.#rungs.get(id), [fact.point]: fact.at });
      if (fact.type !== 'ClockExpired') continue;
      for (const { type, data } of clocks.announce(id, fact, state))
        if (type === ClockExpiredV1.type) this.#follow(expiryOf(id, at, state, data), state.terms.packVersion);
    }
  }

  #follow(event: IntegrationEvent, version: string | undefined): void {
    for (const intent of this.#by.book.intentsOf(event, version)) if (this.#isOurs(intent)) this.#intend(event, intent);
  }

  #isOurs(intent: Intent): boolean {
    const version = intent.kind === 'start' ? intent.terms.packVersion : intent.heard.under;
    return version === undefined || mechanismOf(version) === this.#by.mechanism;
  }

  #intend({ meta }: IntegrationEvent, intent: Intent): void {
    const { familyId, parties, world } = meta;
    const counting = this.#by.book;
    if (intent.kind === 'start') {
      const { clockId, triggeredAt } = intent;
      const terms = { ...intent.terms, turnsRed: redFor(intent.terms, this.#kinds) };
      this.#do(familyId, clockId, { type: 'StartClock', terms, triggeredAt, counting });
      return;
    }
    const said = { heard: intent.heard, familyId, parties, world, counting };
    for (const id of this.#targets(familyId, intent.target)) this.#do(familyId, id, { type: 'HearOfClock', ...said });
  }

  #targets(family: string, target: Extract<Intent, { kind: 'hear' }>['target']): string[] {
    if ('clockId' in target) return [target.clockId];
    const { ruleId, subject, firstOnly } = target.openOf;
    const open = this.#of(family)
      .filter(([, clock]) => clock.status === 'running' && clock.terms.ruleId === ruleId && clock.terms.subject === subject)
      .toSorted(([, one], [, other]) => dueOf(one).localeCompare(dueOf(other)))
      .map(([id]) => id);
    return firstOnly ? open.slice(0, 1) : open;
  }

  #of(family: string): (readonly [string, Clock])[] {
    return [...(this.#families.get(family) ?? [])].map((id) => [id, this.#states.get(id) ?? clockDecider.initialState] as const);
  }

  #do(family: string, id: string, command: ClockCommand): ClockEvent[] {
    const before = this.#states.get(id) ?? clockDecider.initialState;
    const facts = clockDecider.decide(command, before);
    if (facts.length === 0) return facts;
    this.#states.set(id, facts.reduce(clockDecider.evolve, before));
    const ids = this.#families.get(family);
    if (ids === undefined) this.#families.set(family, new Set([id]));
    else ids.add(id);
    return facts;
  }

  #nextUntil(family: string, now: string): { id: string; at: string; clock: ExistingClock } | undefined {
    const due = this.#of(family).flatMap(([id, clock]) => {
      const next = nextPoint(clock);
      return next !== undefined && isStarted(clock) && Date.parse(next.at) <= Date.parse(now) ? [{ id, at: next.at, clock }] : [];
    });
    return due.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1)).at(0);
  }
}

function worldOf(clock: Clock): string | undefined {
  if (clock.status === 'unstarted') return undefined;
  return clock.status === 'awaited' ? clock.world : clock.terms.world;
}

const nameOf = ({ terms: { ruleId, subject, occurrence, matterId }, triggeredAt }: ExistingClock): string =>
  [ruleId, subject, matterId, triggeredAt, occurrence ?? 1].join(' ');

const dueOf = (clock: Clock): string => (isStarted(clock) && clock.plan.state === 'due' ? clock.plan.dueOn : '9999');

/** As the ticker tells it. */
function expiryOf(clockId: string, at: string, { terms }: ExistingClock, data: unknown): IntegrationEvent {
  const { type, source } = ClockExpiredV1;
  const meta: IntegrationEvent['meta'] = {
    familyId: terms.familyId,
    sequence: 1,
    prev: '',
    recordedAt: at,
    actedAt: at,
    actedAtSource: 'system',
    parties: [],
    actor: { service: 'case-supervision' },
    correlationId: clockId,
    ...(terms.world !== undefined && { world: terms.world }),
  };
  return { id: derivedId(clockId, 'expiry'), source, type, subject: `clock/${clockId}`, time: at, data, meta };
}
