import { setTimeout as pause } from 'node:timers/promises';
import { members } from './company.ts';
import type { Scenario, Scene } from './scenario.ts';

const seconds = (count: number): number => count * 1000;
const between = (fromMs: number, toMs: number): number => fromMs + Math.random() * (toMs - fromMs);

/** Repeats something until the time is over. */
async function until(untilMs: number, work: () => Promise<void> | void): Promise<void> {
  while (performance.now() < untilMs) await work();
}

/** Trouble between everybody and what stands behind a proxy, for so long; then none. */
async function during(ms: number, begin: () => () => void): Promise<void> {
  const end = begin();
  await pause(ms);
  end();
}

/** kill -9, singly and together, every 0.5 to 3 s. */
async function killAround({ company, scale }: Scene): Promise<void> {
  await until(performance.now() + seconds(40 * scale), async () => {
    const many = Math.random() < 0.25 ? 2 : 1;
    for (const name of [...members].toSorted(() => Math.random() - 0.5).slice(0, many)) company.kill(name);
    await pause(between(500, 3000));
  });
  await company.ready();
}

/** Every process away for a while, one after the other. */
async function outages({ company, ground, scale }: Scene): Promise<void> {
  const awayMs = seconds(5 * scale);
  for (const name of members) {
    company.hold(name);
    company.kill(name);
    await pause(awayMs);
    company.release(name);
  }
  await ground.crashPostgres(awayMs);
  await ground.crashKafka(awayMs);
  await company.ready();
}

/** A process that sleeps past its lease and its session, while another instance takes over, and wakes believing that nothing happened. */
async function zombie(name: 'clue-transfer' | 'case-supervision' | 'audit', { company, scale }: Scene): Promise<void> {
  await company.join(name, `${name}-2`);
  await pause(seconds(2));
  company.freeze(name);
  await pause(seconds(20 * scale));
  company.thaw(name);
  await pause(seconds(5));
  await company.leave(`${name}-2`);
}

export const scenarios: readonly Scenario[] = [
  { id: 'F1', title: 'kill -9 of every service, singly and together, every 0.5 to 3 s', strike: killAround },
  { id: 'F1b', title: 'every process away in turn: services, database, broker', strike: outages },
  {
    id: 'F3',
    title: 'a relay sleeps three leases long, another takes over, the first wakes',
    strike: (scene) => zombie('clue-transfer', scene),
  },
  {
    id: 'F4',
    title: 'a consumer sleeps past its session, another takes over, the first wakes',
    strike: (scene) => zombie('case-supervision', scene),
  },
  {
    id: 'F6',
    title: 'the broker is killed and started again, three times',
    async strike({ ground, scale }) {
      for (let round = 0; round < 3 * scale; round++) {
        await ground.crashKafka(between(500, 3000));
        await pause(seconds(3));
      }
    },
  },
  {
    id: 'F6c',
    title: 'three brokers: one killed, then another, then two at once',
    brokers: 3,
    async strike({ ground, scale }) {
      const cluster = ground.cluster!;
      for (const dead of [[1], [2], [3, 1]]) {
        await Promise.all(dead.map((node) => cluster.kill(node)));
        await pause(seconds(5 * scale));
        await Promise.all(dead.map((node) => cluster.startNode(node)));
        await pause(seconds(4));
      }
    },
  },
  {
    id: 'F7',
    title: 'the broker is there and not there: black hole, slow, throttled, answers cut in their middle',
    async strike({ ground, scale }) {
      const broker = ground.broker!;
      const long = seconds(8 * scale);
      await during(long, () => broker.strike('downstream', { type: 'timeout', timeoutMs: 0 }));
      await during(long, () => broker.strike('upstream', { type: 'latency', latencyMs: 2000, jitterMs: 1000 }));
      await during(long, () => broker.strike('downstream', { type: 'bandwidth', rateKb: 20 }));
      const cuts = performance.now() + long;
      await until(cuts, () => during(700, () => broker.strike('downstream', { type: 'limit_data', bytes: Math.round(between(1, 2500)) })));
      broker.cut();
    },
  },
  {
    id: 'F8',
    title: 'the database is killed, cut off, slow, and locked',
    async strike({ ground, scale }) {
      for (let round = 0; round < 3 * scale; round++) {
        await ground.crashPostgres(between(200, 2000));
        await pause(seconds(3));
      }
      await until(performance.now() + seconds(6 * scale), async () => {
        ground.database.cut();
        await pause(between(100, 600));
      });
      await during(seconds(6 * scale), () => ground.database.strike('downstream', { type: 'timeout', timeoutMs: 0 }));
      await during(seconds(6 * scale), () => ground.database.strike('downstream', { type: 'latency', latencyMs: 300, jitterMs: 200 }));
      ground.database.cut();
      // Somebody holds the rows that everybody writes.
      await ground.asAdmin(async (db) => {
        await db.query('begin; lock table clue_transfer.stream, case_supervision.inbox_offset in access exclusive mode');
        await pause(seconds(6 * scale));
        await db.query('rollback');
      });
    },
  },
  {
    id: 'F18',
    title: 'a consumer joins and leaves every 2 s',
    async strike({ company, scale }) {
      for (let round = 0; round < 5 * scale; round++) {
        await company.join('case-supervision', `case-supervision-${round + 2}`);
        await pause(seconds(2));
        await company.leave(`case-supervision-${round + 2}`);
      }
    },
  },
];
