import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { subscriptionEffect } from '@xiezhi/aggregate';
import { trailConsumer, trailEffect } from '@xiezhi/audit/trail';
import { caseFileSubscriptions } from '@xiezhi/case-supervision/case-file';
import { schemaOf, type ServiceName, topicOf } from '@xiezhi/contracts';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { type Effect, Inbox, type KafkaJsBroker, keepRefusals, OutboxRelay } from '@xiezhi/messaging';
import type { Pool } from 'pg';
import { announcements } from './announcements.ts';
import { brokerOf } from './bench-broker.ts';
import { chunksIn, replay } from './chunk-replay.ts';
import { profiled } from './cpu-profile.ts';
import type { Figure } from './figure.ts';
import { checkOwnLoad } from './own-load.ts';
import type { Ground } from './part.ts';
import { ratioFigure } from './ratio-figure.ts';
import { recording } from './recorded-calls.ts';
import type { Rig } from './rig.ts';
import { inTurn, playRounds, roundText, type Work } from './rounds.ts';
import { repository } from './run-record.ts';

/** Announcements that lie on the topic, for each second that a side of a round should last. */
const perSecond = 4000;
const topic = topicOf('clue-transfer');

interface Consumption {
  figure: string;
  about: string;
  goal: number;
  service: ServiceName;
  name: string;
  effect: Effect;
  /** What its effect writes: emptied before it begins again. */
  tables: string;
}

/**
 * Announcements per second that a consumer takes from the broker and has in its database. The ceiling says the very same statements
 * to the database out of memory.
 */
export async function inboxRate(ground: Ground): Promise<Figure[]> {
  const rig = await ground.rig();
  const count = ground.pace.seconds * perSecond;
  await publish(rig, count);
  const figures: Figure[] = [];
  for (const consumption of [projecting(), deciding()]) figures.push(await measure(ground, rig, count, consumption));
  await checkOwnLoad(rig, [], ['case-supervision']);
  return figures;
}

const projecting = (): Consumption => ({
  figure: 'inbox ÷ chunk ceiling, projection',
  about: 'Audit records each announcement and follows its chain: one set-based statement per chunk.',
  goal: 0.6,
  service: 'audit',
  name: trailConsumer,
  effect: trailEffect(({ subject }) => {
    throw new Error(`${subject} does not follow its predecessor`);
  }),
  tables: 'audit.trail, audit.trail_body, audit.trail_head',
});

function deciding(): Consumption {
  const charts = chartBookOf([readMechanismPack(join(repository, 'packs', 'river-chief-procurator'))]);
  const name = 'case-supervision';
  return {
    figure: 'inbox ÷ chunk ceiling, decider',
    about:
      'Case supervision opens the file of each accepted hand-off and what is to be said of its return: two streams loaded, decided and appended, each with what it announces.',
    goal: 0.4,
    service: name,
    name: 'case-file',
    effect: subscriptionEffect(name, caseFileSubscriptions(charts), keepRefusals(name)),
    tables: ['stream', 'fact', 'outbox', 'claim', 'receipt'].map((table) => `case_supervision.${table}`).join(', '),
  };
}

async function measure(ground: Ground, rig: Rig, count: number, consumption: Consumption): Promise<Figure> {
  const { service, figure, about, goal } = consumption;
  const broker = brokerOf(rig, service);
  const pool = rig.pool(service, 'worker', 8);
  try {
    const recorded = recording(pool);
    await consume(rig, broker, recorded.pool, consumption);
    const chunks = chunksIn(recorded.transactions);
    const ours = async (): Promise<Work> => ({ count, seconds: await consume(rig, broker, pool, consumption) });
    const ceiling = async (): Promise<Work> => {
      await empty(rig, consumption);
      return { count, seconds: await replay(rig, service, chunks) };
    };
    await ceiling(); // warm-up
    const rounds = await playRounds(
      ground,
      (round) => inTurn(round, ours, ceiling),
      (round) => roundText([consumption.name, 'ceiling'], round),
    );
    const profile = await profiled(`${count} announcements taken by ${consumption.name}`, () => consume(rig, broker, pool, consumption));
    return ratioFigure({
      name: figure,
      about: `${about} ${count} announcements of ${new Set(chunks.flatMap(({ partitions }) => partitions)).size} partitions, in transactions of at most 200. The ceiling says the statements that were recorded from the product, out of memory: the same chunks in the same transactions, one connection per partition, all statements of a transaction sent at once.`,
      goal: { atLeast: goal },
      unit: 'announcements',
      ours: { name: 'inbox', passes: rounds.map(([each]) => each) },
      ceiling: { name: 'statements only', passes: rounds.map(([, each]) => each) },
      profile,
    });
  } finally {
    await broker.close();
  }
}

/** Puts announcements on the topic, through outbox and relay. */
async function publish(rig: Rig, count: number): Promise<void> {
  const source = await announcements(rig, 1);
  // Beside the one it began with.
  const show = await source.prepare(count - 1);
  await show();
  const broker = brokerOf(rig, 'clue-transfer');
  const relay = new OutboxRelay({ service: 'clue-transfer', broker, pool: rig.pool('clue-transfer', 'worker', 8) });
  relay.start();
  while ((await rig.admin.query('select from clue_transfer.outbox order by shard, position limit 1')).rows.length > 0) await pause(50);
  await relay.stop();
  await broker.close();
}

/** Everything on the topic from the beginning, into empty tables. @returns seconds from the first chunk to the last commit */
async function consume(rig: Rig, broker: KafkaJsBroker, pool: Pool, consumption: Consumption): Promise<number> {
  const { service, name, effect } = consumption;
  await empty(rig, consumption);
  const ends = [...(await broker.watermarksOf(topic)).values()].reduce((sum, { high }) => sum + high, 0);
  let begun: number | undefined;
  const inbox = new Inbox({
    service,
    schema: schemaOf(service),
    name,
    topics: [topic],
    broker,
    pool,
    effect: (tx, events) => {
      begun ??= performance.now();
      return effect(tx, events);
    },
  });
  await inbox.start();
  const taken = `select coalesce(sum(next_offset), 0) as taken from ${schemaOf(service)}.inbox_offset where consumer = $1`;
  for (;;) {
    const { rows } = await rig.admin.query<{ taken: number }>(taken, [name]);
    if (rows[0]!.taken >= ends) break;
    await pause(10);
  }
  const seconds = (performance.now() - begun!) / 1000;
  await inbox.stop();
  return seconds;
}

async function empty({ admin }: Rig, { service, tables }: Consumption): Promise<void> {
  const inbox = ['offset', 'seen', 'gate', 'begun', 'beacon'].map((table) => `${schemaOf(service)}.inbox_${table}`);
  await admin.query(`truncate ${tables}, ${inbox.join(', ')}`);
}
