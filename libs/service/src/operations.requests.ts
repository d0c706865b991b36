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
    intake: z.enum(['open', 'closed']).describe('Closed: commands are answered 503 until half of what waits is gone'),
    shards: z.array(z.int()).optional().describe('Shards of the outbox this instance sends at the moment'),
    consumers: z.array(
      z.object({
        name: z.string(),
        joined: z.boolean(),
        lag: z.int().describe('Records not yet taken, as of the last fetch of the partitions this instance has'),
        rebuilt: z.int().describe('How often the client was built anew since the start'),
        lastFault: z.string().optional(),
        isRebuildable: z.boolean(),
        stopped: z
          .array(z.object({ topic: z.string(), partition: z.int(), kind: z.string(), stored: z.int(), low: z.int(), high: z.int() }))
          .describe('Partitions whose records are gone'),
        failing: z
          .array(
            z.object({ topic: z.string(), partition: z.int(), offset: z.int(), since: z.string(), failures: z.int(), fault: z.string() }),
          )
          .describe('Partitions that stand still because their next chunk fails outside any effect, whatever is tried'),
        partitions: z.array(Partition),
      }),
    ),
    missing: z
      .array(z.object({ consumer: z.string(), topic: z.string(), partition: z.int(), missing: z.int(), since: z.string() }))
      .describe('Announcements that beacons count and that never arrived: the broker has lost them'),
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

const Reason = z.string().trim().min(1).max(500).describe('Why; kept with the act and read by auditors. 不得填写姓名');
const ConsumerName = z.string().regex(/^[a-z][a-z0-9.-]{0,59}$/);
const Lane = z.string().min(1).max(400).describe('As the status shows it');

export const ParkedQuery = z.object({ consumer: ConsumerName, lane: Lane });
export const ParkedReplay = z.strictObject({ consumer: ConsumerName, lane: Lane, reason: Reason });
export const ParkedSkip = z.strictObject({
  consumer: ConsumerName,
  lane: Lane,
  recordId: z.int().min(1).describe('The first record of the lane, as the operator saw it; another one is refused'),
  reason: Reason,
});
export const AnnounceAgain = z.strictObject({
  subject: z.string().min(1).max(120).optional().describe('One stream'),
  family: z.uuid().optional().describe('One family'),
  since: z.iso.datetime({ offset: true }).optional().describe('Recorded at this moment or later'),
  after: z.int().min(0).default(0).describe('0 to begin, then `next` of the answer'),
  reason: Reason,
});
export const ConsumerRebuild = z.strictObject({ consumer: ConsumerName, reason: Reason });
export const LossAcceptance = z.strictObject({
  consumer: ConsumerName,
  topic: z.string().max(200),
  partition: z.int().min(0),
  reason: Reason,
});
export const ActsQuery = z.object({ before: z.coerce.number().int().min(1).optional() });

export const ParkedRecords = z
  .object({
    records: z.array(
      z.object({
        id: z.int(),
        topic: z.string(),
        partition: z.int(),
        offset: z.int(),
        reason: z.string(),
        state: z.string(),
        detail: z.string(),
        attempts: z.int(),
        since: z.string(),
        eventId: z.string().nullable(),
        type: z.string().nullable(),
        sequence: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'ParkedRecords', description: 'What waits in one lane, in the order of release; never what the events say' });

export const MendingAnswer = z
  .object({
    recordId: z.int().optional(),
    dropped: z.boolean().optional(),
    jumped: z.int().optional(),
    count: z.int().optional(),
    next: z.int().nullable().optional(),
    from: z.int().optional(),
  })
  .meta({ id: 'MendingAnswer', description: 'What was done' });

export const OperatorActs = z
  .object({
    acts: z.array(
      z.object({
        id: z.int(),
        recordedAt: z.string(),
        account: z.string(),
        post: z.string(),
        act: z.string(),
        target: z.string(),
        reason: z.string(),
        outcome: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'OperatorActs', description: 'What operators did to the messaging of this service, newest first' });
