import { type PartitionRecords, ProduceFault, type ProduceResult } from './broker-port.ts';

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
 * @throws ProduceFault `incomplete` unless each partition sent was answered once, with an offset, and no other
 */
export function confirmedBy(answers: readonly Answered[], topic: string, groups: readonly PartitionRecords[]): ProduceResult[] {
  const results = certainBy(answers, topic, groups);
  if (results.length === groups.length) return results;
  const missing = partitionsOf(groups).filter((partition) => !results.some((result) => result.partition === partition));
  throw new ProduceFault('incomplete', topic, missing, `the broker answered for ${answers.length} partitions, not for those sent`, results);
}

/** The partitions of which an answer, whole or not, says that they were written. One that names what was not sent says nothing. */
export function certainBy(answers: readonly Answered[], topic: string, groups: readonly PartitionRecords[]): ProduceResult[] {
  const sent = new Set(partitionsOf(groups));
  if (answers.some((answer) => answer.topic !== topic || !sent.has(answer.partition))) return [];
  return groups.flatMap(({ partition, records }) => {
    const [offset = Number.NaN, ...more] = answers.filter((answer) => answer.partition === partition).map((answer) => answer.offset);
    if (more.length > 0 || !Number.isSafeInteger(offset) || offset < 0) return [];
    return [{ topic, partition, baseOffset: offset, count: records.length }];
  });
}

export function partitionsOf(groups: readonly PartitionRecords[]): number[] {
  return groups.map(({ partition }) => partition);
}

/** A send that is given up after its own deadline, whatever the client believes. It may still arrive. */
export async function withinDeadline<Result>(
  work: Promise<Result>,
  topic: string,
  groups: readonly PartitionRecords[],
  deadlineMs: number,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new ProduceFault('timeout', topic, partitionsOf(groups), `no answer within ${deadlineMs} ms`));
    timer = setTimeout(giveUp, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws ProduceFault for what no client should be asked to send */
export function refuseToSend(topic: string, groups: readonly PartitionRecords[], isClosed: boolean): void {
  const partitions = partitionsOf(groups);
  if (groups.length === 0 || groups.some(({ records }) => records.length === 0))
    throw new ProduceFault('incomplete', topic, partitions, 'nothing to send');
  if (new Set(partitions).size < partitions.length) throw new ProduceFault('incomplete', topic, partitions, 'a partition is named twice');
  if (isClosed) throw new ProduceFault('unreachable', topic, partitions, 'the producer is closed');
}
