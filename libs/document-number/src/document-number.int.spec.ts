import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { asAgency, type Queryable, workerPool } from '@xiezhi/postgres';
import { agencies, readAsStranger, tableAccess, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentNumberMigration, type NumberRequest, takeNumber, voidNumber } from './index.ts';

const { harbour, customs } = agencies;
const schema = 'clue_transfer';
const taker = fileURLToPath(new URL('number-taker.fixture.ts', import.meta.url));

let database: TestDatabase;
/** As many connections as a busy service has, with patience: a machine that runs other specs may be slow. */
let busy: ReturnType<typeof workerPool>;
beforeAll(async () => {
  database = await testDatabase('clue-transfer', [documentNumberMigration('clue-transfer')]);
  busy = workerPool(database.address, database.credentials(database.roles.app), { connectionsMax: 16, connectionTimeoutMs: 30_000 });
});
afterAll(async () => {
  await busy.end();
  await database.close();
});

const letterOf = (unit: string, more: Partial<NumberRequest> = {}): NumberRequest => ({
  type: 'letter',
  unit,
  word: '湖河长办',
  year: 2026,
  subject: `hand-off/${randomUUID()}`,
  ...more,
});
const as = <Result>(unit: string, work: (tx: Queryable) => Promise<Result>) => asAgency(busy, { agency: unit }, work);
const take = (request: NumberRequest, unit = request.unit) => as(unit, (tx) => takeNumber(tx, request));

/** Every series with what its register holds: 1, 2, 3 … up to `last`, or something is wrong. */
async function seriesOf(holder: string): Promise<{ last: number; numbers: number[] }[]> {
  const { rows } = await database.admin.query<{ last: number; numbers: number[] }>(
    `select s.last, array(select number from ${schema}.document_number n
       where (n.type, n.holder, n.year) = (s.type, s.holder, s.year) and n.world is not distinct from s.world order by number) as numbers
     from ${schema}.number_series s where s.holder = $1 order by s.type, s.year, s.world`,
    [holder],
  );
  return rows;
}
const oneTo = (last: number) => ({ last, numbers: Array.from({ length: last }, (_, index) => index + 1) });

describe('numbers of a unit', () => {
  it('count per type, year and practice world', async () => {
    const world = randomUUID();
    expect(await take(letterOf(harbour))).toBe('湖河长办函〔2026〕1号');
    expect(await take(letterOf(harbour))).toBe('湖河长办函〔2026〕2号');
    expect(await take(letterOf(harbour, { type: 'reminder' }))).toBe('湖河长办提函〔2026〕1号');
    expect(await take(letterOf(harbour, { year: 2025 }))).toBe('湖河长办函〔2025〕1号');
    expect(await take(letterOf(harbour, { world }))).toBe('湖河长办函〔2026〕演1号');
    expect(await take(letterOf(harbour, { world: randomUUID() }))).toBe('湖河长办函〔2026〕演1号');
    expect(await take(letterOf(customs, { word: '湖检' }))).toBe('湖检函〔2026〕1号');
  });

  it('are counted together in a division where the platform numbers problems', async () => {
    const problem = { type: 'problem', word: '330502' } as const;
    expect(await take(letterOf(harbour, problem))).toBe('XS-330502-2026-000001');
    expect(await take(letterOf(customs, problem))).toBe('XS-330502-2026-000002');
    expect(await take(letterOf(customs, { ...problem, word: '330503' }))).toBe('XS-330503-2026-000001');
    await expect(take(letterOf(customs, { ...problem, word: '湖检' }))).rejects.toThrow(/six digits/);
  });

  it('have no gap when sixty-four units sign at once and every third transaction fails', async () => {
    const units = Array.from({ length: 64 }, () => randomUUID());
    const attempts = units.flatMap((unit) => Array.from({ length: 9 }, (_, n) => ({ unit, fails: n % 3 === 1 })));
    const results = await Promise.allSettled(
      attempts.map(({ unit, fails }) =>
        as(unit, async (tx) => {
          await takeNumber(tx, letterOf(unit));
          if (fails) throw new Error('the approval failed after its number was taken');
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(64 * 3);
    for (const unit of units) expect(await seriesOf(unit)).toEqual([oneTo(6)]);
  });

  it('have no gap when two processes take them, and one dies with a number in its hands', async () => {
    const unit = randomUUID();
    const dying = startTaker(unit, 20, true);
    // Heard from the start: the steady one may be through before the other says its first word.
    const steadyEnd = once(startTaker(unit, 20, false), 'exit');
    await once(dying.stdout!, 'data');
    dying.kill('SIGKILL');
    expect(await steadyEnd).toEqual([0, null]);
    expect(await seriesOf(unit)).toEqual([oneTo(39)]);
  }, 90_000);
});

function startTaker(unit: string, count: number, holds: boolean): ChildProcess {
  const given = { address: database.address, ...database.credentials(database.roles.app), unit, count, holds };
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', taker, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('a void number', () => {
  const unit = randomUUID();
  const revoke = (text: string, reason: string, by = unit) => as(by, (tx) => voidNumber(tx, { type: 'letter', text, reason }));

  it('is kept with its reason, and the series goes on', async () => {
    const request = letterOf(unit);
    const text = await take(request);
    expect(await revoke(text, '签发后发现主送单位有误')).toEqual({
      status: 'void',
      subject: request.subject,
      reason: '签发后发现主送单位有误',
    });
    expect(await take(letterOf(unit))).toBe('湖河长办函〔2026〕2号');
    expect(await seriesOf(unit)).toEqual([oneTo(2)]);
  });
  it('keeps its first reason', async () =>
    expect(await revoke('湖河长办函〔2026〕1号', '另一理由')).toMatchObject({ status: 'void', reason: '签发后发现主送单位有误' }));
  it('is none when the unit was never given it', async () => {
    expect(await revoke('湖河长办函〔2026〕9号', '误')).toBeUndefined();
    expect(await revoke('湖河长办函〔2026〕2号', '误', randomUUID())).toBeUndefined();
  });
  it('is not the real one where the practice one is meant', async () => {
    const world = randomUUID();
    const text = await take(letterOf(unit, { world }));
    expect(await revoke(text, '误')).toBeUndefined();
    expect(await as(unit, (tx) => voidNumber(tx, { type: 'letter', text, world, reason: '误' }))).toMatchObject({ status: 'void' });
  });
  it('cannot be deleted by anybody who answers callers', async () =>
    expect(as(unit, (tx) => tx.query({ text: `delete from ${schema}.document_number` }))).rejects.toThrow(/permission denied/));
});

describe('who may', () => {
  const rights = (role: string) => `${role}: insert, select, update`;
  it('is said for every table', async () => {
    const { document_number, number_series } = await tableAccess(database);
    const [app, worker] = [`${schema}_app`, `${schema}_worker`];
    expect({ document_number, number_series }).toEqual({
      document_number: `forced; ${rights(app)} (status, reason, voided_at); ${rights(worker)} (status, reason, voided_at)`,
      number_series: `forced; ${rights(app)} (last); ${rights(worker)} (last)`,
    });
  });
  it('take a number is the unit itself', async () => expect(take(letterOf(harbour), customs)).rejects.toThrow(/row-level security/));
  it('take a number is not another service’s role', async () => {
    await expect(take(letterOf(harbour, { type: 'supervision' }))).rejects.toThrow(/case_supervision/);
    await expect(readAsStranger(database, 'document_number')).rejects.toThrow(/permission denied for schema/);
  });
  it('see a number is the unit that took it', async () => {
    const unit = randomUUID();
    await take(letterOf(unit));
    const seenBy = (reader: string) =>
      as(reader, async (tx) => (await tx.query({ text: `select 1 from ${schema}.document_number where holder = '${unit}'` })).rowCount);
    expect([await seenBy(unit), await seenBy(customs)]).toEqual([1, 0]);
    expect((await database.app.query(`select 1 from ${schema}.document_number`)).rowCount).toBe(0);
  });
});
