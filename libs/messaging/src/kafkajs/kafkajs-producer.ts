import type { Message, Producer, RecordMetadata } from 'kafkajs';
import type { BatchProducer, PartitionRecords, ProduceResult } from '../broker-port.ts';
import { type Answered, confirmedBy, partitionsOf, refuseToSend, withinDeadline } from '../confirmed.ts';
import { type Log, faultText } from '../log.ts';
import { produceFault } from './faults.ts';

/** Builds an unconnected producer. The records name their partition; nothing is left to a partitioner. */
export type CreateProducer = () => Producer;

/**
 * kafkajs' producer with a deadline of its own. MESSAGING 1.2 defect 3: a request time-out drops neither socket nor metadata, and a
 * vanished broker blocks sending for minutes. Here the caller is told in time, and the producer is thrown away and built anew.
 * A send given up may still reach the broker: a duplicate, possibly late, which inboxes drop.
 */
export class KafkaJsProducer implements BatchProducer {
  readonly #create: CreateProducer;
  readonly #log: Log;
  #current: { producer: Producer; connected: Promise<void> } | undefined;
  #closed = false;

  constructor(create: CreateProducer, log: Log) {
    this.#create = create;
    this.#log = log;
  }

  async produce(topic: string, groups: readonly PartitionRecords[], deadlineMs: number): Promise<ProduceResult[]> {
    refuseToSend(topic, groups, this.#closed);
    const used = this.#producer();
    try {
      const answer = await withinDeadline(send(used, topic, groups, deadlineMs), topic, groups, deadlineMs);
      return confirmedBy(answer.flatMap(answered), topic, groups);
    } catch (error) {
      // A send that fails says nothing about any of its partitions: kafkajs keeps the first error and drops every answer.
      const fault = produceFault(error, topic, partitionsOf(groups));
      if (fault.kind === 'timeout' || fault.kind === 'unreachable') this.#discard(used);
      throw fault;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    this.#current = undefined;
    await current?.producer.disconnect().catch(() => undefined);
  }

  #producer(): { producer: Producer; connected: Promise<void> } {
    if (this.#current === undefined) {
      const producer = this.#create();
      const made = { producer, connected: producer.connect() };
      // kafkajs does not connect again by itself, and a broker that dies in the middle of signing in looks like one that refuses us:
      // whatever the failure was, the next send gets another producer.
      made.connected.catch(() => this.#discard(made));
      this.#current = made;
    }
    return this.#current;
  }

  #discard(used: { producer: Producer; connected: Promise<void> }): void {
    if (this.#current?.producer === used.producer) this.#current = undefined;
    void this.#disconnect(used);
  }

  /**
   * Not awaited by whoever sends: a disconnect waits for answers that will not come until kafkajs' own request time-out. Done twice,
   * because a producer that was still looking for a broker may connect after the first.
   */
  async #disconnect({ producer, connected }: { producer: Producer; connected: Promise<void> }): Promise<void> {
    try {
      await producer.disconnect();
      await connected;
      await producer.disconnect();
    } catch (error) {
      this.#log.info({ fault: faultText(error) }, 'discarded producer did not disconnect');
    }
  }
}

async function send(
  used: { producer: Producer; connected: Promise<void> },
  topic: string,
  groups: readonly PartitionRecords[],
  deadlineMs: number,
): Promise<RecordMetadata[]> {
  await used.connected;
  const messages: Message[] = groups.flatMap(({ partition, records }) =>
    records.map(({ key, value, headers }) => ({ key, value, headers, partition })),
  );
  return used.producer.send({ topic, acks: -1, timeout: deadlineMs, messages });
}

/** An error is no answer. */
function answered({ topicName, partition, errorCode, baseOffset }: RecordMetadata): Answered[] {
  return errorCode === 0 ? [{ topic: topicName, partition, offset: Number(baseOffset ?? Number.NaN) }] : [];
}
