import { join } from 'node:path';
import { type KafkaOptions, type RunningKafka, startKafka } from './kafka.ts';
import type { ClusterNode } from './kafka-properties.ts';
import { newClusterId } from './kafka-storage.ts';

/** Where one node listens. `advertisedPort` is where its clients are sent, when a proxy stands before it. */
export interface NodePorts {
  port: number;
  controllerPort: number;
  advertisedPort?: number;
}

export interface KafkaClusterOptions extends Pick<KafkaOptions, 'adminPassword' | 'diesWithUs' | 'say'> {
  /** Every node has a folder in it: `<home>/node-1` … */
  home: string;
  nodes: readonly NodePorts[];
}

/** Nodes of one Kafka cluster on this machine, each broker and controller. For tests of what only several brokers can do wrong. */
export class KafkaCluster {
  readonly #options: KafkaClusterOptions;
  readonly #identity: Omit<ClusterNode, 'nodeId'>;
  readonly #running = new Map<number, RunningKafka>();

  constructor(options: KafkaClusterOptions) {
    this.#options = options;
    const members = options.nodes.map(({ controllerPort }, index) => ({ nodeId: index + 1, controllerPort }));
    this.#identity = { members, clusterId: newClusterId(), controllerPassword: crypto.randomUUID().replaceAll('-', '') };
  }

  /** Addresses for clients. */
  get brokers(): string[] {
    return this.#options.nodes.map(({ port, advertisedPort = port }) => `127.0.0.1:${advertisedPort}`);
  }

  get admin(): RunningKafka['admin'] {
    return { username: 'admin', password: this.#options.adminPassword };
  }

  /** Starts all nodes that do not run; a quorum answers only together. */
  async start(): Promise<void> {
    const idle = this.#identity.members.filter(({ nodeId }) => !this.#running.has(nodeId));
    await Promise.all(idle.map(({ nodeId }) => this.startNode(nodeId)));
  }

  async startNode(nodeId: number): Promise<void> {
    const { home, nodes, ...options } = this.#options;
    const ports = nodes[nodeId - 1];
    if (ports === undefined) throw new Error(`there is no node ${nodeId} in a cluster of ${nodes.length}`);
    const node = await startKafka({
      ...options,
      ...ports,
      home: join(home, `node-${nodeId}`),
      // Two of three have a record before it is acknowledged: the disk of one need not be waited for.
      fsync: false,
      cluster: { ...this.#identity, nodeId },
    });
    this.#running.set(nodeId, node);
    void node.exited.then(() => this.#running.delete(nodeId));
  }

  /** SIGKILL of one node; resolves when it is gone. */
  async kill(nodeId: number): Promise<void> {
    const node = this.#running.get(nodeId);
    node?.kill();
    await node?.exited;
  }

  async stopNode(nodeId: number): Promise<void> {
    await this.#running.get(nodeId)?.stop();
  }

  async stop(): Promise<void> {
    // A node that loses its quorum while it stops waits for it: all are asked at once.
    await Promise.all([...this.#running.values()].map((node) => node.stop()));
  }
}
