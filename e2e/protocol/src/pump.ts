import type { Subscription } from '@xiezhi/aggregate';
import { caseFileSubscriptions, ownSubscriptions } from '@xiezhi/case-supervision/case-file';
import { handOffSubscriptions } from '@xiezhi/clue-transfer/hand-off-reactions';
import { matterSubscriptions } from '@xiezhi/clue-transfer/matter-reactions';
import type { IntegrationEvent } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { VersionConflict } from '@xiezhi/event-store';
import { charts, type Company, streams } from './company.ts';
import type { Service } from './machine.ts';

class Consumer {
  /** Per stream what is still to be delivered, in order: the gate of libs/messaging lets nothing overtake within a stream. */
  readonly waiting = new Map<string, IntegrationEvent[]>();
  readonly delivered: IntegrationEvent[] = [];

  constructor(
    readonly service: Service,
    readonly subscriptions: readonly Subscription[],
  ) {}

  wait(event: IntegrationEvent): void {
    const queue = this.waiting.get(event.subject);
    if (queue === undefined) this.waiting.set(event.subject, [event]);
    else queue.push(event);
  }

  queues = () => [...this.waiting.values()].filter(({ length }) => length > 0);
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
  readonly #consumers = [
    new Consumer('clue-transfer', matterSubscriptions(streams)),
    new Consumer('clue-transfer', handOffSubscriptions),
    new Consumer('case-supervision', [...caseFileSubscriptions(charts), ...ownSubscriptions(charts)]),
  ];

  constructor(
    readonly company: Company,
    /** The story's own; a database has those of other stories too. */
    readonly familyId: string,
  ) {}

  async deliver({ consumer, stream, isKilled, isRepeated }: Delivery): Promise<void> {
    await this.#fetch();
    const to = this.#consumers[consumer % this.#consumers.length]!;
    const before = to.delivered[stream % Math.max(to.delivered.length, 1)];
    if (isRepeated && before !== undefined) return this.#handle(to, before, false);
    const queue = to.queues()[stream % Math.max(to.queues().length, 1)];
    if (queue !== undefined) await this.#next(to, queue, isKilled);
  }

  async drain(): Promise<void> {
    for (await this.#fetch(); this.#consumers.some((to) => to.queues().length > 0); await this.#fetch())
      for (const to of this.#consumers) for (const queue of to.queues()) await this.#next(to, queue, false);
  }

  async #next(to: Consumer, queue: IntegrationEvent[], isKilled: boolean): Promise<void> {
    const event = queue[0];
    if (event === undefined) return;
    await this.#handle(to, event, isKilled);
    if (isKilled || queue[0] !== event) return;
    queue.shift();
    to.delivered.push(event);
  }

  /** One inbox transaction: again whenever an officer was faster, and for nothing where the process dies before its commit. */
  async #handle(to: Consumer, event: IntegrationEvent, isKilled: boolean): Promise<void> {
    const planned = to.subscriptions.filter(({ type }) => type === event.type).flatMap((subscription) => subscription.plan(event));
    for (let isDone = planned.length === 0; !isDone;) {
      isDone = await this.company
        .asService(to.service, async ({ say }) => {
          for (const command of planned) await say(command).catch((error: unknown) => this.#keep(event, error));
          if (isKilled) throw new ProcessKilled();
          return true;
        })
        .catch((error: unknown) => {
          if (error instanceof VersionConflict) return false;
          if (error instanceof ProcessKilled) return true;
          throw error;
        });
    }
  }

  #keep({ type, subject }: IntegrationEvent, error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.refused.push(`${type} of ${subject}: ${error.code}`);
  }

  async #fetch(): Promise<void> {
    for (const event of await this.company.machine.announced())
      if (event.meta.familyId === this.familyId) for (const consumer of this.#consumers) consumer.wait(event);
  }
}
