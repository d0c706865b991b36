// The few inner parts of kafkajs 2.2.4 that kafka-users.ts works with. kafkajs has no `exports` map, and its version is pinned.
declare module 'kafkajs/src/cluster/index.js' {
  import type { Logger, SASLOptions, ISocketFactory, RetryOptions } from 'kafkajs';

  export interface ProtocolRequest<Answer> {
    request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<unknown> };
    response: { decode(raw: Buffer): Promise<Buffer>; parse(raw: Buffer): Promise<Answer> };
  }

  export default class Cluster {
    constructor(options: {
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
    });
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    refreshMetadata(): Promise<void>;
    findControllerBroker(): Promise<{ connectionPool: { send<Answer>(protocolRequest: ProtocolRequest<Answer>): Promise<Answer> } }>;
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  import type { Logger, logCreator, logLevel } from 'kafkajs';

  export function createLogger(options: { level: logLevel; logCreator: logCreator }): Logger;
}

declare module 'kafkajs/src/loggers/console.js' {
  import type { logCreator } from 'kafkajs';

  const consoleLogger: logCreator;
  export default consoleLogger;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';

  export default function socketFactory(): ISocketFactory;
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    writeBufferInternal(bytes: Buffer): void;
  }
}
