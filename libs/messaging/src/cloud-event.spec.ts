import { randomUUID } from 'node:crypto';
import { defineEvent } from '@xiezhi/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IncomingRecord } from './broker-port.ts';
import { decode, encode } from './cloud-event.ts';
import { allKnownEvents, EventCatalogue } from './event-catalogue.ts';
import { received, sample, type SampleOptions, StepTakenV1 } from './messaging.fixture.ts';
import type { Unreadable } from './received-event.ts';

const where = { topic: 'test-topic', partition: 1 };
const catalogue = new EventCatalogue([StepTakenV1]);

function unreadable(
  change: (record: IncomingRecord & { headers: Record<string, Buffer | null> }) => Partial<IncomingRecord>,
  options: SampleOptions = {},
): Unreadable {
  const record = received(sample(options), 7);
  const decoded = catalogue.check(decode({ ...record, ...change(record) }, where));
  if ('event' in decoded) throw new Error('was read');
  return decoded.unreadable;
}
const withHeader = (name: string, value: string | Buffer | null) => (record: IncomingRecord) => ({
  headers: { ...record.headers, [name]: typeof value === 'string' ? Buffer.from(value) : value },
});
const withBody = (edit: (body: string) => string) => (record: IncomingRecord) => ({
  value: Buffer.from(edit(record.value?.toString('utf8') ?? '')),
});

describe('an announcement on the wire', () => {
  it('comes back as it was committed, byte for byte', () => {
    const { record, id, subject, family } = sample({ sequence: 3, note: '排污口 “引号” \\u4e2d' });
    const row = {
      position: 1,
      event_id: id,
      topic: where.topic,
      key: family,
      subject,
      type: StepTakenV1.type,
      time: record.headers['ce_time'] ?? '',
      traceparent: record.headers['traceparent'] ?? null,
      body: String(record.value),
    };
    const sent = encode(row, '/xiezhi/clue-transfer');
    expect(Object.keys(sent.headers)).toHaveLength(8);
    const decoded = decode(received({ record: sent, id, subject, family }, 7), where);
    expect(decoded).toMatchObject({
      event: {
        id,
        subject,
        source: '/xiezhi/clue-transfer',
        type: StepTakenV1.type,
        traceparent: row.traceparent,
        meta: { familyId: family, sequence: 3 },
        received: { ...where, offset: 7, key: family, body: row.body },
      },
    });
  });

  it('needs no trace context, and a broken one loses a link, not the event', () => {
    for (const traceparent of [null, 'nonsense']) {
      const decoded = decode({ ...received(sample()), ...withHeader('traceparent', traceparent)(received(sample())) }, where);
      expect('event' in decoded && decoded.event.traceparent).toBe('event' in decoded ? undefined : false);
    }
  });
});

describe('a record that is no event', () => {
  const family = randomUUID();
  const stream = randomUUID();
  const whole = { family, stream, sequence: 4 };

  it.each([
    ['has no value', () => ({ value: null }), 'NO_BODY'],
    ['is larger than any of ours', () => ({ value: Buffer.alloc(1_000_001, 32) }), 'TOO_LARGE'],
    ['is not UTF-8', () => ({ value: Buffer.from([0x7b, 0xff, 0xfe]) }), 'BAD_ENCODING'],
    ['holds a null byte', withBody((body) => body.replace('step', 'st\0ep')), 'BAD_ENCODING'],
    ['spells a null byte', withBody((body) => body.replace('step', 'st\\u0000ep')), 'BAD_ENCODING'],
    ['is not JSON', withBody((body) => body.slice(0, -1)), 'BAD_JSON'],
    ['has no meta', withBody(() => '{"data":{}}'), 'BAD_META'],
    ['has a meta of wrong types', withBody((body) => body.replace('"sequence":4', '"sequence":"4"')), 'BAD_META'],
    ['is an array', withBody(() => '[]'), 'BAD_META'],
    ['has a broken time', withHeader('ce_time', 'yesterday'), 'BAD_HEADER'],
    ['is a structured CloudEvent', withHeader('content-type', 'application/cloudevents+json'), 'BAD_HEADER'],
    ['has a header that is not UTF-8', withHeader('ce_id', Buffer.from([0xff])), 'BAD_HEADER'],
  ] as const)('and %s still tells its stream', (_what, change, reason) => {
    expect(unreadable(change, whole)).toMatchObject({
      reason,
      source: '/xiezhi/clue-transfer',
      subject: `test-thing/${stream}`,
      key: family,
    });
  });

  it('tells its family when its subject is missing or nonsense, and nothing when the key is gone too', () => {
    for (const value of [null, 'thing', `Thing/${stream}`, `thing/${stream}/more`, 'x'.repeat(5000)]) {
      const read = unreadable(withHeader('ce_subject', value), whole);
      expect(read).toMatchObject({ reason: 'BAD_HEADER', detail: 'ce_subject', key: family });
      expect(read.subject).toBeUndefined();
    }
    const nothing = unreadable(() => ({ headers: {}, key: Buffer.from([0xff]) }), whole);
    expect(nothing).toEqual({ reason: 'BAD_HEADER', detail: 'ce_specversion' });
  });

  it('is whoever forges family, time or source', () => {
    expect(unreadable(() => ({ key: Buffer.from(randomUUID()) }), whole)).toMatchObject({
      reason: 'BAD_META',
      detail: 'key is not meta.familyId',
      sequence: 4,
    });
    expect(unreadable(withHeader('ce_time', '2020-01-01T00:00:00.000000Z'), whole)).toMatchObject({ reason: 'BAD_META' });
    expect(unreadable(withHeader('ce_source', '/xiezhi/feedback'), whole)).toMatchObject({
      reason: 'BAD_META',
      detail: 'ce_type is not of ce_source',
    });
    const foreign = decode(received(sample(whole)), { topic: 'xiezhi.feedback.events.v1', partition: 0 });
    expect(foreign).toMatchObject({ unreadable: { reason: 'BAD_META', detail: 'ce_source does not own the topic' } });
  });

  it('is a version newer than known, but not a type nobody here has heard of', () => {
    expect(unreadable(() => ({}), { ...whole, type: 'clue-transfer.test-step-taken.v2' })).toMatchObject({
      reason: 'UNKNOWN_VERSION',
      sequence: 4,
      subject: `test-thing/${stream}`,
    });
    expect(catalogue.check(decode(received(sample({ ...whole, type: 'clue-transfer.test-something-else.v7' })), where))).toHaveProperty(
      'event',
    );
  });

  it('is data that its own schema refuses, named by the member and never by its content', () => {
    const secret = '张三 13800000000';
    const read = unreadable(
      withBody((body) => body.replace(/"note":"[^"]*"/, `"note":{"name":"${secret}"}`)),
      whole,
    );
    expect(read).toMatchObject({ reason: 'BAD_DATA', detail: 'note', sequence: 4 });
    expect(JSON.stringify(read)).not.toContain(secret);
  });

  it('never throws, whatever the bytes', () => {
    const bytes = fc.option(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      { nil: null },
    );
    const headers = fc.dictionary(
      fc.constantFrom('ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_subject', 'ce_specversion', 'content-type', 'traceparent', 'x'),
      bytes,
    );
    fc.assert(
      fc.property(bytes, bytes, headers, (key, value, given) => {
        expect(catalogue.check(decode({ offset: 0, key, value, headers: given }, where))).toHaveProperty('unreadable');
      }),
    );
  });
});

describe('the catalogue', () => {
  it('knows by default every event that libs/contracts defines', () => {
    const types = allKnownEvents().map(({ type }) => type);
    expect(types.length).toBeGreaterThan(5);
    expect(new Set(types).size).toBe(types.length);
  });

  it('hands on the data as its schema reads it', () => {
    const Lenient = defineEvent({
      service: 'clue-transfer',
      name: 'test-step-taken',
      version: 1,
      description: 'spec',
      data: z.object({ note: z.string(), count: z.int().default(0) }),
    });
    expect(new EventCatalogue([Lenient]).check(decode(received(sample({ note: 'x' })), where))).toMatchObject({
      event: { data: { note: 'x', count: 0 } },
    });
  });
});
