import { EventMeta } from '@xiezhi/contracts';
import { z } from 'zod';
import type { IncomingRecord, OutgoingRecord, TopicPartition } from './broker-port.ts';
import type { Decoded, PoisonReason, ReceivedEvent, Unreadable } from './received-event.ts';

/** What the outbox keeps of one announcement; the body is sent byte for byte as it was committed. */
export interface OutboxRow {
  position: number;
  event_id: string;
  topic: string;
  key: string;
  subject: string;
  type: string;
  time: string;
  traceparent: string | null;
  body: string;
  /** Confirmed before and told once more. */
  again?: boolean;
}

/** CloudEvents 1.0 binary mode, at most the eight headers of PLAN; each costs the client about a microsecond (BROKER 2.3). */
export function encode(row: OutboxRow, source: string): OutgoingRecord {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: row.event_id,
    ce_source: source,
    ce_type: row.type,
    ce_time: row.time,
    ce_subject: row.subject,
    'content-type': 'application/json',
  };
  if (row.traceparent !== null) headers['traceparent'] = row.traceparent;
  return { key: row.key, value: row.body, headers };
}

/** The broker takes 1 MiB per request; our own services never come near. */
export const bodyBytesMax = 1_000_000;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Each a pattern of ASCII alone: what is not, fits none. */
const headerPatterns = {
  ce_specversion: /^1\.0$/,
  ce_id: new RegExp(`^${uuid}$`),
  ce_source: /^\/xiezhi\/[a-z][a-z-]{0,39}$/,
  ce_type: /^[a-z][a-z-]{0,39}\.[a-z][a-z0-9-]{0,79}\.v[1-9]\d{0,3}$/,
  ce_time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  ce_subject: new RegExp(`^[a-z][a-z0-9-]{0,59}/${uuid}$`),
  'content-type': /^application\/json(;[\x20-\x7e]*)?$/,
};
type HeaderName = keyof typeof headerPatterns;
const headerNames = Object.keys(headerPatterns) as HeaderName[];
const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Meta is validated first and alone: a body with bad data still tells whose turn it was. */
const Body = z.object({ meta: EventMeta, data: z.unknown() });

/** JSON that spells a null byte: neither text nor jsonb of Postgres can hold it. */
const escapedNull = /(?<!\\)(?:\\\\)*\\u0000/;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads one record strictly. Whatever is wrong with it yields an Unreadable with what could still be read; it never throws.
 * Whether the type is known and the data fit is asked by `EventCatalogue.check`.
 */
export function decode(record: IncomingRecord, where: TopicPartition): Decoded {
  const reading: Unreadable = { reason: 'BAD_HEADER', detail: '' };
  const fail = (reason: PoisonReason, detail: string): Decoded => ({ unreadable: { ...reading, reason, detail } });

  const key = textOf(record.key);
  if (key !== undefined && key !== '' && key.length <= 200) reading.key = key;
  const headers = readHeaders(record, reading);
  if ('bad' in headers) return fail('BAD_HEADER', headers.bad);
  if (record.value === null) return fail('NO_BODY', 'value');
  if (record.value.length > bodyBytesMax) return fail('TOO_LARGE', `${record.value.length} bytes`);
  const body = textOf(record.value);
  if (body === undefined) return fail('BAD_ENCODING', 'value is not UTF-8 or holds a null byte');
  if (escapedNull.test(body)) return fail('BAD_ENCODING', 'value spells a null byte');

  const parsed = parse(body);
  if (parsed === undefined) return fail('BAD_JSON', 'value');
  const shaped = Body.safeParse(parsed);
  if (!shaped.success) return fail('BAD_META', pathOf(shaped.error));
  const { meta, data } = shaped.data;
  reading.sequence = meta.sequence;
  const mismatch = mismatchOf(headers.read, meta, key, where);
  if (mismatch !== undefined) return fail('BAD_META', mismatch);

  const traceparent = textOf(record.headers['traceparent'] ?? null);
  const event: ReceivedEvent = {
    id: headers.read.ce_id,
    source: headers.read.ce_source,
    type: headers.read.ce_type,
    subject: headers.read.ce_subject,
    time: headers.read.ce_time,
    meta,
    data,
    received: { topic: where.topic, partition: where.partition, offset: record.offset, key: meta.familyId, body },
  };
  // A broken trace context loses a link in a trace, not an event.
  if (traceparent !== undefined && traceparentPattern.test(traceparent)) event.traceparent = traceparent;
  return { event };
}

/** Reads every header even when one is bad, so that a record with a broken time still parks only its own stream. */
function readHeaders(record: IncomingRecord, reading: Unreadable): { read: Record<HeaderName, string> } | { bad: string } {
  const read: Partial<Record<HeaderName, string>> = {};
  let bad: string | undefined;
  for (const name of headerNames) {
    const text = record.headers[name]?.toString('latin1');
    if (text !== undefined && headerPatterns[name].test(text)) read[name] = text;
    else bad ??= name;
  }
  reading.id = read.ce_id;
  reading.source = read.ce_source;
  reading.subject = read.ce_subject;
  reading.type = read.ce_type;
  return bad === undefined ? { read: read as Record<HeaderName, string> } : { bad };
}

/** What must agree for the promises of order and of ownership to hold. */
function mismatchOf(
  headers: Record<HeaderName, string>,
  meta: EventMeta,
  key: string | undefined,
  { topic }: TopicPartition,
): string | undefined {
  if (key !== meta.familyId) return 'key is not meta.familyId';
  if (headers.ce_time !== meta.recordedAt) return 'ce_time is not meta.recordedAt';
  const service = headers.ce_source.slice('/xiezhi/'.length);
  if (!headers.ce_type.startsWith(`${service}.`)) return 'ce_type is not of ce_source';
  const topicOwner = /^xiezhi\.([a-z-]+)\.events\.v\d+$/.exec(topic)?.[1];
  if (topicOwner !== undefined && topicOwner !== service) return 'ce_source does not own the topic';
  return undefined;
}

function textOf(bytes: Buffer | null): string | undefined {
  if (bytes === null) return undefined;
  try {
    const text = utf8.decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The member a schema objects to. Only its path: a message may quote what was sent. */
export function pathOf(error: z.ZodError): string {
  return (error.issues[0]?.path ?? []).map(String).join('.').slice(0, 200);
}
