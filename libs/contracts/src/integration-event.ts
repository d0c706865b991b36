import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AccountId, AgencyId, FamilyId, Instant, PostId, Uuid, WorldId } from './ids.ts';
import { type Publisher, sourceOf } from './services.ts';

export const Actor = z.union([
  z.object({ account: AccountId, post: PostId, agency: AgencyId, onBehalfOf: PostId.optional() }),
  z.object({ service: z.string().max(60) }).describe('A service that acted on an event'),
]);
export type Actor = z.infer<typeof Actor>;

export const ActedAtSource = z.enum(['system', 'entered', 'postmark']);
export type ActedAtSource = z.infer<typeof ActedAtSource>;

export const noPrevious = '0'.repeat(64);

/** What every announcement carries beside its data. Sequence and `prev` are made inside the business transaction. */
export const EventMeta = z.object({
  familyId: FamilyId,
  sequence: z.int().min(1).describe('Announcement sequence of the stream named by ce_subject: 1, 2, 3 without holes'),
  prev: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('announcementHash of the stream’s previous announcement; 64 zeros for the first'),
  recordedAt: z.string().max(40).describe('Machine time of the recording database; equals ce_time'),
  actedAt: Instant.describe('Legal time: when the act happened'),
  actedAtSource: ActedAtSource,
  parties: z.array(AgencyId).max(100).describe('Agencies that may see the stream; empty only for the public directory'),
  actor: Actor,
  correlationId: Uuid,
  causationId: Uuid.optional().describe('ce_id of the event this was a reaction to'),
  world: WorldId.optional().describe('Practice world; absent on real matters'),
});
export type EventMeta = z.infer<typeof EventMeta>;

export interface IntegrationEvent<Data = unknown> {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  traceparent?: string;
  meta: EventMeta;
  data: Data;
}

export interface EventDefinition<Data = unknown> {
  service: Publisher;
  source: string;
  /** `<service>.<name>.v<version>` */
  type: string;
  version: number;
  description: string;
  data: z.ZodType<Data>;
}

/**
 * Defines one integration event. The zod schema is the only source of its TypeScript type, its validation, the JSON Schema and the
 * AsyncAPI message. Readers accept members they do not know; a changed meaning is a new version.
 */
export function defineEvent<Data>(definition: {
  service: Publisher;
  name: string;
  version: number;
  description: string;
  data: z.ZodType<Data>;
}): EventDefinition<Data> {
  const { service, name, version, description, data } = definition;
  return { service, source: sourceOf(service), type: `${service}.${name}.v${version}`, version, description, data };
}

export interface HashedHeaders {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
}

/**
 * SHA-256 that the next announcement of the stream carries as `prev`. It covers the identifying headers, each closed by a line
 * feed, and the exact body bytes: who wants to check it needs only the Kafka record. `append` (libs/event-store) makes the same
 * value in SQL; `event-store.int.spec.ts` keeps the two equal.
 *
 * @returns 64 lower-case hexadecimal digits
 */
export function announcementHash(headers: HashedHeaders, body: Uint8Array): string {
  const { id, source, type, subject, time } = headers;
  return createHash('sha256').update(`${id}\n${source}\n${type}\n${subject}\n${time}\n`, 'utf8').update(body).digest('hex');
}
