import type { ReceivedEvent } from '@xiezhi/messaging';
import { asAgency, connect, transaction } from '@xiezhi/postgres';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entities } from '../entities.ts';
import { migrations } from '../migrations/index.ts';
import { readCursor } from './cursor.ts';
import { type ChainBreak, trailEffect } from './trail.projection.ts';
import { TrailReader } from './trail.reader.ts';
import { announcements, customs, family, harbour, police, uuid } from './trail.samples.ts';

let database: TestDatabase;
let dataSource: DataSource;
let reader: TrailReader;
let breaks: ChainBreak[] = [];

beforeAll(async () => {
  database = await testDatabase('audit', migrations);
  dataSource = await connect(database.address, 'audit', database.credentials(database.roles.app), entities);
  reader = new TrailReader(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});
beforeEach(async () => {
  breaks = [];
  await database.admin.query('truncate audit.trail, audit.trail_body, audit.trail_head');
});

const record = (events: ReceivedEvent[]) => transaction(database.worker, (tx) => trailEffect((found) => breaks.push(found))(tx, events));
const entriesOf = async (agency: string, familyId = family) => (await reader.page({ agency }, familyId, undefined, 100)).entries;
const auditor = { agency: uuid(0xad), scope: 'audit' } as const;

describe('the trail', () => {
  it('holds every announcement once, with its exact text', async () => {
    const all = announcements({ count: 3 });
    await record(all);
    const entries = await entriesOf(harbour);
    expect(entries.map(({ eventId, sequence, isChained }) => ({ eventId, sequence, isChained }))).toEqual(
      all.map(({ id, meta }) => ({ eventId: id, sequence: meta.sequence, isChained: true })),
    );
    const found = await reader.announcement({ agency: customs }, all[1]!.id);
    expect(found?.body).toBe(all[1]!.received.body);
    expect(found?.entry).toMatchObject({ recordedAt: all[1]!.time, topic: all[1]!.received.topic, recordOffset: all[1]!.received.offset });
    expect(breaks).toEqual([]);
  });

  it('holds who acted by identifiers, and nothing of what was said', async () => {
    await record(announcements({ count: 1 }));
    const { rows } = await database.admin.query<{ row: string }>('select to_jsonb(t)::text as row from audit.trail t');
    expect(rows[0]?.row).toContain('harbour.intake');
    expect(rows[0]?.row).not.toContain('排水口');
  });

  it('goes on from the last chunk', async () => {
    const all = announcements({ count: 5 });
    await record(all.slice(0, 2));
    await record(all.slice(2));
    expect((await entriesOf(harbour)).every(({ isChained }) => isChained)).toBe(true);
  });

  it('records types it does not know', async () => {
    await record(announcements({ count: 1 }));
    expect((await entriesOf(harbour))[0]?.type).toBe('clue-transfer.sample-told.v1');
  });

  it('records a break, tells of it once by identifiers, and goes on', async () => {
    const all = announcements({ count: 4 });
    all[1] = { ...all[1]!, received: { ...all[1]!.received, body: all[1]!.received.body.replace('异常', '正常') } };
    await record(all.slice(0, 2));
    await record(all.slice(2));
    expect((await entriesOf(harbour)).map(({ isChained }) => isChained)).toEqual([true, true, false, true]);
    expect(breaks).toEqual([{ eventId: all[2]!.id, source: all[2]!.source, subject: all[2]!.subject, sequence: 3 }]);
    expect(await reader.breaksBySource()).toEqual(new Map([['/xiezhi/clue-transfer', 1]]));
    expect(await reader.summary(auditor)).toEqual([
      { source: '/xiezhi/clue-transfer', streams: 1, announcements: 4, missing: 0, breaks: 1 },
    ]);
  });

  it('is kept whole or not at all when the chunk fails', async () => {
    const all = announcements({ count: 2 });
    await record(all);
    await expect(record([...announcements({ count: 1, subject: `clue/${uuid(0xc2)}`, start: 50 }), all[0]!])).rejects.toThrow(
      /trail_pkey|trail_body_pkey/,
    );
    expect(await entriesOf(harbour)).toHaveLength(2);
  });

  it('is read in the order of recording, page by page', async () => {
    await record([
      ...announcements({ count: 3 }),
      ...announcements({ count: 3, service: 'feedback', subject: `thread/${uuid(0xb2)}`, start: 20 }),
    ]);
    const first = await reader.page({ agency: harbour }, family, undefined, 4);
    const second = await reader.page({ agency: harbour }, family, readCursor(first.next!), 4);
    const read = [...first.entries, ...second.entries].map(({ recordedAt }) => recordedAt);
    expect(read).toEqual(read.toSorted());
    expect(new Set(read).size).toBe(6);
    expect(second.next).toBeNull();
  });
});

describe('verification', () => {
  it('finds nothing in a sound family', async () => {
    await record([
      ...announcements({ count: 3 }),
      ...announcements({ count: 2, service: 'feedback', subject: `thread/${uuid(0xb2)}`, start: 20 }),
    ]);
    expect(await reader.verification({ agency: customs }, family)).toEqual({
      announcements: 5,
      streams: 2,
      bodiesChecked: 5,
      breaksFound: 0,
      breaks: [],
    });
  });
  it('finds a text that was altered here', async () => {
    const all = announcements({ count: 3 });
    await record(all);
    await database.admin.query(`update audit.trail_body set body = replace(body, '异常', '正常') where event_id = $1`, [all[1]!.id]);
    expect(await reader.verification({ agency: harbour }, family)).toMatchObject({
      breaksFound: 1,
      breaks: [{ eventId: all[1]!.id, kind: 'BODY_CHANGED' }],
    });
  });
  it('finds a row that was taken away here', async () => {
    const all = announcements({ count: 3 });
    await record(all);
    await database.admin.query('delete from audit.trail where event_id = $1', [all[1]!.id]);
    expect(await reader.verification({ agency: harbour }, family)).toMatchObject({
      breaks: [{ eventId: all[2]!.id, kind: 'MISSING_BEFORE' }],
    });
  });
  it('keeps naming what did not follow when it came', async () => {
    const all = announcements({ count: 3 });
    all[0] = { ...all[0]!, received: { ...all[0]!.received, body: `${all[0]!.received.body} ` } };
    await record(all);
    expect(await reader.verification({ agency: harbour }, family)).toMatchObject({
      breaksFound: 1,
      breaks: [{ sequence: 2, kind: 'NOT_CHAINED' }],
    });
  });
  it('checks numbers and chain for an auditor, and no text', async () => {
    await record(announcements({ count: 3 }));
    expect(await reader.verification(auditor, family)).toEqual({
      announcements: 3,
      streams: 1,
      bodiesChecked: 0,
      breaksFound: 0,
      breaks: [],
    });
  });
  it('tells a stranger the same as of a family that does not exist', async () => {
    await record(announcements({ count: 3 }));
    const nothing = { announcements: 0, streams: 0, bodiesChecked: 0, breaksFound: 0, breaks: [] };
    expect(await reader.verification({ agency: police }, family)).toEqual(nothing);
    expect(await reader.verification({ agency: police }, uuid(0xffff))).toEqual(nothing);
  });
});

describe('who sees a stream', () => {
  it('are its parties, whole or not at all: who joins sees what came before', async () => {
    const all = announcements({ count: 3, partiesOf: (sequence) => (sequence < 3 ? [harbour] : [harbour, customs]) });
    await record(all.slice(0, 2));
    expect(await entriesOf(customs)).toEqual([]);
    await record(all.slice(2));
    expect(await entriesOf(customs)).toHaveLength(3);
    expect((await reader.announcement({ agency: customs }, all[0]!.id))?.body).toBe(all[0]!.received.body);
  });

  it('is not another agency', async () => {
    const all = announcements({ count: 2 });
    await record(all);
    expect(await entriesOf(police)).toEqual([]);
    expect(await reader.announcement({ agency: police }, all[0]!.id)).toBeUndefined();
    expect(await reader.summary({ agency: police })).toEqual([]);
  });

  it('is the auditor for who acted when, and not for what was said', async () => {
    const all = announcements({ count: 2 });
    await record(all);
    expect((await reader.page(auditor, family, undefined, 10)).entries).toHaveLength(2);
    expect(await reader.announcement(auditor, all[0]!.id)).toBeUndefined();
  });

  it('is whoever is signed in for the public directory, and for nothing else without parties', async () => {
    const agencyId = uuid(0xa9);
    const secret = uuid(0xaa);
    await record(announcements({ count: 2, service: 'directory', subject: `agency/${agencyId}`, familyId: agencyId, partiesOf: () => [] }));
    await record(
      announcements({ count: 1, service: 'clue-transfer', subject: `clue/${secret}`, familyId: secret, partiesOf: () => [], start: 50 }),
    );
    expect(await entriesOf(police, agencyId)).toHaveLength(2);
    expect(await entriesOf(police, secret)).toEqual([]);
  });

  it('is nobody without a context', async () => {
    await record(announcements({ count: 2 }));
    for (const table of ['trail', 'trail_body', 'trail_head'])
      expect((await database.app.query(`select 1 from audit.${table}`)).rowCount).toBe(0);
  });
});

describe('what was recorded', () => {
  it('is not written by the role that answers callers', async () => {
    await record(announcements({ count: 1 }));
    const attempt = (sql: string) => asAgency(database.app, { agency: harbour }, (client) => client.query(sql));
    await expect(attempt('delete from audit.trail')).rejects.toThrow(/permission denied/);
    await expect(attempt(`update audit.trail set is_chained = true`)).rejects.toThrow(/permission denied/);
    await expect(attempt(`insert into audit.trail_body values ('${uuid(1)}', 's', 'b', '{}')`)).rejects.toThrow(/permission denied/);
  });
  it('is neither deleted nor rewritten by the consumer', async () => {
    await record(announcements({ count: 1 }));
    await expect(database.worker.query('delete from audit.trail')).rejects.toThrow(/permission denied/);
    await expect(database.worker.query(`update audit.trail set hash = ''`)).rejects.toThrow(/permission denied/);
    await expect(database.worker.query(`update audit.trail_body set body = ''`)).rejects.toThrow(/permission denied/);
  });
});

describe('the entities', () => {
  it('say what the migrations made', async () => {
    const owner = await connect(database.address, 'audit', database.credentials(database.roles.owner), entities);
    try {
      const { upQueries } = await owner.driver.createSchemaBuilder().log();
      // What tables and columns are for is said in the migration alone.
      expect(upQueries.map(({ query }) => query).filter((query) => !query.startsWith('COMMENT ON'))).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });
});
