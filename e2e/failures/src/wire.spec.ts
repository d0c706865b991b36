import { createHash, randomUUID } from 'node:crypto';
import { services } from '@xiezhi/contracts';
import { Journal, playStory } from '@xiezhi/journeys';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectInvariants, violations } from './invariants.ts';
import { caughtUp, xiezhiStatus } from './operators-view.ts';
import { publish, read, topicOfService, type WireRecord } from './wire.ts';

const topic = topicOfService('clue-transfer');

describe('on the topic of clue-transfer', () => {
  const stack = sharedStack();
  const db = stack.pool('postgres');
  let journal: Journal;
  let familyId = '';
  let records: WireRecord[] = [];

  beforeAll(async () => {
    ({ journal, familyId } = await playStory(stack));
    records = (await read(stack, topic)).filter(({ key }) => key === familyId);
  });
  afterAll(() => db.end());

  it('the invariants notice a command that left nothing, and effects that nobody commanded', async () => {
    await expectInvariants(stack, journal);
    const [forgotten, invented] = [new Journal(), new Journal()];
    for (const entry of journal.entries.slice(0, -1)) forgotten.add(entry);
    for (const entry of journal.entries) invented.add(entry);
    const last = journal.entries.at(-1);
    if (last !== undefined) invented.add({ ...last, key: 'never sent' });
    const confirmed = 'audit.trail: feedback.feedback-confirmed.v1 is there 1 times instead of';
    expect(await violations(db, forgotten)).toContain(`${confirmed} 0`);
    expect(await violations(db, invented)).toContain(`${confirmed} 2`);
  });

  it('every event of a story twice more has no further effect anywhere', async () => {
    await expectInvariants(stack, journal);
    await publish(stack, 'clue-transfer', [...records, ...records.toReversed()]);
    await caughtUp(stack, topic);
    await expectInvariants(stack, journal);
  });

  it('an event that comes again under another id has no further effect either', async () => {
    const renamed = records.map((record) => ({ ...record, headers: { ...record.headers, ce_id: randomUUID() } }));
    await publish(stack, 'clue-transfer', renamed);
    await caughtUp(stack, topic);
    await expectInvariants(stack, journal);
  });

  it('a hand-off whose events come out of order waits for its gaps and then happens once, in order', async () => {
    const stranger = strangerLike(records);
    const [submitted, sent, received, accepted] = stranger.records;
    if (submitted === undefined || sent === undefined || received === undefined || accepted === undefined)
      throw new Error('a story has four');

    await publish(stack, 'clue-transfer', [accepted, sent]);
    await caughtUp(stack, topic);
    expect(await caseFilesOf(stranger.handOffId)).toBe(0);
    const { operations } = await xiezhiStatus(stack);
    expect(operations['audit']?.parked).toContainEqual(
      expect.objectContaining({ lane: stranger.lane, state: 'waiting', reason: 'GAP', records: 2 }),
    );

    await publish(stack, 'clue-transfer', [submitted, received, accepted]);
    await caughtUp(stack, topic);
    expect(await caseFilesOf(stranger.handOffId)).toBe(1);
    const { rows: trail } = await db.query(
      'select sequence, is_chained from audit.trail where subject = $1 order by received_at, sequence',
      [stranger.subject],
    );
    expect(trail).toEqual([1, 2, 3, 4].map((sequence) => ({ sequence, is_chained: true })));
    const { rows: lines } = await db.query('select sequence from portal.timeline_line where subject = $1 order by sequence', [
      stranger.subject,
    ]);
    expect(lines).toEqual([1, 2, 3, 4].map((sequence) => ({ sequence })));
    expect(JSON.stringify((await xiezhiStatus(stack)).operations)).not.toContain(stranger.lane);
  });

  describe('a malformed record', () => {
    const secret = 'canary-in-a-broken-body';
    const spoilt: [what: string, reason: string, spoil: (first: WireRecord) => WireRecord][] = [
      ['that is no JSON', 'BAD_JSON', (first) => ({ ...first, value: `{"${secret}` })],
      ['without meta', 'BAD_META', (first) => ({ ...first, value: JSON.stringify({ data: { secret } }) })],
      ['whose key is another family’s', 'BAD_META', (first) => ({ ...first, key: randomUUID() })],
      ['of a version nobody knows', 'UNKNOWN_VERSION', (first) => withHeader(first, 'ce_type', 'clue-transfer.hand-off-submitted.v9')],
      ['whose data do not fit its type', 'BAD_DATA', (first) => withHeader(first, 'ce_type', 'clue-transfer.clue-registered.v1')],
    ];
    const poisoned = new Map<string, Stranger>();
    let status: Awaited<ReturnType<typeof xiezhiStatus>>;

    beforeAll(async () => {
      for (const [what, , spoil] of spoilt) {
        const stranger = strangerLike(records);
        const [first, second] = stranger.records;
        if (first === undefined || second === undefined) throw new Error('a hand-off of the story has four announcements');
        poisoned.set(what, stranger);
        await publish(stack, 'clue-transfer', [spoil(first), second]);
      }
      await publish(stack, 'clue-transfer', [{ topic, key: '', value: secret, headers: {} }]);
      await caughtUp(stack, topic);
      status = await xiezhiStatus(stack);
    });

    it.each(spoilt)('%s parks its own stream, for the operator to see, and the next of it waits behind', (what, reason) => {
      for (const service of ['audit', 'portal', 'clue-transfer', 'case-supervision']) {
        const lane = status.operations[service]?.parked.find((parked) => parked.lane === poisoned.get(what)?.lane);
        expect(lane, `${service} about what ${what}`).toMatchObject({ reason, state: 'dead', records: 2 });
      }
    });

    it('that says not even what it is about parks alone', () => {
      const alone = status.operations['audit']?.parked.filter(({ lane }) => lane.startsWith(`record:${topic}:`));
      expect(alone).toContainEqual(expect.objectContaining({ reason: 'BAD_HEADER', records: 1 }));
    });

    it('turns the operator’s status red, without a word of what stood in it', () => {
      expect(status).toMatchObject({ isWell: false, exitCode: 1 });
      expect(status.text).not.toContain(secret);
      for (const service of services) expect(stack.log(service)).not.toContain(secret);
    });

    it('stops no consumer and disturbs no other family: the next story completes', async () => {
      const next = await playStory(stack);
      expect(next.families[0]?.openItems).toEqual([]);
      await expectInvariants(stack, next.journal);
      await expectInvariants(stack, journal);
      const { operations } = await xiezhiStatus(stack);
      const consumers = Object.values(operations).flatMap((operation) => operation.consumers);
      expect(consumers.every(({ joined, stopped }) => joined && stopped.length === 0)).toBe(true);
    });
  });

  async function caseFilesOf(handOffId: string): Promise<number> {
    const { rowCount } = await db.query(`select 1 from case_supervision.fact where type = 'CaseFileOpened' and data ->> 'handOffId' = $1`, [
      handOffId,
    ]);
    return rowCount ?? 0;
  }
});

interface Stranger {
  familyId: string;
  handOffId: string;
  subject: string;
  lane: string;
  records: WireRecord[];
}

/** The hand-off of the story once more, as one that no service has recorded: other ids, a chain of its own, no practice world. */
function strangerLike(records: readonly WireRecord[]): Stranger {
  const handOff = records
    .filter(({ headers }) => headers['ce_subject']?.startsWith('hand-off/'))
    .toSorted((one, other) => sequenceOf(one) - sequenceOf(other));
  const [familyId, handOffId] = [randomUUID(), randomUUID()];
  const subject = `hand-off/${handOffId}`;
  let prev = '0'.repeat(64);
  const copies = handOff.map((record) => {
    const { meta, data } = JSON.parse(record.value) as { meta: Record<string, unknown>; data: Record<string, unknown> };
    const { world: _world, ...real } = meta;
    const value = JSON.stringify({ meta: { ...real, familyId, prev }, data: { ...data, handOffId, matterId: familyId } });
    const headers = { ...record.headers, ce_id: randomUUID(), ce_subject: subject };
    prev = hashOf(headers, value);
    return { topic: record.topic, key: familyId, value, headers };
  });
  return { familyId, handOffId, subject, lane: `stream:/xiezhi/clue-transfer:${subject}`, records: copies };
}

function sequenceOf({ value }: WireRecord): number {
  return (JSON.parse(value) as { meta: { sequence: number } }).meta.sequence;
}

function hashOf(headers: Record<string, string>, value: string): string {
  const { ce_id, ce_source, ce_type, ce_subject, ce_time } = headers;
  return createHash('sha256').update(`${ce_id}\n${ce_source}\n${ce_type}\n${ce_subject}\n${ce_time}\n${value}`, 'utf8').digest('hex');
}

function withHeader(record: WireRecord, name: string, value: string): WireRecord {
  return { ...record, headers: { ...record.headers, [name]: value } };
}
