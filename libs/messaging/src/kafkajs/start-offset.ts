import type { LossAlarm, TopicPartition, Watermarks } from '../broker-port.ts';

/**
 * Where to read a partition, given the offset the database has stored and what the broker still holds.
 * MESSAGING 1.2 defect 6: kafkajs would silently go to one end of the log when the offset is out of range. Reading on past records
 * that are gone is loss, and reading below records we have seen means the log is another one: both stop the partition.
 */
export function startAt(
  { topic, partition }: TopicPartition,
  stored: number | undefined,
  { low, high }: Watermarks,
): { offset: number } | { alarm: LossAlarm } {
  if (stored === undefined) return { offset: low };
  if (stored < low) return { alarm: { topic, partition, kind: 'retention-passed', stored, low, high } };
  if (stored > high) return { alarm: { topic, partition, kind: 'log-truncated', stored, low, high } };
  return { offset: stored };
}
