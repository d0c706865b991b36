import type { Effect, ReceivedEvent } from '@xiezhi/messaging';
import { type Queryable, statement } from '@xiezhi/postgres';
import { type Head, type Link, type LinkedChunk, linkChunk, streamKey } from './chain.ts';

/** Name of the consumer, part of every key in the inbox tables: under another name it would record everything again. */
export const trailConsumer = 'trail';
/** Injection token: whether the trail has taken what a read token names. */
export const readGate = Symbol('audit.read-gate');

/** An announcement that does not follow its predecessor. Identifiers only: this is what logs may say. */
export interface ChainBreak {
  eventId: string;
  source: string;
  subject: string;
  sequence: number;
}

const headsOf = statement<Head & Record<string, unknown>>(
  'audit.heads_of',
  `select h.source, h.subject, h.family_id as "familyId", h.sequence, h.hash, h.parties
   from unnest($1::text[], $2::text[]) as s(source, subject) join audit.trail_head h using (source, subject)`,
);

/** Rows, bodies and heads in one call. Bodies travel as text beside the JSON, so that not a byte of them is written anew. */
const recordChunk = statement(
  'audit.record_chunk',
  `with chunk as (
     select e.*, e.unnest as body
     from rows from (jsonb_to_recordset($1::jsonb) as (
       n int, event_id uuid, source text, subject text, type text, sequence int, prev text, hash text, family_id uuid, world uuid, actor jsonb,
       correlation_id uuid, causation_id uuid, acted_at timestamptz, acted_at_source text, recorded_at text,
       topic text, partition int, record_offset bigint, is_chained boolean, parties uuid[]), unnest($2::text[])) as e
   ), bodies as (
     insert into audit.trail_body (event_id, source, body, parties) select event_id, source, body, parties from chunk
   ), heads as (
     insert into audit.trail_head as h (source, subject, family_id, sequence, hash, announcements, breaks, parties)
     select distinct on (source, subject) source, subject, family_id, sequence, hash,
       count(*) over stream, count(*) filter (where not is_chained) over stream, parties
     from chunk window stream as (partition by source, subject)
     order by source, subject, n desc
     on conflict (source, subject) do update set
       sequence = excluded.sequence, hash = excluded.hash, parties = excluded.parties, family_id = excluded.family_id,
       announcements = h.announcements + excluded.announcements, breaks = h.breaks + excluded.breaks
   )
   insert into audit.trail (event_id, source, subject, type, sequence, prev, hash, family_id, world, actor, correlation_id, causation_id,
     acted_at, acted_at_source, recorded_at, topic, partition, record_offset, is_chained, parties)
   select event_id, source, subject, type, sequence, prev, hash, family_id, world, actor, correlation_id, causation_id,
     acted_at, acted_at_source, recorded_at, topic, partition, record_offset, is_chained, parties
   from chunk order by n`,
);

const relabelTrail = statement(
  'audit.relabel_trail',
  `update audit.trail t set parties = s.parties from jsonb_to_recordset($1::jsonb) as s(source text, subject text, parties uuid[])
   where t.source = s.source and t.subject = s.subject`,
);
const relabelBodies = statement(
  'audit.relabel_bodies',
  `update audit.trail_body b set parties = t.parties
   from jsonb_to_recordset($1::jsonb) as s(source text, subject text) join audit.trail t using (source, subject)
   where b.event_id = t.event_id`,
);

/**
 * Records every announcement of a chunk, whatever its type, and follows the chain of each stream. All statements run in the
 * inbox's transaction: a crash leaves the whole chunk recorded or nothing of it.
 *
 * @param onBreak told of each announcement that does not follow its predecessor; a chunk that is rolled back and taken again tells it again
 */
export function trailEffect(onBreak: (found: ChainBreak) => void): Effect {
  return async (tx, events) => {
    const linked = linkChunk(events, await knownHeads(tx, events));
    await recordChunk(
      tx,
      JSON.stringify(rowsOf(linked)),
      linked.links.map(({ event }) => event.received.body),
    );
    await relabel(tx, linked.relabelled);
    for (const { event } of linked.links.filter(({ isChained }) => !isChained))
      onBreak({ eventId: event.id, source: event.source, subject: event.subject, sequence: event.meta.sequence });
  };
}

async function knownHeads(tx: Queryable, events: readonly ReceivedEvent[]): Promise<Head[]> {
  const streams = [...new Map(events.map((event) => [streamKey(event), event])).values()];
  return headsOf(
    tx,
    streams.map(({ source }) => source),
    streams.map(({ subject }) => subject),
  );
}

async function relabel(tx: Queryable, streams: readonly Head[]): Promise<void> {
  if (streams.length === 0) return;
  const labels = JSON.stringify(streams.map(({ source, subject, parties }) => ({ source, subject, parties })));
  await relabelTrail(tx, labels);
  await relabelBodies(tx, labels);
}

function rowsOf({ links, heads }: LinkedChunk) {
  return links.map((link, index) => rowOf(link, index + 1, heads.get(streamKey(link.event))!));
}

/** The row carries the parties its stream has by the end of the chunk: a stream is visible whole or not at all. */
function rowOf({ event, hash, isChained }: Link, n: number, head: Head) {
  const { id, source, subject, type, time, meta, received } = event;
  return {
    n,
    event_id: id,
    source,
    subject,
    type,
    sequence: meta.sequence,
    prev: meta.prev,
    hash,
    family_id: meta.familyId,
    world: meta.world ?? null,
    actor: meta.actor,
    correlation_id: meta.correlationId,
    causation_id: meta.causationId ?? null,
    acted_at: meta.actedAt,
    acted_at_source: meta.actedAtSource,
    recorded_at: time,
    topic: received.topic,
    partition: received.partition,
    record_offset: received.offset,
    is_chained: isChained,
    parties: head.parties,
  };
}
