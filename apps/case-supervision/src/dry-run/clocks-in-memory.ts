import { derivedId } from '@xiezhi/aggregate';
import { type AgencyId, ClockExpiredV1, type IntegrationEvent } from '@xiezhi/contracts';
import { type MechanismPack, PackShelf } from '@xiezhi/mechanism-pack';
import { ClockRuleBook, type Intent, redFor } from '../clock/clock-rules.ts';
import { clocks } from '../clock/clock.announce.ts';
import { clockDecider, type ClockCommand, type ClockEvent } from '../clock/clock.decider.ts';
import { isStarted, ownWords } from '../clock/clock.effect.ts';
import { nextPoint } from '../clock/clock.plan.ts';
import type { Clock, ExistingClock } from '../clock/clock.state.ts';

/**
 * The clocks of one pack over a history, as effect and ticker would have kept them, in memory. Whatever version an event was recorded
 * under, it is counted by this pack.
 */
export class ClocksInMemory {
  readonly #states = new Map<string, Clock>();
  readonly #book: ClockRuleBook;
  readonly #kinds: ReadonlyMap<AgencyId, string>;
  readonly #version: string;

  /** @param kinds of the organs that hold clocks, as the directory tells them: whether a light turns red depends on it (COUNTING 29) */
  constructor(pack: MechanismPack, kinds: ReadonlyMap<AgencyId, string>) {
    this.#book = new ClockRuleBook(new PackShelf(pack));
    this.#kinds = kinds;
    this.#version = `${pack.header.name}@${pack.header.version}`;
  }

  /** In the order of recording. What clocks of the recorded version said themselves is left out: these say their own. */
  hear(event: IntegrationEvent): void {
    if (event.type.startsWith(ownWords)) return;
    this.fireUntil(event.meta.actedAt);
    this.#follow(event);
  }

  /** Everything that clocks say by themselves up to a moment, in legal order: warnings, breaches, and periods that open others. */
  fireUntil(now: string): void {
    for (let due = this.#nextUntil(now); due !== undefined; due = this.#nextUntil(now)) {
      const { id, at, clock } = due;
      const command = { type: 'FirePoint', now: at, turnsRed: redFor(clock.terms, this.#kinds), counting: this.#book } as const;
      const facts = this.#do(id, command);
      // A point that tells nothing would be asked for ever.
      if (facts.length === 0) return;
      const state = this.#states.get(id);
      if (state === undefined || !isStarted(state)) continue;
      for (const fact of facts.filter(({ type }) => type === 'ClockExpired'))
        for (const { type, data } of clocks.announce(id, fact, state))
          if (type === ClockExpiredV1.type) this.#follow(expiryOf(id, at, state, data));
    }
  }

  /** Every clock that was started, by a name that both versions share. */
  all(): ReadonlyMap<string, ExistingClock> {
    const started = [...this.#states.values()].filter(isStarted);
    return new Map(started.map((clock) => [nameOf(clock), clock]));
  }

  #follow(event: IntegrationEvent): void {
    for (const intent of this.#book.intentsOf(event, this.#version)) this.#intend(event, intent);
  }

  #intend({ meta }: IntegrationEvent, intent: Intent): void {
    if (intent.kind === 'start') {
      const { clockId, triggeredAt } = intent;
      const terms = { ...intent.terms, turnsRed: redFor(intent.terms, this.#kinds) };
      this.#do(clockId, { type: 'StartClock', terms, triggeredAt, counting: this.#book });
      return;
    }
    const { familyId, parties, world } = meta;
    const said = { heard: intent.heard, familyId, parties, world, counting: this.#book };
    for (const id of this.#targets(intent.target)) this.#do(id, { type: 'HearOfClock', ...said });
  }

  #targets(target: Extract<Intent, { kind: 'hear' }>['target']): string[] {
    if ('clockId' in target) return [target.clockId];
    const { ruleId, subject, firstOnly } = target.openOf;
    const open = [...this.#states]
      .filter(([, clock]) => clock.status === 'running' && clock.terms.ruleId === ruleId && clock.terms.subject === subject)
      .toSorted(([, one], [, other]) => dueOf(one).localeCompare(dueOf(other)))
      .map(([id]) => id);
    return firstOnly ? open.slice(0, 1) : open;
  }

  #do(id: string, command: ClockCommand): ClockEvent[] {
    const before = this.#states.get(id) ?? clockDecider.initialState;
    const facts = clockDecider.decide(command, before);
    this.#states.set(id, facts.reduce(clockDecider.evolve, before));
    return facts;
  }

  #nextUntil(now: string): { id: string; at: string; clock: ExistingClock } | undefined {
    const due = [...this.#states].flatMap(([id, clock]) => {
      const next = nextPoint(clock);
      return next !== undefined && isStarted(clock) && Date.parse(next.at) <= Date.parse(now) ? [{ id, at: next.at, clock }] : [];
    });
    return due.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1)).at(0);
  }
}

const nameOf = ({ terms: { ruleId, subject, occurrence, matterId }, triggeredAt }: ExistingClock): string =>
  [ruleId, subject, matterId, triggeredAt, occurrence ?? 1].join(' ');

const dueOf = (clock: Clock): string => (isStarted(clock) && clock.plan.state === 'due' ? clock.plan.dueOn : '9999');

/** As the ticker tells it. */
function expiryOf(clockId: string, at: string, { terms }: ExistingClock, data: unknown): IntegrationEvent {
  const { type, source } = ClockExpiredV1;
  const meta = {
    familyId: terms.familyId,
    sequence: 1,
    prev: '',
    recordedAt: at,
    actedAt: at,
    actedAtSource: 'system',
    parties: [],
  } as const;
  const said = { ...meta, parties: [], actor: { service: 'case-supervision' }, correlationId: clockId } as IntegrationEvent['meta'];
  return { id: derivedId(clockId, 'expiry'), source, type, subject: `clock/${clockId}`, time: at, data, meta: said };
}
