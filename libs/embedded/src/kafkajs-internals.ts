import { createRequire } from 'node:module';
import type { ISocketFactory, Logger, logCreator, logLevel, RetryOptions, SASLOptions } from 'kafkajs';

// The few inner parts of kafkajs 2.2.4 that kafka-users.ts works with, and what we know of their shapes. kafkajs has no `exports` map, and
// its version is pinned. Loaded by `require`, because they have no types that an import could find.
const inner = createRequire(import.meta.url);

export interface ProtocolRequest<Answer> {
  request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<KafkaEncoder> };
  response: { decode(raw: Buffer): Promise<Buffer>; parse(raw: Buffer): Promise<Answer> };
}

export interface KafkaCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<{ connectionPool: { send<Answer>(protocolRequest: ProtocolRequest<Answer>): Promise<Answer> } }>;
}

export interface KafkaEncoder {
  writeBufferInternal(bytes: Buffer): void;
}

export const Cluster = inner('kafkajs/src/cluster') as new (options: {
  logger: Logger;
  brokers: string[];
  sasl: SASLOptions;
  clientId: string;
  socketFactory: ISocketFactory;
  connectionTimeout: number;
  authenticationTimeout: number;
  requestTimeout: number;
  enforceRequestTimeout: boolean;
  metadataMaxAge: number;
  allowAutoTopicCreation: boolean;
  isolationLevel: number;
  retry: RetryOptions;
  offsets: Map<string, unknown>;
}) => KafkaCluster;

export const { createLogger } = inner('kafkajs/src/loggers') as {
  createLogger(options: { level: logLevel; logCreator: logCreator }): Logger;
};
export const consoleLogger = inner('kafkajs/src/loggers/console') as logCreator;
export const socketFactory = inner('kafkajs/src/network/socketFactory') as () => ISocketFactory;
export const Encoder = inner('kafkajs/src/protocol/encoder') as new () => KafkaEncoder;
