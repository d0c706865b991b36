import { setTimeout as pause } from 'node:timers/promises';
import { sourceOf } from '@xiezhi/contracts';
import { KafkaJsBroker, OutboxRelay } from '@xiezhi/messaging';
import { announcements } from './announcements.ts';
import { brokerOf, newTopic } from './bench-broker.ts';
import { profiled } from './cpu-profile.ts';
import type { Figure } from './figure.ts';
import { checkOwnLoad } from './own-load.ts';
import type { Ground } from './part.ts';
import { ratioFigure } from './ratio-figure.ts';
import type { Rig } from './rig.ts';
import { inTurn, playRounds, roundText, type Work } from './rounds.ts';

/** A relay on two cores sends less, so a round lasts about as long as the pace says. */
const perSecond = 6000;
/** As many sends as the client is at its fastest with; as many records in each as a relay takes from the outbox at once. */
const inFlight = 4;
const perSend = 500;
const partitions = 6;
/** Against rounds of seconds. */
const lookEveryMs = 20;

interface Record {
  key: string;
  value: string;
  headers: { [name: string]: string };
}

/**
 * Announcements per second from the outbox to the broker: selected, encoded, sent, confirmed, counted and moved to what was announced.
 * The ceiling sends as many records of the same size and headers through the same client, out of memory.
 */
export async function outboxDrain(ground: Ground): Promise<Figure[]> {
  const rig = await ground.rig();
  const count = ground.pace.seconds * perSecond;
  const source = await announcements(rig, 1);
  const broker = brokerOf(rig, 'clue-transfer');
  const relay = new OutboxRelay({ service: 'clue-transfer', broker, pool: rig.pool('clue-transfer', 'worker', 8) });
  relay.start();
  const topic = await newTopic(rig, 'xiezhi.bench.ceiling.v1', partitions);
  const admin = new KafkaJsBroker({
    brokers: rig.brokers,
    clientId: 'bench',
    credentials: { user: 'admin', password: rig.brokerPassword },
  });
  try {
    const drainOnce = async (show: () => Promise<void>): Promise<Work> => {
      const begun = performance.now();
      await show();
      await emptied(rig, relay);
      return { count, seconds: (performance.now() - begun) / 1000 };
    };
    await drainOnce(await source.prepare(count));
    const records = await recordsOf(rig, count);
    await produce(admin, topic, records); // warm-up, as the drain before it
    const play = async (round: number) => {
      // The appending is nobody's: it is done before either side begins.
      const show = await source.prepare(count);
      return inTurn(
        round,
        () => drainOnce(show),
        () => produce(admin, topic, records),
      );
    };
    const rounds = await playRounds(ground, play, (round) => roundText(['outbox', 'produce'], round));
    const show = await source.prepare(count);
    const profile = await profiled('one drained backlog', () => drainOnce(show));
    await checkOwnLoad(rig);
    return [
      ratioFigure({
        name: 'outbox drain ÷ produce-batch ceiling',
        about: `A backlog of ${count} announcements of about ${Math.round(sizeOf(records))} bytes is sent by one relay: selected, encoded, sent in one call over all partitions, and moved to what was announced when the broker has confirmed it. The ceiling sends the same records out of memory through the same client and broker settings (acks from all, batches of ${perSend}, ${inFlight} in flight).`,
        goal: { atLeast: 0.5 },
        unit: 'announcements',
        ours: { name: 'relay', passes: rounds.map(([ours]) => ours) },
        ceiling: { name: 'produce only', passes: rounds.map(([, ceiling]) => ceiling) },
        profile,
      }),
    ];
  } finally {
    await relay.stop();
    await Promise.all([broker.close(), admin.close()]);
  }
}

/**
 * Along the index, whose dead entries are marked once they were seen: without an order Postgres reads the table, and every row that has
 * left lies in it until vacuum comes. That look cost more CPU than the draining it waited for.
 */
async function emptied(rig: Rig, relay: OutboxRelay): Promise<void> {
  relay.wake();
  for (;;) {
    const { rows } = await rig.admin.query('select from clue_transfer.outbox order by shard, position limit 1');
    if (rows.length === 0) return;
    await pause(lookEveryMs);
  }
}

/** What the relay sent last, as records in memory. */
async function recordsOf({ admin }: Rig, count: number): Promise<Record[]> {
  const { rows } = await admin.query<{ [column: string]: string }>(
    `select event_id, key, subject, type, time, traceparent, body from clue_transfer.announced order by position desc limit $1`,
    [count],
  );
  return rows.map((row) => ({
    key: row['key']!,
    value: row['body']!,
    headers: {
      ce_specversion: '1.0',
      ce_id: row['event_id']!,
      ce_source: sourceOf('clue-transfer'),
      ce_type: row['type']!,
      ce_time: row['time']!,
      ce_subject: row['subject']!,
      'content-type': 'application/json',
      traceparent: row['traceparent']!,
    },
  }));
}

async function produce(broker: KafkaJsBroker, topic: string, records: readonly Record[]): Promise<Work> {
  const batches = Array.from({ length: Math.ceil(records.length / perSend) }, (_, n) => records.slice(n * perSend, (n + 1) * perSend));
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let n = next++; n < batches.length; n = next++)
        await broker.produce(topic, [{ partition: n % partitions, records: batches[n]! }], 10_000);
    }),
  );
  return { count: records.length, seconds: (performance.now() - begun) / 1000 };
}

const sizeOf = (records: readonly Record[]): number => records.reduce((sum, { value }) => sum + value.length, 0) / records.length;
