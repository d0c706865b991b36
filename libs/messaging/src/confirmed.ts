import { type OutgoingRecord, ProduceFault, type ProduceResult } from './broker-port.ts';

/** One partition of a client's answer to a send. */
export interface Answered {
  topic: string;
  partition: number;
  /** Offset of the first record. */
  offset: number;
}

/**
 * BROKER 2: the answer is compared with what was sent. A client may resolve although a partition was never sent, or was sent elsewhere;
 * whoever deleted the outbox rows would have lost them.
 *
 * @throws ProduceFault `incomplete` unless exactly the partition sent was answered, with an offset
 */
export function confirmedBy(answers: readonly Answered[], topic: string, partition: number, count: number): ProduceResult {
  const [only] = answers;
  if (answers.length !== 1 || only === undefined || only.topic !== topic || only.partition !== partition) {
    throw new ProduceFault('incomplete', topic, partition, `the broker answered for ${answers.length} partitions, not for the one sent`);
  }
  if (!Number.isSafeInteger(only.offset) || only.offset < 0) {
    throw new ProduceFault('incomplete', topic, partition, 'the broker answered without an offset');
  }
  return { topic, partition, baseOffset: only.offset, count };
}

/** A send that is given up after its own deadline, whatever the client believes. It may still arrive. */
export async function withinDeadline<Result>(work: Promise<Result>, topic: string, partition: number, deadlineMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ProduceFault('timeout', topic, partition, `no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws ProduceFault for what no client should be asked to send */
export function refuseToSend(topic: string, partition: number, records: readonly OutgoingRecord[], isClosed: boolean): void {
  if (records.length === 0) throw new ProduceFault('incomplete', topic, partition, 'nothing to send');
  if (isClosed) throw new ProduceFault('unreachable', topic, partition, 'the producer is closed');
}
