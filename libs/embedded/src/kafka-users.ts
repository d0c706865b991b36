import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { logLevel } from 'kafkajs';
import type { BrokerLogin } from './kafka-admin.ts';
import { Cluster, consoleLogger, createLogger, Encoder, type KafkaCluster, socketFactory } from './kafkajs-internals.ts';

/**
 * Sets the SCRAM-SHA-512 credentials of broker users, new or not, on a running broker (KIP-554, request 51). kafkajs knows no such
 * request, so its frame is written here and sent over a connection of kafkajs. The password never travels, only what SCRAM derives.
 */
export async function setBrokerPasswords(login: BrokerLogin, passwords: Record<string, string>): Promise<void> {
  const users = Object.keys(passwords);
  if (users.length === 0) return;
  const cluster = clusterOf(login);
  await cluster.connect();
  try {
    await cluster.refreshMetadata();
    const broker = await cluster.findControllerBroker();
    const results = await broker.connectionPool.send({
      request: request(passwords),
      response: { decode: async (raw) => raw, parse: async (raw) => readResults(raw) },
    });
    const failed = results.filter(({ errorCode }) => errorCode !== 0);
    if (failed.length > 0)
      throw new Error(
        `the broker refused the credentials of ${failed.map(({ user, errorCode }) => `${user} (error ${errorCode})`).join(', ')}`,
      );
  } finally {
    await cluster.disconnect();
  }
}

function clusterOf(login: BrokerLogin): KafkaCluster {
  const logger = createLogger({ level: logLevel.NOTHING, logCreator: consoleLogger });
  return new Cluster({
    logger,
    brokers: login.brokers,
    sasl: { mechanism: 'scram-sha-512', username: login.username, password: login.password },
    clientId: 'xiezhi-provision',
    socketFactory: socketFactory(),
    connectionTimeout: 1_000,
    authenticationTimeout: 5_000,
    requestTimeout: 10_000,
    enforceRequestTimeout: true,
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    isolationLevel: 1,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
    offsets: new Map(),
  });
}

const scramSha512 = 2;
const iterations = 4096; // the least Kafka accepts, and what its own tool uses

const request = (passwords: Record<string, string>) => ({
  apiKey: 51,
  apiVersion: 0,
  apiName: 'AlterUserScramCredentials',
  encode: async () => {
    const encoder = new Encoder();
    encoder.writeBufferInternal(credentialsFrame(passwords));
    return encoder;
  },
});

/**
 * The body in Kafka's compact encoding: the end of the flexible request header that kafkajs does not write (no tags), no deletions,
 * then one upsertion per user.
 */
export function credentialsFrame(passwords: Record<string, string>): Buffer {
  const upsertions = Object.entries(passwords).map(([user, password]) => {
    const salt = randomBytes(32);
    const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 64, 'sha512');
    const rounds = Buffer.alloc(4);
    rounds.writeInt32BE(iterations);
    return Buffer.concat([compact(Buffer.from(user)), Buffer.from([scramSha512]), rounds, compact(salt), compact(salted), noTags]);
  });
  return Buffer.concat([noTags, unsignedVarint(1), unsignedVarint(upsertions.length + 1), ...upsertions, noTags]);
}

const noTags = Buffer.from([0]);

const compact = (bytes: Buffer): Buffer => Buffer.concat([unsignedVarint(bytes.length + 1), bytes]);

function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** Throttle time, then per user: name, error code, message, tags. */
export function readResults(raw: Buffer): { user: string; errorCode: number }[] {
  let at = 1 + 4; // the end of the flexible response header, the throttle time
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = raw.readUInt8(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const text = (): string => {
    const length = Math.max(0, varint() - 1); // 0 stands for null
    at += length;
    return raw.toString('utf8', at - length, at);
  };
  return Array.from({ length: varint() - 1 }, () => {
    const user = text();
    const errorCode = raw.readInt16BE(at);
    at += 2;
    text();
    varint();
    return { user, errorCode };
  });
}
