import { rmSync } from 'node:fs';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { partitionsPerTopic, publishers, schemaOf, topicOf } from '@xiezhi/contracts';
import { withAdmin } from '@xiezhi/embedded';
import { members } from '../members.ts';
import { between, during, until } from '../rhythm.ts';
import type { Scenario, Scene } from '../scenario.ts';
import { read } from '../wire.ts';

const topic = topicOf('clue-transfer');

/** Without the broker nothing travels, and nobody is turned away for it. Answers how to claim it at the end. */
function nobodyIsTurnedAway(scene: Scene): () => void {
  const { unavailable, overloaded } = scene.journal;
  return () => {
    const [all, closed] = [scene.journal.unavailable - unavailable, scene.journal.overloaded - overloaded];
    // A busy machine may fail to give a connection of the database in time; that has nothing to do with the broker.
    const others = all === closed ? '' : `; ${all - closed} of the database`;
    scene.claim('no command was answered 503 because the broker was away', closed === 0, `${closed} × 503${others}`);
  };
}

async function brokerDies(scene: Scene): Promise<void> {
  const claimNobodyTurnedAway = nobodyIsTurnedAway(scene);
  const { ground, lasts } = scene;
  await until(performance.now() + lasts(20), async () => {
    await ground.crashKafka(between(500, 3000));
    await pause(3000);
  });
  await ground.stopKafka();
  await pause(between(500, 3000));
  await ground.restartKafka();
  await pause(3000);
  claimNobodyTurnedAway();
}

/** One killed, leaders moved, two killed and back, and one that comes back without what it held. */
async function brokersDie(scene: Scene): Promise<void> {
  const claimNobodyTurnedAway = nobodyIsTurnedAway(scene);
  const { ground, lasts } = scene;
  const cluster = ground.cluster!;
  const without = async (dead: number[], meanwhile: () => void = () => undefined): Promise<void> => {
    await Promise.all(dead.map((node) => cluster.kill(node)));
    await pause(lasts(6, 30));
    meanwhile();
    await Promise.all(dead.map((node) => cluster.startNode(node)));
    await pause(4000);
  };
  await without([1]);
  await without([2]);
  await without([3, 1]);
  let removed = 0;
  await without([2], () => {
    for (const folder of globSync(join(ground.home, 'brokers', 'node-2', 'kafka', 'data', 'xiezhi.*'))) {
      rmSync(folder, { recursive: true, force: true });
      removed += 1;
    }
  });
  scene.claim('a broker came back without its partitions', removed > 0, `${removed} partitions`);
  claimNobodyTurnedAway();
}

/** The same with the other client that a relay may send with. */
const withOtherClient =
  (strike: (scene: Scene) => Promise<void>) =>
  async (scene: Scene): Promise<void> => {
    const { company } = scene;
    const begunAgain = async (settings: Record<string, string>): Promise<void> => {
      company.configure(settings);
      for (const name of members) await company.restart(name);
    };
    await begunAgain({ XIEZHI_BROKER_PRODUCER: 'platformatic' });
    await strike(scene);
    await begunAgain({});
  };

async function brokerIsAndIsNot(scene: Scene): Promise<void> {
  const claimNobodyTurnedAway = nobodyIsTurnedAway(scene);
  const { ground, lasts } = scene;
  const broker = ground.broker!;
  const long = lasts(8);
  await during(long, () => broker.strike('downstream', { type: 'timeout', timeoutMs: 0 }));
  await during(long, () => broker.strike('upstream', { type: 'latency', latencyMs: 2000, jitterMs: 1000 }));
  await during(lasts(4, 15), () => broker.strike('downstream', { type: 'latency', latencyMs: 10_000 }));
  await during(long, () => broker.strike('downstream', { type: 'bandwidth', rateKb: 20 }));
  await until(performance.now() + long, () =>
    during(700, () => broker.strike('downstream', { type: 'limit_data', bytes: Math.round(between(1, 2500)) })),
  );
  broker.cut();
  // Confirmations are lost: what was written is sent once more.
  for (let round = 0; round < 5; round++) {
    await pause(2500);
    const release = broker.hold('downstream');
    await pause(1500);
    broker.cut();
    release();
  }
  await pause(3000);
  claimNobodyTurnedAway();
}

/** How many records of the topics are second copies. */
async function claimCopies(scene: Scene): Promise<void> {
  let [all, different] = [0, 0];
  for (const publisher of publishers) {
    const ids = (await read(scene.ground, topicOf(publisher))).map(({ headers }) => headers['ce_id']);
    all += ids.length;
    different += new Set(ids).size;
  }
  scene.claim('announcements were published twice, and absorbed', all > different, `${all - different} copies among ${all} records`);
}

/** What the broker remembers of consumers is only for dashboards. */
async function offsetsLost(scene: Scene): Promise<void> {
  const { company, ground, lasts } = scene;
  company.hold('case-supervision');
  company.kill('case-supervision');
  await pause(8000); // its members are out of their groups
  await withAdmin(ground.brokerLogin, async (admin) => {
    const { groups } = await admin.listGroups();
    const empty = groups.map(({ groupId }) => groupId).filter((groupId) => groupId.startsWith('case-supervision.'));
    await admin.deleteGroups(empty);
    scene.claim('the groups of a service were deleted', empty.length > 0, empty.length);
  });
  company.release('case-supervision');
  await company.ready();
  const isDeleted = await withAdmin(ground.brokerLogin, (admin) => admin.deleteTopics({ topics: ['__consumer_offsets'] })).then(
    () => 'deleted',
    (error: unknown) => `the broker does not let it be deleted (${error instanceof Error ? error.message : String(error)})`,
  );
  scene.claim('the topic of offsets was asked away', true, isDeleted);
  await pause(lasts(10, 60));
  await company.ready();
}

/** Records that a consumer had not read are gone: it must not read on as if nothing had been. */
async function retentionPassed(scene: Scene): Promise<void> {
  const { company, ground } = scene;
  company.hold('audit');
  company.kill('audit');
  await pause(8000);
  await withAdmin(ground.brokerLogin, async (admin) => {
    await admin.fetchTopicOffsets(topic); // kafkajs knows the leaders by it
    await admin.deleteTopicRecords({ topic, partitions: await readByOthers(scene) });
  });
  company.release('audit');
  await company.ready();
  await scene.claimSoon('the partitions stand still and say why', 30_000, async () => {
    const stopped = await stoppedOf(scene);
    return { holds: stopped.length > 0 && stopped.every(({ kind }) => kind === 'retention-passed'), seen: `${stopped.length} partitions` };
  });
  const before = await kept(scene);
  await pause(3000);
  const stopped = await stoppedOf(scene);
  scene.claim(
    'they go on standing still until somebody decides',
    stopped.length > 0,
    `audit took ${(await kept(scene)) - before} of others meanwhile`,
  );
  await acceptAll(scene);
  for (let after: number | null = 0; after !== null;)
    after = (await company.mend('clue-transfer', 'announce-again', { after }))['next'] as number | null;
}

/** Each acceptance lets the consumer begin anew, which then says once more what else is missing. */
async function acceptAll(scene: Scene): Promise<void> {
  for (let quiet = 0; quiet < 3; await pause(1000)) {
    const [first] = await stoppedOf(scene);
    quiet = first === undefined ? quiet + 1 : 0;
    if (first !== undefined) await scene.company.mend('audit', 'accept-loss', { consumer: 'trail', topic, partition: first.partition });
  }
}

/** How far every consumer but audit has come: only audit shall miss something. */
function readByOthers({ ground }: Scene): Promise<{ partition: number; offset: string }[]> {
  return ground.asAdmin(async (db) => {
    const others = members
      .filter((name) => name !== 'audit')
      .map(schemaOf)
      .map((schema) => `select partition, next_offset from ${schema}.inbox_offset where topic = $1`);
    const { rows } = await db.query<{ partition: number; offset: string }>(
      `select partition, min(next_offset)::text as offset from (${others.join(' union all ')}) o group by partition order by partition`,
      [topic],
    );
    return rows;
  });
}

async function stoppedOf({ company }: Scene) {
  return (await company.status('audit')).consumers.flatMap(({ stopped }) => stopped);
}

function kept({ ground }: Scene): Promise<number> {
  return ground.asAdmin(async (db) => (await db.query<{ n: number }>('select count(*)::int as n from audit.trail')).rows[0]!.n);
}

/** A broker that is not as the plan says: who starts says so and ends, instead of working half. */
async function wrongBroker(scene: Scene): Promise<void> {
  const { company, ground } = scene;
  const refused = async (what: string, expected: RegExp, env: Record<string, string> = {}): Promise<void> => {
    const { ended, said } = await company.endsWithin('feedback', `feedback-${what.replaceAll(' ', '-')}`, 60_000, { env });
    const reason = said.split('\n').findLast((line) => expected.test(line));
    scene.claim(`with ${what} a service ends at its start and says why`, ended && reason !== undefined, messageOf(reason));
  };
  await refused('a password nobody knows', /could not start/, { XIEZHI_BROKER_PASSWORD: 'no-such-password' });
  // kafkajs does not tell a group that is refused from one whose coordinator is away for a while: such a service waits, and says why.
  const env = { XIEZHI_BROKER_USER: 'audit', XIEZHI_BROKER_PASSWORD: ground.passwords.broker['audit']! };
  const { said } = await company.endsWithin('feedback', 'feedback-other-groups', 25_000, { env });
  const reason = said.split('\n').findLast((line) => /not authorized to access group/i.test(line));
  scene.claim(
    'with groups that are not its own it does not become ready, and says why',
    reason !== undefined && !said.includes('"msg":"ready"'),
    messageOf(reason),
  );
  const other = topicOf('case-supervision');
  await withAdmin(ground.brokerLogin, (admin) =>
    admin.createPartitions({ topicPartitions: [{ topic: other, count: partitionsPerTopic + 2 }] }),
  );
  await refused('a topic of another number of partitions', /partitions/);
  await withAdmin(ground.brokerLogin, (admin) => admin.deleteTopics({ topics: [other] }));
  await pause(1000);
  await refused('a topic missing', /does not exist/);
}

export const broker: readonly Scenario[] = [
  { id: 'F6', title: 'the broker is killed, or stopped, and started again', recoversWithinS: 90, strike: brokerDies },
  {
    id: 'F6b',
    title: 'the same, while the relays send with @platformatic/kafka',
    recoversWithinS: 90,
    strike: withOtherClient(brokerDies),
  },
  {
    id: 'F6c',
    title: 'three brokers: one killed, then another, then two at once, then one that loses its disk',
    brokers: 3,
    recoversWithinS: 120,
    strike: brokersDie,
  },
  {
    id: 'F6d',
    title: 'the same three brokers, while the relays send with @platformatic/kafka',
    brokers: 3,
    recoversWithinS: 120,
    strike: withOtherClient(brokersDie),
  },
  {
    id: 'F7',
    title: 'the broker is there and not there: black hole, slow, 10 s late, throttled, answers cut in their middle, confirmations lost',
    recoversWithinS: 90,
    strike: brokerIsAndIsNot,
    afterwards: claimCopies,
  },
  {
    id: 'F7b',
    title: 'the same, while the relays send with @platformatic/kafka',
    recoversWithinS: 90,
    strike: withOtherClient(brokerIsAndIsNot),
    afterwards: claimCopies,
  },
  { id: 'F11', title: 'the broker forgets what consumers have read', recoversWithinS: 90, strike: offsetsLost },
  { id: 'F11b', title: 'records vanish before a consumer has read them', recoversWithinS: 90, strike: retentionPassed },
  {
    id: 'F16',
    title: 'a broker that is not as planned: password, rights, partitions, topic',
    recoversWithinS: 60,
    spoils: true,
    strike: async () => undefined,
    afterwards: wrongBroker,
  },
];

function messageOf(line: string | undefined): string {
  if (line === undefined) return 'nothing was said';
  try {
    const { msg, error, fault } = JSON.parse(line) as { msg?: string; error?: { message?: string }; fault?: string };
    return [msg, error?.message ?? fault]
      .filter((part) => part !== undefined)
      .join(': ')
      .slice(0, 200);
  } catch {
    return line.slice(0, 200);
  }
}
