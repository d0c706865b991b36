import { randomUUID } from 'node:crypto';
import { announcementHash } from '@xiezhi/contracts';
import { transaction } from '@xiezhi/postgres';
import { agencies, expectConsistent, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Act,
  chunkAppendMigration,
  ChunkEventStore,
  ClaimTaken,
  eventStoreMigration,
  PgEventStore,
  VersionConflict,
} from './index.ts';

const byTheService: Act = { caller: { service: 'clue-transfer' }, correlationId: randomUUID() };
const told = { type: 'clue-transfer.hand-off-sent.v1', data: { n: 1 } };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('clue-transfer', [
    eventStoreMigration('clue-transfer', { visibility: 'parties' }),
    chunkAppendMigration('clue-transfer'),
  ]);
});
afterAll(async () => {
  await expectConsistent(database);
  await database.close();
});

const chunk = <Result>(work: (store: ChunkEventStore) => Promise<Result>): Promise<Result> =>
  transaction(database.worker, (tx) => work(new ChunkEventStore(tx, 'clue-transfer')));

async function say(store: PgEventStore, id: string, fact: string, take: string[] = []): Promise<void> {
  const loaded = await store.load('hand-off', id, byTheService);
  const answer = { id, version: loaded.version + 1, readToken: [] };
  const scope = { familyId: id, parties: [agencies.harbour] };
  await store.append(
    'hand-off',
    id,
    loaded,
    { scope, facts: [{ type: fact }], announcements: [told, told], take, release: [], answer },
    byTheService,
  );
}

const factsOf = async (id: string): Promise<string[]> => {
  const { facts } = await new PgEventStore(database.worker, 'clue-transfer').load('hand-off', id, byTheService);
  return facts.map(({ type }) => type);
};

describe('a chunk of appends', () => {
  it('is written in its order, each stream in one chain, also one that is appended to again', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await chunk(async (store) => {
      await store.preload([one, other].map((id) => ({ aggregate: 'hand-off', id })));
      for (const [id, fact] of [
        [one, 'A'],
        [other, 'B'],
        [one, 'C'],
      ] as const)
        await say(store, id, fact);
      await store.flush();
    });
    await chunk(async (store) => {
      await say(store, one, 'D');
      await store.flush();
    });
    expect([await factsOf(one), await factsOf(other)]).toEqual([['A', 'C', 'D'], ['B']]);
    const { rows } = await database.admin.query<{
      subject: string;
      sequence: number;
      event_id: string;
      time: string;
      type: string;
      body: string;
    }>(`select subject, sequence, event_id, time, type, body from clue_transfer.outbox where key = any($1) order by position`, [
      [one, other],
    ]);
    expect(rows.map(({ subject, sequence }) => [subject === `hand-off/${one}` ? 'one' : 'other', sequence])).toEqual([
      ['one', 1],
      ['one', 2],
      ['other', 1],
      ['other', 2],
      ['one', 3],
      ['one', 4],
      ['one', 5],
      ['one', 6],
    ]);
    const ofOne = rows.filter(({ subject }) => subject === `hand-off/${one}`);
    const hashes = ofOne.map(({ event_id: id, ...row }) =>
      announcementHash({ id, source: '/xiezhi/clue-transfer', ...row }, Buffer.from(row.body)),
    );
    const previous = ofOne.map(({ body }) => (JSON.parse(body) as { meta: { prev: string } }).meta.prev);
    expect(previous).toEqual(['0'.repeat(64), ...hashes.slice(0, -1)]);
  });

  it('is seen by whoever loads from the same store, before it is written', async () => {
    const id = randomUUID();
    const seen = await chunk(async (store) => {
      await say(store, id, 'A');
      return store.load('hand-off', id, byTheService);
    });
    expect(seen.facts).toEqual([{ type: 'A' }]);
    // Nobody asked for it to be written.
    expect(await factsOf(id)).toEqual([]);
  });

  it('is written whole or not at all when one of its streams has moved', async () => {
    const [moved, other] = [randomUUID(), randomUUID()];
    await say(new PgEventStore(database.worker, 'clue-transfer'), moved, 'A');
    const late = chunk(async (store) => {
      await store.preload([{ aggregate: 'hand-off', id: moved }]);
      await say(new PgEventStore(database.worker, 'clue-transfer'), moved, 'B');
      await say(store, other, 'C');
      await say(store, moved, 'late');
      await store.flush();
    });
    await expect(late).rejects.toThrow(VersionConflict);
    expect([await factsOf(moved), await factsOf(other)]).toEqual([['A', 'B'], []]);
  });

  it('is told of a claim that is held where it asks for it', async () => {
    const [holder, other, key] = [randomUUID(), randomUUID(), `matter/${randomUUID()}`];
    await say(new PgEventStore(database.worker, 'clue-transfer'), holder, 'A', [key]);
    await expect(chunk((store) => say(store, other, 'B', [key]))).rejects.toThrow(ClaimTaken);
  });

  it('is handled for nobody: a caller’s act is not taken', async () => {
    const act: Act = { ...byTheService, idempotency: { key: 'k', requestHash: 'h' } };
    await expect(chunk((store) => store.load('hand-off', randomUUID(), act))).rejects.toThrow('the service itself');
  });
});
