import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, {
  type AclEntry,
  type AclResourceTypes as ResourceType,
  type Admin,
  type ResourcePatternTypes as PatternType,
  type AclOperationTypes as Operation,
} from 'kafkajs';
import { type BrokerLogin, withAdmin } from './kafka-admin.ts';
import { setBrokerPasswords } from './kafka-users.ts';

export interface BrokerService {
  /** Also the name of its broker user. */
  name: string;
  /** The one topic it may write; absent when it publishes nothing. */
  topic?: string;
}

export interface BrokerPlan {
  login: BrokerLogin;
  services: BrokerService[];
  /** Reads every topic in any group, writes none. */
  reader?: string;
  /** Of every service user and the reader. */
  passwords: Record<string, string>;
  replication?: number;
  /** Default 6: the unit of scale. Never changed on an existing topic, because the key → partition mapping would break order. */
  partitions?: number;
}

/** Users, topics and permissions of the services; called at every start, idempotent, takes back permissions that are not in the plan. */
export async function provisionBroker(plan: BrokerPlan): Promise<void> {
  const { login, services, reader, passwords } = plan;
  const users = [...services.map(({ name }) => name), ...(reader === undefined ? [] : [reader])];
  const missing = users.filter((user) => !passwords[user]);
  if (missing.length > 0) throw new Error(`no password was given for broker user ${missing.join(', ')}`);
  await setBrokerPasswords(login, Object.fromEntries(users.map((user) => [user, passwords[user] ?? ''])));
  await withAdmin(login, async (admin) => {
    await createTopics(admin, plan);
    await settlePermissions(admin, [...services.flatMap(permissionsOf), ...(reader === undefined ? [] : readerPermissions(reader))]);
  });
}

async function createTopics(admin: Admin, { services, replication = 1, partitions = 6 }: BrokerPlan): Promise<void> {
  const present = new Set(await admin.listTopics());
  const wanted = services.flatMap(({ topic }) => topic ?? []).filter((topic) => !present.has(topic));
  if (wanted.length === 0) return;
  const configEntries = [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'retention.ms', value: '-1' }, // kept for ever: a read model is rebuilt by reading from the beginning
    { name: 'retention.bytes', value: '-1' },
    ...(replication >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
  ];
  await admin.createTopics({
    waitForLeaders: true,
    timeout: 15_000,
    topics: wanted.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: replication, configEntries })),
  });
}

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
const { READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperationTypes;
const { TOPIC, GROUP } = AclResourceTypes;
const { LITERAL, PREFIXED } = ResourcePatternTypes;

/** Writes its own topic, reads ours, and consumes in groups that begin with its own name. */
export function permissionsOf({ name, topic }: BrokerService): AclEntry[] {
  return [
    ...(topic === undefined ? [] : [allow(name, TOPIC, topic, LITERAL, WRITE)]),
    allow(name, TOPIC, 'xiezhi.', PREFIXED, READ),
    allow(name, GROUP, `${name}.`, PREFIXED, READ),
  ];
}

export function readerPermissions(reader: string): AclEntry[] {
  return [
    allow(reader, TOPIC, '*', LITERAL, READ),
    allow(reader, TOPIC, '*', LITERAL, DESCRIBE_CONFIGS),
    allow(reader, GROUP, '*', LITERAL, READ),
    allow(reader, GROUP, '*', LITERAL, DESCRIBE),
  ];
}

function allow(
  user: string,
  resourceType: ResourceType,
  resourceName: string,
  resourcePatternType: PatternType,
  operation: Operation,
): AclEntry {
  return {
    principal: `User:${user}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    resourceType,
    resourceName,
    resourcePatternType,
    operation,
  };
}

const knownWithinMs = 15_000;

/** Returns when the broker itself knows them: what the controller has accepted reaches its brokers a moment later. */
async function settlePermissions(admin: Admin, wanted: AclEntry[]): Promise<void> {
  for (const deadline = Date.now() + knownWithinMs; Date.now() < deadline; await delay(50)) {
    const { toAdd, toRemove } = difference(await presentPermissions(admin), wanted);
    if (toAdd.length + toRemove.length === 0) return;
    if (toAdd.length > 0) await admin.createAcls({ acl: toAdd });
    if (toRemove.length > 0) await admin.deleteAcls({ filters: toRemove });
  }
  throw new Error(`the broker does not take over its permissions within ${knownWithinMs} ms`);
}

function difference(present: AclEntry[], wanted: AclEntry[]): { toAdd: AclEntry[]; toRemove: AclEntry[] } {
  const presentKeys = new Set(present.map(keyOf));
  const wantedKeys = new Set(wanted.map(keyOf));
  return {
    toAdd: wanted.filter((entry) => !presentKeys.has(keyOf(entry))),
    toRemove: present.filter((entry) => !wantedKeys.has(keyOf(entry))),
  };
}

function keyOf({ principal, host, permissionType, resourceType, resourceName, resourcePatternType, operation }: AclEntry): string {
  return JSON.stringify([principal, host, permissionType, resourceType, resourceName, resourcePatternType, operation]);
}

async function presentPermissions(admin: Admin): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  return resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
    acls.map(({ principal, host, operation, permissionType }) => ({
      resourceType,
      resourceName,
      resourcePatternType,
      principal,
      host,
      operation,
      permissionType,
    })),
  );
}
