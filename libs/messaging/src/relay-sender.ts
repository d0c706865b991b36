import { type Publisher, sourceOf } from '@xiezhi/contracts';
import { type Counted, encodeBeacon } from './beacon.ts';
import { type BrokerPort, type OutgoingRecord, ProduceFault } from './broker-port.ts';
import { encode } from './cloud-event.ts';
import type { SendGroup } from './relay-decisions.ts';
import type { SendOutcome } from './relay-steps.ts';
import { attributeNames, inSpan, instruments } from './telemetry.ts';

/** What a relay says to the broker, measured and traced. */
export class RelaySender {
  readonly #service: Publisher;
  readonly #broker: BrokerPort;
  readonly #deadlineMs: number;
  readonly #partitions = new Map<string, number>();

  constructor(service: Publisher, broker: BrokerPort, deadlineMs: number) {
    this.#service = service;
    this.#broker = broker;
    this.#deadlineMs = deadlineMs;
  }

  async sendGroup({ topic, partition, rows }: SendGroup): Promise<SendOutcome> {
    const startedAt = performance.now();
    const records = rows.map((row) => encode(row, sourceOf(this.#service)));
    const traceparents = rows.map((row) => row.traceparent);
    const outcome = await this.#send(topic, partition, records, traceparents);
    if (outcome.kind === 'confirmed') {
      instruments().publishBatch.record(rows.length, { service: this.#service });
      instruments().publishDuration.record(performance.now() - startedAt, { service: this.#service });
    }
    return outcome;
  }

  sendBeacon({ topic, partition, published }: Counted): Promise<SendOutcome> {
    return this.#send(topic, partition, [encodeBeacon(this.#service, sourceOf(this.#service), published)], []);
  }

  /** A topic's partition count never changes in place (the mapping of keys would break), so it is asked once. */
  async partitionsOf(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const count = await this.#broker.partitionsOf(topic);
    if (count < 1) throw new ProduceFault('unknown-topic', topic, undefined, 'the broker tells no partitions');
    this.#partitions.set(topic, count);
    return count;
  }

  async #send(topic: string, partition: number, records: OutgoingRecord[], traceparents: (string | null)[]): Promise<SendOutcome> {
    const attributes = {
      [attributeNames.operation]: 'send',
      [attributeNames.destination]: topic,
      [attributeNames.partition]: String(partition),
      [attributeNames.batchCount]: records.length,
    };
    try {
      await inSpan(`send ${topic}`, 'producer', attributes, traceparents, () =>
        this.#broker.produce(topic, partition, records, this.#deadlineMs),
      );
      return { kind: 'confirmed' };
    } catch (error) {
      const kind = error instanceof ProduceFault ? error.kind : 'rejected';
      instruments().publishFaults.add(1, { service: this.#service, kind });
      if (kind === 'unknown-topic') this.#partitions.delete(topic);
      return { kind, error };
    }
  }
}
