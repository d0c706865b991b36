import type { Subscription } from '@xiezhi/aggregate';
import { caseFileSubscriptions, ownSubscriptions } from '@xiezhi/case-supervision/case-file';
import { handOffSubscriptions } from '@xiezhi/clue-transfer/hand-off-reactions';
import { matterSubscriptions } from '@xiezhi/clue-transfer/matter-reactions';
import type { IntegrationEvent } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { VersionConflict } from '@xiezhi/event-store';
import { type Company, charts, streams } from './company.ts';
import type { Service } from './machine.ts';

interface Consumer {
  service: Service;
  subscriptions: readonly Subscription[];
  /** Per stream what is still to be delivered, in order: the gate of libs/messaging lets nothing overtake within a stream. */
  waiting: Map<string, IntegrationEvent[]>;
  delivered: IntegrationEvent[];
}

class ProcessKilled extends Error {}

export interface Delivery {
  consumer: number;
  stream: number;
  /** The inbox's transaction was whole and the process died before its commit. */
  isKilled: boolean;
  /** Once more something that was delivered before, however long ago: a consumer must not mind. */
  isRepeated: boolean;
}

/** Relay, broker and inboxes, as unkind as they are allowed to be: late, twice, in any order between streams, killed in the middle. */
export class Pump {
  readonly refused: string[] = [];
  readonly #consumers: Consumer[];

  constructor(
    readonly company: Company,
    /** The story's own; a database has those of other stories too. */
    readonly familyId: string,
  ) {
    const consumer = (service: Service, subscriptions: readonly Subscription[]): Consumer => ({
      service,
      subscriptions,
      waiting: new Map(),
      delivered: [],
    });
    this.#consumers = [
      consumer('clue-transfer', matterSubscriptions(streams)),
      consumer('clue-transfer', handOffSubscriptions),
      consumer('case-supervision', [...caseFileSubscriptions(charts), ...ownSubscriptions(charts)]),
    ];
  }

  async deliver({ consumer, stream, isKilled, isRepeated }: Delivery): Promise<void> {
    await this.#fetch();
    const to = this.#consumers[consumer % this.#consumers.length]!;
    const before = to.delivered[stream % Math.max(to.delivered.length, 1)];
    if (isRepeated && before !== undefined) return this.#handle(to, before, false);
    const subjects = [...to.waiting.keys()];
    const queue = to.waiting.get(subjects[stream % Math.max(subjects.length, 1)] ?? '');
    if (queue !== undefined) await this.#next(to, queue, isKilled);
  }

  async drain(): Promise<void> {
    for (await this.#fetch(); this.#consumers.some(({ waiting }) => waiting.size > 0); await this.#fetch())
      for (const to of this.#consumers) for (const queue of to.waiting.values()) await this.#next(to, queue, false);
  }

  async #next(to: Consumer, queue: IntegrationEvent[], isKilled: boolean): Promise<void> {
    const event = queue[0];
    if (event === undefined) return;
    await this.#handle(to, event, isKilled);
    if (isKilled || queue[0] !== event) return;
    queue.shift();
    to.delivered.push(event);
    if (queue.length === 0) to.waiting.delete(event.subject);
  }

  async #handle(to: Consumer, event: IntegrationEvent, isKilled: boolean): Promise<void> {
    const planned = to.subscriptions.filter(({ type }) => type === event.type).flatMap((subscription) => subscription.plan(event));
    if (planned.length === 0) return;
    for (;;) {
      try {
        await this.company.asService(to.service, async ({ say }) => {
          for (const command of planned) await say(command).catch((error: unknown) => this.#keep(event, error));
          if (isKilled) throw new ProcessKilled();
        });
        return;
      } catch (error) {
        if (error instanceof ProcessKilled) return;
        // An officer was faster; the inbox handles its chunk again.
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  }

  #keep({ type, subject }: IntegrationEvent, error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.refused.push(`${type} of ${subject}: ${error.code}`);
  }

  async #fetch(): Promise<void> {
    for (const event of await this.company.machine.announced())
      if (event.meta.familyId === this.familyId)
        for (const { waiting } of this.#consumers) waiting.set(event.subject, [...(waiting.get(event.subject) ?? []), event]);
  }
}
