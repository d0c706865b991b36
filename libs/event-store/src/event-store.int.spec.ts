import { randomUUID } from 'node:crypto';
import { announcementHash, type AgencyId } from '@xiezhi/contracts';
import {
  type PgEventStore,
  type Act,
  type Appending,
  ClaimTaken,
  VersionConflict,
  eventStoreMigration,
  PgEventStore as Store,
} from './index.ts';
import { actOf, agencies, callerOf, expectConsistent, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { harbour, customs, police } = agencies;
const asHarbour = actOf(callerOf('harbour'));
const asCustoms = actOf(callerOf('customs'));
const asPolice = actOf(callerOf('police'));

let database: TestDatabase;
let store: PgEventStore;

beforeAll(async () => {
  database = await testDatabase('clue-transfer', [eventStoreMigration('clue-transfer', { visibility: 'parties' })]);
  store = new Store(database.app, 'clue-transfer');
});
afterAll(() => database.close());

async function append(
  id: string,
  act: Act,
  change: Partial<Appending> & { parties?: AgencyId[]; pastStays?: boolean } = {},
): Promise<void> {
  const loaded = await store.load('hand-off', id, act);
  const scope = loaded.scope ?? { familyId: id, parties: [harbour] };
  const facts = change.facts ?? [{ type: 'HandOffSent' }];
  await store.append(
    'hand-off',
    id,
    loaded,
    {
      scope: { ...scope, parties: change.parties ?? scope.parties, pastStays: change.pastStays ?? false },
      facts,
      announcements: change.announcements ?? [{ type: 'clue-transfer.hand-off-sent.v1', data: { title: '排水口 "异常" \\ 排水' } }],
      take: change.take ?? [],
      release: change.release ?? [],
      pass: change.pass,
      answer: { id, version: loaded.version + facts.length, readToken: [] },
    },
    act,
  );
}

describe('the event store', () => {
  it('gives back the facts it was given, in order', async () => {
    const id = randomUUID();
    await append(id, asHarbour, { facts: [{ type: 'HandOffDrafted', note: 'a' } as { type: string }, { type: 'HandOffSent' }] });
    await append(id, asHarbour, { facts: [{ type: 'HandOffReceived' }] });
    const { version, facts, scope } = await store.load('hand-off', id, asHarbour);
    expect({ version, facts }).toEqual({
      version: 3,
      facts: [{ type: 'HandOffDrafted', note: 'a' }, { type: 'HandOffSent' }, { type: 'HandOffReceived' }],
    });
    expect(scope).toEqual({ familyId: id, parties: [harbour], world: undefined });
    await expectConsistent(database);
  });

  it('counts announcements apart from facts and chains them by hash', async () => {
    const id = randomUUID();
    const told = { type: 'clue-transfer.hand-off-sent.v1', data: { n: 1 } };
    await append(id, asHarbour, { facts: [{ type: 'Silent' }], announcements: [] });
    await append(id, asHarbour, { facts: [{ type: 'Loud' }], announcements: [told, { ...told, data: { n: 2 } }] });
    await append(id, asHarbour, { facts: [{ type: 'Loud' }], announcements: [told] });
    const { rows } = await database.admin.query<{
      sequence: number;
      event_id: string;
      time: string;
      body: string;
      traceparent: string | null;
    }>(`select sequence, event_id, time, body, traceparent from clue_transfer.outbox where subject = $1 order by position`, [
      `hand-off/${id}`,
    ]);
    expect(rows.map((row) => row.sequence)).toEqual([1, 2, 3]);
    const metas = rows.map((row) => (JSON.parse(row.body) as { meta: { prev: string } }).meta);
    const hashes = rows.map((row) =>
      announcementHash(
        { id: row.event_id, source: '/xiezhi/clue-transfer', type: told.type, subject: `hand-off/${id}`, time: row.time },
        Buffer.from(row.body),
      ),
    );
    expect(metas.map((meta) => meta.prev)).toEqual(['0'.repeat(64), hashes[0], hashes[1]]);
    // An act in no trace begins one, so that every record has its eighth header.
    for (const { traceparent } of rows) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[89ab][0-9a-f]{15}-00$/);
    await expectConsistent(database);
  });

  it('lets one of two racing appends through', async () => {
    const id = randomUUID();
    await append(id, asHarbour);
    const results = await Promise.allSettled([append(id, asHarbour), append(id, asHarbour), append(id, asHarbour)]);
    expect(results.filter((result) => result.status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(VersionConflict);
    await expectConsistent(database);
  });

  it('writes nothing at all when the head has moved', async () => {
    const id = randomUUID();
    await append(id, asHarbour);
    const old = await store.load('hand-off', id, asHarbour);
    await append(id, asHarbour);
    const scope = { familyId: id, parties: [harbour] };
    const late = {
      scope,
      facts: [{ type: 'Late' }],
      announcements: [{ type: 'x', data: {} }],
      take: [`late/${id}`],
      release: [],
      answer: { id, version: 2, readToken: [] },
    };
    await expect(store.append('hand-off', id, old, late, { ...asHarbour, idempotency: { key: id, requestHash: 'h' } })).rejects.toThrow(
      VersionConflict,
    );
    const { rows } = await database.admin.query<{ n: number }>(
      `select (select count(*) from clue_transfer.fact where type = 'Late')::int + (select count(*) from clue_transfer.claim where key = $1)::int
        + (select count(*) from clue_transfer.receipt where key = $2)::int as n`,
      [`late/${id}`, id],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('gives a claim to one stream at a time', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const claim = `owning-hand-off/${randomUUID()}`;
    await append(first, asHarbour, { take: [claim] });
    await expect(append(second, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
    await expect(store.load('hand-off', second, asHarbour)).resolves.toMatchObject({ version: 0 });
    await append(first, asHarbour, { release: [claim] });
    await append(second, asHarbour, { take: [claim] });
  });

  it('does not let another stream release a claim', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const claim = `owning-hand-off/${randomUUID()}`;
    await append(first, asHarbour, { take: [claim] });
    await append(second, asHarbour, { release: [claim] });
    await expect(append(second, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
  });

  it('hands a claim on to another stream without a moment in which a third could take it', async () => {
    const [first, heir, third] = [randomUUID(), randomUUID(), randomUUID()];
    const claim = `owning-hand-off/${randomUUID()}`;
    await append(first, asHarbour, { take: [claim] });
    await append(first, asHarbour, { pass: { keys: [claim], heir } });
    await expect(append(third, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
    await expect(append(first, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
    // The heir did not exist when it inherited; its own take finds the claim held by itself.
    await append(heir, asHarbour, { take: [claim], pass: { keys: [], heir: third } });
    await append(heir, asHarbour, { release: [claim] });
    await append(third, asHarbour, { take: [claim] });
  });

  it('does not let another stream hand a claim on', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const claim = `owning-hand-off/${randomUUID()}`;
    await append(first, asHarbour, { take: [claim] });
    await append(second, asHarbour, { pass: { keys: [claim], heir: third } });
    await expect(append(third, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
  });

  it('keeps the answer under its idempotency key, for that account alone', async () => {
    const id = randomUUID();
    const key = randomUUID();
    await append(id, { ...asHarbour, idempotency: { key, requestHash: 'hash' } });
    const again = await store.load('hand-off', randomUUID(), { ...asHarbour, idempotency: { key, requestHash: 'hash' } });
    expect(again.receipt).toEqual({ requestHash: 'hash', answer: { id, version: 1, readToken: [] } });
    const other = await store.load('hand-off', id, { ...asCustoms, idempotency: { key, requestHash: 'hash' } });
    expect(other.receipt).toBeUndefined();
  });
});

describe('who sees a stream', () => {
  it('its parties, whole or not at all: a new party sees the facts before it came', async () => {
    const id = randomUUID();
    await append(id, asHarbour);
    await expect(store.load('hand-off', id, asCustoms)).resolves.toMatchObject({ version: 0, facts: [] });
    await append(id, asHarbour, { parties: [harbour, customs] });
    await expect(store.load('hand-off', id, asCustoms)).resolves.toMatchObject({
      version: 2,
      facts: [{ type: 'HandOffSent' }, { type: 'HandOffSent' }],
    });
    await expect(store.load('hand-off', id, asPolice)).resolves.toMatchObject({ version: 0, facts: [] });
  });

  it('a new party does not see the facts before it came where the past stays', async () => {
    const id = randomUUID();
    await append(id, asHarbour, { facts: [{ type: 'HandOffDrafted' }] });
    await append(id, asHarbour, { parties: [harbour, customs], pastStays: true });
    await expect(store.load('hand-off', id, asCustoms)).resolves.toMatchObject({ version: 2, facts: [{ type: 'HandOffSent' }] });
    await append(id, asCustoms, { facts: [{ type: 'HandOffReceived' }], pastStays: true });
    const seen = await Promise.all([asHarbour, asCustoms].map((act) => store.load('hand-off', id, act)));
    expect(seen.map(({ facts }) => facts.map(({ type }) => type))).toEqual([
      ['HandOffDrafted', 'HandOffSent', 'HandOffReceived'],
      ['HandOffSent', 'HandOffReceived'],
    ]);
    await expectConsistent(database);
  });

  it('nobody appends to a stream it may not see', async () => {
    const id = randomUUID();
    await append(id, asHarbour);
    await expect(append(id, asPolice, { parties: [police] })).rejects.toThrow(VersionConflict);
    await expect(store.load('hand-off', id, asHarbour)).resolves.toMatchObject({ version: 1 });
  });

  it('nobody writes rows it is not a party of', async () => {
    await expect(append(randomUUID(), asPolice, { parties: [harbour] })).rejects.toThrow(/row-level security/);
  });

  it.each(['stream', 'fact', 'outbox', 'receipt'])('without context %s has no rows, not even for its owner', async (table) => {
    await append(randomUUID(), { ...asHarbour, idempotency: { key: randomUUID(), requestHash: 'h' } });
    const owner = database.poolAs(database.roles.owner);
    await expect(owner.query(`select * from clue_transfer.${table}`)).resolves.toMatchObject({ rowCount: 0 });
    if (table === 'outbox') await expect(database.app.query(`select * from clue_transfer.outbox`)).rejects.toThrow(/permission denied/);
    else await expect(database.app.query(`select * from clue_transfer.${table}`)).resolves.toMatchObject({ rowCount: 0 });
  });

  it('a context does not outlive its call', async () => {
    const client = await database.app.connect();
    try {
      const id = randomUUID();
      await append(id, asHarbour);
      await new Store(client, 'clue-transfer').load('hand-off', id, asHarbour);
      await expect(client.query('select * from clue_transfer.fact')).resolves.toMatchObject({ rowCount: 0 });
    } finally {
      client.release();
    }
  });

  it('facts are never changed or removed by the app', async () => {
    await expect(database.app.query(`update clue_transfer.fact set data = '{}'`)).rejects.toThrow(/permission denied/);
    await expect(database.app.query(`delete from clue_transfer.fact`)).rejects.toThrow(/permission denied/);
    await expect(database.app.query(`delete from clue_transfer.stream`)).rejects.toThrow(/permission denied/);
  });
});
