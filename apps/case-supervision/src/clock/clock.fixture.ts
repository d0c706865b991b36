import { resolve } from 'node:path';
import {
  type EventDefinition,
  type EventMeta,
  HandOffAcceptedV1,
  HandOffReceivedV1,
  HandOffSentV1,
  type IntegrationEvent,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import { PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { integrationEvent } from '@xiezhi/testing';
import { randomUUID } from 'node:crypto';
import { ClockRuleBook, type ClockRules, clockRulesOf, type Intent, redFor } from './clock-rules.ts';
import { clockDecider, type ClockCommand, type ClockEvent } from './clock.decider.ts';
import type { Clock, ExistingClock } from './clock.state.ts';

/** The delivered pack: a wrong date in a spec is a wrong date of the product. */
export const pack = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));
export const clockRules: ClockRules = clockRulesOf(pack);
/** The same, as a service has it. */
export const ruleBook = new ClockRuleBook(new PackShelf(pack));

/** Legal moment on a day of the story; nine in the morning unless said. */
export const on = (day: string, time = '09:00'): string => `${day}T${time}:00+08:00`;

export interface Story {
  familyId: string;
  world?: string;
  event<Data>(
    definition: EventDefinition<Data>,
    subject: string,
    data: Data,
    actedAt: string,
    meta?: Partial<EventMeta>,
  ): IntegrationEvent<Data>;
}

export function story(parties: string[], world?: string): Story {
  const familyId = randomUUID();
  const sequences = new Map<string, number>();
  return {
    familyId,
    ...(world !== undefined && { world }),
    event: (definition, subject, data, actedAt, meta = {}) => {
      const sequence = (sequences.get(subject) ?? 0) + 1;
      sequences.set(subject, sequence);
      return integrationEvent(definition, subject, data, {
        familyId,
        parties,
        actedAt,
        sequence,
        ...(world !== undefined && { world }),
        ...meta,
      });
    },
  };
}

/** One hand-off of a clue, as clue-transfer tells of it. */
export function handOffStory(
  sender: string,
  receiver: string,
  more: { world?: string; matterKind?: 'clue' | 'problem'; kind?: 'owning' | 'share' } = {},
) {
  const { world, matterKind = 'clue', kind = 'owning' } = more;
  const told = story([sender, receiver], world);
  const handOffId = randomUUID();
  const matterId = randomUUID();
  const data = { handOffId, kind, matterKind, matterId, sender, receiver, title: '排水口异常排水', routeId: 'clue-from-public' };
  const digest = 'ab'.repeat(32);
  const frozen = { packageSha256: digest, packageSm3: digest, materialCount: 1 };
  const subject = `hand-off/${handOffId}`;
  return {
    ...told,
    handOffId,
    matterId,
    data,
    subject,
    frozen,
    sent: (at: string, urgency: 'ordinary' | 'urgent' = 'ordinary') =>
      told.event(HandOffSentV1, subject, { ...data, ...frozen, urgency, isNamed: false }, at),
    received: (at: string) => told.event(HandOffReceivedV1, subject, data, at),
    accepted: (at: string) => told.event(HandOffAcceptedV1, subject, data, at),
  };
}

/** One problem’s road, step by step, as its chart announces it. */
export function problemStory(office: string, unit: string, severity: '轻微' | '一般' | '重大') {
  const told = story([office, unit]);
  const problemId = randomUUID();
  const problem = { problemId, number: 'XS-330503-2026-000001', office, unit, title: '岸边堆放垃圾' };
  const step = (transition: string, at: string, more: Record<string, unknown> = {}) =>
    told.event(
      ProblemStageEnteredV1,
      `problem/${problemId}`,
      {
        ...problem,
        chart: 'problem',
        packVersion: clockRules.packVersion,
        transition,
        from: 'A',
        to: 'B',
        deviation: false,
        severity,
        relapses: 0,
        ...more,
      },
      at,
    );
  return { ...told, problem, problemId, step };
}

/** Clocks without a database: what the effect and the ticker do, folded in memory. */
export class PureClocks {
  readonly states = new Map<string, Clock>();
  readonly facts: ClockEvent[] = [];
  readonly #kinds: ReadonlyMap<string, string>;

  constructor(
    kinds: Record<string, string> = {},
    readonly book: ClockRuleBook = ruleBook,
  ) {
    this.#kinds = new Map(Object.entries(kinds));
  }

  hear(...events: IntegrationEvent[]): this {
    for (const event of events) for (const intent of this.book.intentsOf(event)) this.#follow(event, intent);
    return this;
  }

  /** The clock of a row, the first due first. */
  of(ruleId: string, index = 0): ExistingClock {
    const found = [...this.states.values()]
      .filter((clock): clock is ExistingClock => (clock.status === 'running' || clock.status === 'ended') && clock.terms.ruleId === ruleId)
      .toSorted((one, other) => (dueOn(one) < dueOn(other) ? -1 : 1))[index];
    if (found === undefined)
      throw new Error(
        `no clock ${ruleId}: ${[...this.states.values()].map((one) => (one.status === 'running' ? one.terms.ruleId : one.status)).join(' ')}`,
      );
    return found;
  }

  rules(): string[] {
    return [...this.states.values()]
      .flatMap((clock) => (clock.status === 'running' || clock.status === 'ended' ? [clock.terms.ruleId] : []))
      .toSorted();
  }

  do(id: string, command: ClockCommand): ClockEvent[] {
    const before = this.states.get(id) ?? clockDecider.initialState;
    const events = clockDecider.decide(command, before);
    this.facts.push(...events);
    this.states.set(id, events.reduce(clockDecider.evolve, before));
    return events;
  }

  idOf(ruleId: string, index = 0): string {
    const clock = this.of(ruleId, index);
    return [...this.states].find(([, state]) => state === clock)![0];
  }

  #follow({ meta }: IntegrationEvent, intent: Intent): void {
    if (intent.kind === 'start') {
      const { clockId, triggeredAt } = intent;
      this.do(clockId, {
        type: 'StartClock',
        triggeredAt,
        counting: this.book,
        terms: { ...intent.terms, turnsRed: redFor(intent.terms, this.#kinds) },
      });
      return;
    }
    const { familyId, parties, world } = meta;
    for (const id of this.#targets(intent.target))
      this.do(id, { type: 'HearOfClock', heard: intent.heard, familyId, parties, world, counting: this.book });
  }

  #targets(target: Extract<Intent, { kind: 'hear' }>['target']): string[] {
    if ('clockId' in target) return [target.clockId];
    const { ruleId, subject, firstOnly } = target.openOf;
    const open = [...this.states]
      .filter(([, clock]) => clock.status === 'running' && clock.terms.ruleId === ruleId && clock.terms.subject === subject)
      .toSorted(([, one], [, other]) => (dueOn(one as ExistingClock) < dueOn(other as ExistingClock) ? -1 : 1))
      .map(([id]) => id);
    return firstOnly ? open.slice(0, 1) : open;
  }
}

export const dueOn = ({ plan }: ExistingClock): string => (plan.state === 'due' ? plan.dueOn : '9999');
