import { Controller, Get } from '@nestjs/common';
import { Allow, Returns } from '@xiezhi/http';
import { z } from 'zod';

const Partition = z.object({ topic: z.string(), partition: z.int(), nextOffset: z.int(), updatedAt: z.string() });

/** libs/messaging says what the members mean; this is their shape on the wire. */
export const OperationsStatus = z
  .object({
    service: z.string(),
    environment: z.string(),
    phase: z.string(),
    startedAt: z.string(),
    database: z.object({ connections: z.int(), idle: z.int(), waiting: z.int() }),
    broker: z.object({ reachable: z.boolean(), lastFault: z.string().optional() }),
    outbox: z.object({ waiting: z.int(), oldestSeconds: z.number(), blockedKeys: z.int() }).optional(),
    consumers: z.array(
      z.object({
        name: z.string(),
        joined: z.boolean(),
        lag: z.int().describe('Records not yet taken, as of the last fetch of the partitions this instance has'),
        stopped: z
          .array(z.object({ topic: z.string(), partition: z.int(), kind: z.string() }))
          .describe('Partitions whose records are gone'),
        partitions: z.array(Partition),
      }),
    ),
    parked: z.array(
      z.object({
        consumer: z.string(),
        lane: z.string(),
        reason: z.string(),
        state: z.string(),
        since: z.string(),
        attempts: z.int(),
        nextAttemptAt: z.string().nullable(),
        records: z.int(),
      }),
    ),
    refused: z.array(z.object({ consumer: z.string(), code: z.string(), count: z.int(), lastAt: z.string() })),
  })
  .meta({ id: 'OperationsStatus', description: 'What an operator sees of one service; identifiers, codes and numbers only' });
export type OperationsStatus = z.infer<typeof OperationsStatus>;

/** Where the status comes from; made when the service is brought up. */
export class Operations {
  readonly #read: () => Promise<OperationsStatus>;

  constructor(read: () => Promise<OperationsStatus>) {
    this.#read = read;
  }

  status(): Promise<OperationsStatus> {
    return this.#read();
  }
}

@Controller('operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get('status')
  @Allow('operations:read')
  @Returns(OperationsStatus)
  status(): Promise<OperationsStatus> {
    return this.operations.status();
  }
}
