import { ActedAtSource, Actor, FamilyId, Uuid, WorldId } from '@xiezhi/contracts';
import { z } from 'zod';

export const pageSizeMax = 200;

export const PageQuery = z.strictObject({
  after: z.string().max(400).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(100).describe('Rows per page'),
});
export type PageQuery = z.infer<typeof PageQuery>;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const TrailEntry = z
  .object({
    eventId: Uuid,
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    sequence: z.int().min(1),
    familyId: FamilyId,
    world: WorldId.nullable().describe('Practice world; null on real matters'),
    actor: Actor,
    correlationId: Uuid,
    causationId: Uuid.nullable(),
    actedAt: z.iso.datetime().describe('When the act happened in law'),
    actedAtSource: ActedAtSource,
    recordedAt: z.string().describe('When its service recorded it, as announced'),
    receivedAt: z.iso.datetime().describe('When the trail received it'),
    prev: Hash,
    hash: Hash,
    isChained: z.boolean().describe('Whether it followed its predecessor when it came'),
  })
  .meta({ id: 'TrailEntry' });
export type TrailEntry = z.infer<typeof TrailEntry>;

export const TrailPage = z
  .object({
    familyId: FamilyId,
    entries: z.array(TrailEntry).max(pageSizeMax),
    next: z.string().nullable().describe('Null on the last page'),
  })
  .meta({ id: 'TrailPage' });
export type TrailPage = z.infer<typeof TrailPage>;

export const breaksListedMax = 100;

export const Verification = z
  .object({
    familyId: FamilyId,
    announcements: z.int().min(0),
    streams: z.int().min(0),
    bodiesChecked: z.int().min(0).describe('Announcements whose text the caller may read, and whose hash was therefore made anew'),
    isComplete: z.boolean().describe('There is something, and nothing in it is broken'),
    breaksFound: z.int().min(0),
    breaks: z
      .array(
        z.object({
          eventId: Uuid,
          source: z.string(),
          subject: z.string(),
          sequence: z.int().min(1),
          kind: z
            .enum(['MISSING_BEFORE', 'NOT_CHAINED', 'BODY_CHANGED'])
            .describe('Its predecessor is not there; its prev is not the hash of its predecessor; its text is not what was hashed'),
        }),
      )
      .max(breaksListedMax),
  })
  .meta({ id: 'TrailVerification' });
export type Verification = z.infer<typeof Verification>;

export const AnnouncementView = TrailEntry.extend({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  body: z
    .string()
    .describe(
      'The exact text of the record; SHA-256 over id, source, type, subject and time, each with a line feed, and this text is `hash`',
    ),
}).meta({ id: 'Announcement' });
export type AnnouncementView = z.infer<typeof AnnouncementView>;

export const Summary = z
  .object({
    sources: z.array(
      z.object({
        source: z.string(),
        streams: z.int(),
        announcements: z.int(),
        missing: z.int().describe('Announcements that the last sequences promise and that never came'),
        breaks: z.int().describe('Announcements that did not follow their predecessor'),
      }),
    ),
  })
  .meta({ id: 'TrailSummary' });
export type Summary = z.infer<typeof Summary>;
