import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { handle, subscriptionEffect } from '@xiezhi/aggregate';
import { caseFileSubscriptions } from '@xiezhi/case-supervision/case-file';
import { handOffs } from '@xiezhi/clue-transfer/hand-off';
import { schemaOf, topicOf } from '@xiezhi/contracts';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { Inbox, KafkaJsBroker, keepRefusals, OutboxRelay, type ReceivedEvent } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import type { Rig } from './rig.ts';
import { caller, customs, handOffIdOf, seedReceivedHandOffs } from './received-hand-offs.ts';
import type { Figure } from './figure.ts';
import { quantile, spreadOf } from './statistics.ts';

const rounds = 5;
const perRound = 150;
/** 50 a second: the open-loop rate at which the studies measured the floor. */
const everyMs = 20;
const firstId = 500_000_000;
const pack = join(import.meta.dirname, '..', '..', 'packs', 'river-chief-procurator');

/**
 * From the commit at A (hand-off accepted) to the commit of its effect at B (case file opened), against the bare floor of the same
 * steps: one insert committed, one record produced with acks from disk, fetched, one insert committed. Same broker, database,
 * record size and rate; rounds alternate.
 */
export async function travelTime(rig: Rig): Promise<Figure> {
  await seedReceivedHandOffs(rig.admin, firstId, rounds * perRound + 50);
  const ours = await startOurs(rig);
  const floor = await startFloor(rig);
  try {
    const [p50Ours, p50Floor]: [number[], number[]] = [[], []];
    await ours.measure(firstId + rounds * perRound, 50);
    await floor.measure(50);
    for (let round = 0; round < rounds; round++) {
      const times = await ours.measure(firstId + round * perRound, perRound);
      const bare = await floor.measure(perRound);
      p50Ours.push(quantile(times, 0.5));
      p50Floor.push(quantile(bare, 0.5));
      console.log(`  round ${round + 1}: commit → effect p50 ${p50Ours.at(-1)!.toFixed(2)} ms, floor ${p50Floor.at(-1)!.toFixed(2)} ms`);
    }
    return {
      name: 'commit at A → effect at B ÷ floor, p50',
      unit: '×',
      value: spreadOf(p50Ours.map((time, round) => time / p50Floor[round]!)),
      goal: { atMost: 3 },
      parts: { 'commit → effect, ms p50': spreadOf(p50Ours), 'floor, ms p50': spreadOf(p50Floor) },
    };
  } finally {
    await floor.stop();
    await ours.stop();
  }
}

async function startOurs(rig: Rig) {
  const [app, relaying, consuming] = [
    rig.pool('clue-transfer', 'app', 8),
    rig.pool('clue-transfer', 'worker', 8),
    rig.pool('case-supervision', 'worker', 8),
  ];
  const brokerOf = (service: string) =>
    new KafkaJsBroker({ brokers: rig.brokers, clientId: service, credentials: { user: service, password: rig.brokerPassword } });
  const [brokerA, brokerB] = [brokerOf('clue-transfer'), brokerOf('case-supervision')];
  const relay = new OutboxRelay({ service: 'clue-transfer', broker: brokerA, pool: relaying });
  const arrived = new Map<string, () => void>();
  const charts = chartBookOf([readMechanismPack(pack)]);
  const open = subscriptionEffect('case-supervision', caseFileSubscriptions(charts), keepRefusals('case-supervision'));
  const taken: ReceivedEvent[] = [];
  const inbox = new Inbox({
    service: 'case-supervision',
    schema: schemaOf('case-supervision'),
    name: 'case-file',
    topics: [topicOf('clue-transfer')],
    broker: brokerB,
    pool: consuming,
    effect: async (tx, events) => {
      await open(tx, events);
      taken.push(...events);
    },
  });
  // `applied` is rung after the commit: what was taken until then has its effect on disk.
  const stopListening = afterEach(inbox, () => {
    for (const event of taken.splice(0)) arrived.get(event.subject)?.();
  });
  relay.start();
  await inbox.start();
  const store = new PgEventStore(app, 'clue-transfer');
  const act: Act = { caller, correlationId: randomUUID() };
  return {
    async measure(from: number, count: number): Promise<number[]> {
      return openLoop(count, async (index) => {
        const id = handOffIdOf(from + index);
        const { promise, resolve } = Promise.withResolvers<void>();
        arrived.set(`hand-off/${id}`, resolve);
        await handle(store, handOffs, id, { type: 'AcceptHandOff', by: customs, account: caller.account }, act);
        const committedAt = performance.now();
        relay.wake();
        await promise;
        return performance.now() - committedAt;
      });
    },
    async stop() {
      stopListening();
      await inbox.stop();
      await relay.stop();
      await Promise.all([brokerA.close(), brokerB.close()]);
    },
  };
}

/** Calls back after each chunk this inbox has committed, until told to stop. */
function afterEach(inbox: Inbox, call: () => void): () => void {
  let isListening = true;
  void (async () => {
    while (isListening) {
      await inbox.applied.wait(1000);
      call();
    }
  })();
  return () => (isListening = false);
}

async function startFloor(rig: Rig) {
  const topic = 'xiezhi.bench.floor.v1';
  const { withAdmin, kafkaClient } = await import('@xiezhi/embedded');
  const login = { brokers: rig.brokers, username: 'admin', password: rig.brokerPassword };
  await withAdmin(login, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: true }));
  await rig.admin.query('create table if not exists bench_floor (id uuid primary key, body text not null)');
  const kafka = kafkaClient(login);
  const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: () => () => 0 });
  const consumer = kafka.consumer({ groupId: 'bench.floor', maxWaitTimeInMs: 200, minBytes: 1 });
  const arrived = new Map<string, () => void>();
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const id = message.key!.toString();
      await insert(rig.admin, randomUUID(), message.value!.toString());
      arrived.get(id)?.();
    },
  });
  const body = 'x'.repeat(900);
  return {
    measure: (count: number) =>
      openLoop(count, async () => {
        const id = randomUUID();
        const { promise, resolve } = Promise.withResolvers<void>();
        arrived.set(id, resolve);
        const startedAt = performance.now();
        await insert(rig.admin, id, body);
        await producer.send({ topic, acks: -1, messages: [{ key: id, value: body }] });
        await promise;
        return performance.now() - startedAt;
      }),
    async stop() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

const insertFloor = statement('bench.floor', 'insert into bench_floor (id, body) values ($1, $2)');
const insert = (pool: Pool, id: string, body: string) => insertFloor(pool, id, body);

/** Starts one every `everyMs`, whether or not the one before has ended. @returns milliseconds, ascending */
async function openLoop(count: number, once: (index: number) => Promise<number>): Promise<number[]> {
  const running: Promise<number>[] = [];
  for (let index = 0; index < count; index++) {
    running.push(once(index));
    await pause(everyMs);
  }
  return (await Promise.all(running)).toSorted((left, right) => left - right);
}
