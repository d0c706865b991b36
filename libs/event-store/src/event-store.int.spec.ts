import { randomUUID } from 'node:crypto';
import { announcementHash } from '@xiezhi/contracts';
import { chunkAppendMigration, eventStoreMigration, PgEventStore, VersionConflict } from './index.ts';
import { appendTo, eventStorePromises } from './promises.behaviour.ts';
import { actOf, agencies, callerOf, expectConsistent, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { harbour } = agencies;
const asHarbour = actOf(callerOf('harbour'));
const asCustoms = actOf(callerOf('customs'));

let database: TestDatabase;
let store: PgEventStore;

beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    chunkAppendMigration('clue-transfer'),
  ]);
  store = new PgEventStore(database.app, 'clue-transfer');
});
afterAll(async () => {
  await expectConsistent(database);
  await database.close();
});

const append = (...said: Parameters<typeof appendTo> extends [unknown, ...infer Rest] ? Rest : never) => appendTo(store, ...said);

eventStorePromises(() => store);

describe('the event store', () => {
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
      await new PgEventStore(client, 'clue-transfer').load('hand-off', id, asHarbour);
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
