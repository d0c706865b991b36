import { createRequire } from 'node:module';
import { type Logger, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import { pause } from '../waiting.ts';
import { producerRetry } from './settings.ts';

// The few inner parts of kafkajs 2.2.4 that can tell a group of somebody else's leaving; the version is pinned (BROKER 2.2).
const inner = createRequire(import.meta.url);

type Group = { members: { memberId: string; clientId: string }[] };

interface Coordinator {
  describeGroups(asked: { groupIds: string[] }): Promise<{ groups: Group[] }>;
  leaveGroup(asked: { groupId: string; memberId: string }): Promise<unknown>;
}

interface KafkaCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  findGroupCoordinator(asked: { groupId: string }): Promise<Coordinator>;
}

export interface GhostHunt {
  brokers: readonly string[];
  sasl: SASLOptions | undefined;
  /** Identity of this instance: no two live processes have the same. */
  clientId: string;
  group: string;
}

/**
 * Tells the group that members of this very instance have left: those of a process that was killed, or of a client given up. Without
 * it whoever comes back waits for its own ghost, up to the session's time-out (MESSAGING 1.2 defect 10). The instance is recognised by
 * its client id, which the broker keeps for each member, so nothing need have been stored by a process that had no time to.
 *
 * @returns the ghosts that were seen off
 */
export async function seeOffOwnGhosts({ brokers, sasl, clientId, group }: GhostHunt): Promise<string[]> {
  const cluster = clusterOf(brokers, sasl, clientId);
  try {
    await cluster.connect();
    const coordinator = await cluster.findGroupCoordinator({ groupId: group });
    const ghosts = ((await onceLoaded(coordinator, group))?.members ?? [])
      .filter((member) => member.clientId === clientId)
      .map(({ memberId }) => memberId);
    for (const memberId of ghosts) await coordinator.leaveGroup({ groupId: group, memberId });
    return ghosts;
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

const loadedWithinMs = 2000;
const lookAgainMs = 20;

/**
 * A coordinator that has just started reads its groups first, for some hundredths of a second. Who joins meanwhile is turned away, and
 * kafkajs' consumer ends of that and is built anew, which takes half a second: so we wait here, where waiting is cheap.
 */
export async function onceLoaded(coordinator: Pick<Coordinator, 'describeGroups'>, group: string): Promise<Group | undefined> {
  for (const deadline = performance.now() + loadedWithinMs; ; await pause(lookAgainMs)) {
    try {
      return (await coordinator.describeGroups({ groupIds: [group] })).groups[0];
    } catch (error) {
      if (!isLoading(error) || performance.now() > deadline) throw error;
    }
  }
}

const isLoading = (error: unknown): boolean => error instanceof Error && 'type' in error && error.type === 'GROUP_LOAD_IN_PROGRESS';

function clusterOf(brokers: readonly string[], sasl: SASLOptions | undefined, clientId: string): KafkaCluster {
  const Cluster = inner('kafkajs/src/cluster') as new (options: object) => KafkaCluster;
  const { createLogger } = inner('kafkajs/src/loggers') as { createLogger(options: object): Logger };
  const socketFactory = inner('kafkajs/src/network/socketFactory') as () => unknown;
  const retry: RetryOptions = producerRetry;
  return new Cluster({
    logger: createLogger({ level: logLevel.NOTHING, logCreator: () => () => undefined }),
    brokers: [...brokers],
    sasl,
    clientId: `${clientId}#reaper`,
    socketFactory: socketFactory(),
    connectionTimeout: 1000,
    authenticationTimeout: 3000,
    requestTimeout: 3000,
    enforceRequestTimeout: true,
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    isolationLevel: 1,
    retry,
    offsets: new Map(),
  });
}
