import { type Publisher, sourceOf } from '@xiezhi/contracts';
import { type Counted, encodeBeacon } from './beacon.ts';
import { type BrokerPort, type PartitionRecords, ProduceFault } from './broker-port.ts';
import { partitionsOf } from './confirmed.ts';
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

  /** One call: groups of one topic. Answers for each, in their order. */
  async sendCall(groups: readonly SendGroup[]): Promise<SendOutcome[]> {
    const startedAt = performance.now();
    const source = sourceOf(this.#service);
    const sent = groups.map(({ partition, rows }) => ({ partition, records: rows.map((row) => encode(row, source)) }));
    const traceparents = groups.flatMap(({ rows }) => rows.map((row) => row.traceparent));
    const outcomes = await this.#send(groups[0]?.topic ?? '', sent, traceparents);
    const confirmed = groups.reduce((sum, { rows }, n) => sum + (outcomes[n]?.kind === 'confirmed' ? rows.length : 0), 0);
    if (confirmed > 0) {
      instruments().publishBatch.record(confirmed, { service: this.#service });
      instruments().publishDuration.record(performance.now() - startedAt, { service: this.#service });
    }
    return outcomes;
  }

  async sendBeacon({ topic, partition, published }: Counted): Promise<SendOutcome> {
    const beacon = encodeBeacon(this.#service, sourceOf(this.#service), published);
    const [outcome] = await this.#send(topic, [{ partition, records: [beacon] }], []);
    return outcome!;
  }

  /** A topic's partition count never changes in place (the mapping of keys would break), so it is asked once. */
  async partitionsOf(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const count = await this.#broker.partitionsOf(topic);
    if (count < 1) throw new ProduceFault('unknown-topic', topic, [], 'the broker tells no partitions');
    this.#partitions.set(topic, count);
    return count;
  }

  async #send(topic: string, groups: PartitionRecords[], traceparents: (string | null)[]): Promise<SendOutcome[]> {
    const attributes = {
      [attributeNames.operation]: 'send',
      [attributeNames.destination]: topic,
      [attributeNames.partition]: partitionsOf(groups).join(','),
      [attributeNames.batchCount]: groups.reduce((sum, { records }) => sum + records.length, 0),
    };
    try {
      await inSpan(`send ${topic}`, 'producer', attributes, traceparents, () => this.#broker.produce(topic, groups, this.#deadlineMs));
      return groups.map(() => ({ kind: 'confirmed' }));
    } catch (error) {
      const kind = error instanceof ProduceFault ? error.kind : 'rejected';
      instruments().publishFaults.add(1, { service: this.#service, kind });
      if (kind === 'unknown-topic') this.#partitions.delete(topic);
      const confirmed = new Set(error instanceof ProduceFault ? error.confirmed.map(({ partition }) => partition) : []);
      return groups.map(({ partition }) => (confirmed.has(partition) ? { kind: 'confirmed' } : { kind, error }));
    }
  }
}
