import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFreePorts } from './free-port.ts';
import { withAdmin } from './kafka-admin.ts';
import { KafkaCluster } from './kafka-cluster.ts';
import { temporaryHome } from './temporary-home.ts';

const home = temporaryHome('xiezhi-cluster-');
let cluster: KafkaCluster;

beforeAll(async () => {
  const ports = await anyFreePorts(6);
  const nodes = [0, 2, 4].map((first) => ({ port: ports[first]!, controllerPort: ports[first + 1]! }));
  cluster = new KafkaCluster({ home: home.path, nodes, adminPassword: randomBytes(12).toString('hex'), diesWithUs: true });
  await cluster.start();
}, 120_000);
afterAll(async () => {
  await cluster.stop();
  home.remove();
});

const described = () => withAdmin({ brokers: cluster.brokers, ...cluster.admin }, (admin) => admin.describeCluster());

/** The two that are left need a moment to agree that the third is gone, and to say so to a client. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (const deadline = performance.now() + 30_000; ; await new Promise((settle) => setTimeout(settle, 250))) {
    try {
      await work();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

describe('three brokers on one machine', () => {
  it('are one cluster, which keeps three copies', async () => {
    expect((await described()).brokers.map(({ nodeId }) => nodeId).toSorted((one, other) => one - other)).toEqual([1, 2, 3]);
    await withAdmin({ brokers: cluster.brokers, ...cluster.admin }, async (admin) => {
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic: 'three-copies', numPartitions: 2, replicationFactor: 3 }] });
      // The broker that is asked may not have heard of it yet.
      await untilDone(async () => {
        const { topics } = await admin.fetchTopicMetadata({ topics: ['three-copies'] });
        expect(topics[0]?.partitions.map(({ replicas }) => replicas.length)).toEqual([3, 3]);
      });
    });
  });
  it('go on when one is killed, and take it back', async () => {
    await cluster.kill(1);
    await untilDone(() =>
      withAdmin({ brokers: cluster.brokers.slice(1), ...cluster.admin }, (admin) =>
        admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'two-are-enough', numPartitions: 1, replicationFactor: 2 }] }),
      ),
    );
    await cluster.startNode(1);
    expect((await described()).brokers).toHaveLength(3);
  }, 120_000);
});
