import { setTimeout as pause } from 'node:timers/promises';
import { partitionsPerTopic, type Publisher, schemaOf, sourceOf } from '@xiezhi/contracts';
import { encode, type OutboxRow, partitionOf } from '@xiezhi/messaging';
import type { Ground } from './ground.ts';
import { publish, type WireRecord } from './wire.ts';

export interface Madness {
  sent: number;
  twice: number;
  late: number;
  shuffled: number;
}

/**
 * Takes the leases of a service's relay and sends its outbox in the worst way a broker or a relay could: shuffled within a batch, one in
 * three twice, one in ten seconds later. What it has sent it removes and numbers as the relay does; when it ends the relay goes on.
 */
export async function relayMadly(ground: Ground, service: Publisher, ms: number): Promise<Madness> {
  const s = schemaOf(service);
  const madness: Madness = { sent: 0, twice: 0, late: 0, shuffled: 0 };
  const sends: Promise<void>[] = [];
  await ground.asAdmin(async (db) => {
    // The epoch moves on, so that what the relay still holds removes nothing; its lease is over when the database says so.
    await db.query(`update ${s}.relay_lease set owner = 'mad', epoch = epoch + 1, expires_at = now() + $1 * interval '1 ms'`, [ms]);
    for (const until = performance.now() + ms - 1500; performance.now() < until; await pause(150)) {
      const { rows } = await db.query<OutboxRow & { shard: number }>(`select * from ${s}.outbox order by position limit 200`);
      if (rows.length === 0) continue;
      const shuffled = rows.toSorted(() => Math.random() - 0.5);
      madness.shuffled += shuffled.filter((row, n) => row !== rows[n]).length;
      const records = shuffled.map((row) => recordOf(row, service));
      const late = records.filter(() => Math.random() < 0.1);
      const twice = records.filter(() => Math.random() < 0.33);
      madness.sent += rows.length;
      madness.late += late.length;
      madness.twice += twice.length;
      await publish(ground, [...records.filter((record) => !late.includes(record)), ...twice]);
      sends.push(pause(1000).then(() => publish(ground, late)));
      // Removed before the late ones are sent: here nothing may kill us, the product's relay never does this.
      await db.query(removeSql(s), [rows.map(({ position }) => position), rows.map(({ key }) => partitionOf(key, partitionsPerTopic))]);
    }
  });
  await Promise.all(sends);
  return madness;
}

function recordOf(row: OutboxRow, service: Publisher): WireRecord {
  const { key, value, headers } = encode(row, sourceOf(service));
  return { topic: row.topic, partition: partitionOf(row.key, partitionsPerTopic), key, value: value ?? '', headers };
}

/** As `outbox_remove` of libs/messaging, for all shards at once. */
const removeSql = (s: string): string => `
  with gone as (
    delete from ${s}.outbox o using unnest($1::bigint[], $2::int[]) as sent(position, partition)
    where o.position = sent.position returning o.*, sent.partition),
  kept as (
    insert into ${s}.announced (position, shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties)
    select position, shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties from gone where not again
    on conflict do nothing)
  insert into ${s}.relay_count as c (shard, topic, partition, published)
  select shard, topic, partition, count(*) from gone where not again group by shard, topic, partition
  on conflict (shard, topic, partition) do update set published = c.published + excluded.published`;
