import { partitionsPerTopic } from '@xiezhi/contracts';
import { type BrokerPort, ProduceFault } from '@xiezhi/messaging';

/** What the broker says for good: waiting will not change it, somebody has to. */
const refusals = /not authorized|authorization failed|authentication failed/i;
/** A broker that has just started may not know its users and permissions yet; whoever refuses us for this long means it. */
const believedAfterMs = 15_000;

/**
 * Whether the broker is as planned: every topic there, with the number of partitions that keys are spread over, and we let in. Asked
 * while a service starts. A broker that is away says nothing about its plan and is waited for.
 */
export class BrokerPlan {
  readonly #broker: Pick<BrokerPort, 'partitionsOf'>;
  readonly #unseen: Set<string>;
  #refusedSince: number | undefined;

  constructor(broker: Pick<BrokerPort, 'partitionsOf'>, topics: readonly string[]) {
    this.#broker = broker;
    this.#unseen = new Set(topics);
  }

  /**
   * @param lastFaults what consumers met last, in words
   * @throws Error that says what is wrong and what to do about it
   */
  async check(lastFaults: readonly string[], now: number): Promise<void> {
    const refused = lastFaults.filter((fault) => refusals.test(fault));
    for (const topic of this.#unseen) {
      try {
        const partitions = await this.#broker.partitionsOf(topic);
        if (partitions !== partitionsPerTopic) throw new WrongBroker(wrongCount(topic, partitions));
        this.#unseen.delete(topic);
      } catch (error) {
        if (!(error instanceof ProduceFault)) throw error;
        if (error.kind === 'unknown-topic')
          throw new WrongBroker(`topic ${topic} does not exist: provision the broker before the services start`);
        if (error.kind !== 'not-allowed') break; // away: the other topics need not be asked
        refused.push(error.message);
        break;
      }
    }
    this.#refusedSince = refused.length === 0 ? undefined : (this.#refusedSince ?? now);
    if (this.#refusedSince !== undefined && now - this.#refusedSince > believedAfterMs)
      throw new WrongBroker(`the broker refuses us: ${refused[0]}; check user, password and permissions`);
  }
}

export class WrongBroker extends Error {
  override name = 'WrongBroker';
}

function wrongCount(topic: string, partitions: number): string {
  return `topic ${topic} has ${partitions} partitions instead of ${partitionsPerTopic}: keys would change their partition, and order between them would be lost`;
}
