import { inOrder, messagingMigrations } from '@xiezhi/messaging';
import { asAgency, connect, transaction } from '@xiezhi/postgres';
import { Calendar } from '@xiezhi/statutory-time';
import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customs, harbour, police, wholeStory } from '../family/family.fixture.ts';
import { registered, worldOpened } from '../directory/directory.fixture.ts';
import { portalEffect } from '../consumer.ts';
import { FigureFreezer } from '../figures/figure-freezer.ts';
import { figureProjection } from '../figures/figure.projection.ts';
import { FreezePlan } from '../figures/freeze-plan.ts';
import { figureReadModels, portalReadModels } from '../read-models.ts';
import { portalEntities } from '../service.ts';
import { migrations } from './index.ts';

/** Rows with case facts: seen by the agencies named in them, and by the worker, which acts for nobody. */
const partyTables = ['turn', 'standing', 'timeline_line', 'notice', 'deadline', 'figure_item', 'frozen_figure'];

/** Look-ups and machinery: who may read them, and why that betrays nothing. A table that is missing here fails the test. */
const otherTables: Record<string, { app: boolean; worker: boolean; why: string }> = {
  agency: { app: true, worker: true, why: 'the public directory' },
  post: { app: true, worker: true, why: 'the public directory' },
  post_grant: { app: true, worker: true, why: 'which account holds which post: public' },
  world: { app: true, worker: true, why: 'names and clocks of practice worlds' },
  notice_counter: { app: true, worker: true, why: 'account and a number' },
  session: { app: true, worker: false, why: 'hashes of cookies; the portal’s door only' },
  sign_in: { app: true, worker: false, why: 'hashes of states, verifiers of sign-ins under way; the portal’s door only' },
  inbox_offset: { app: false, worker: true, why: 'positions' },
  inbox_beacon: { app: false, worker: true, why: 'numbers' },
  inbox_begun: { app: false, worker: true, why: 'positions' },
  relay_member: { app: false, worker: true, why: 'positions' },
  inbox_seen: { app: false, worker: true, why: 'event ids' },
  inbox_gate: { app: false, worker: true, why: 'stream ids and sequences' },
  inbox_parked: { app: false, worker: true, why: 'records that wait, whole' },
  inbox_refused: { app: false, worker: true, why: 'refusals by code' },
  operator_act: { app: false, worker: true, why: 'what operators mended; auditors read it through the service' },
  relay_lease: { app: false, worker: true, why: 'unused: the portal announces nothing' },
  migration: { app: false, worker: false, why: 'names of migrations' },
};

let database: TestDatabase;
let stranger: Pool;

beforeAll(async () => {
  database = await testDatabase('portal', [...messagingMigrations('portal'), ...migrations]);
  // A role of another service, which may connect to the server and has no right in this schema. Roles belong to the whole server, which
  // the specs of all services share: under a name of its own, because others make strangers without a password.
  await database.admin.query(`do $$ begin if not exists (select from pg_roles where rolname = 'portal_stranger') then
    create role portal_stranger login password 'testtesttest'; end if; end $$`);
  await database.admin.query(`grant connect on database ${database.address.name} to portal_stranger`);
  stranger = database.poolAs('portal_stranger');
  const world = '01920000-0000-7000-8000-0000000000f1';
  await transaction(database.worker, (tx) =>
    portalEffect(tx, [...registered(harbour, 'harbour'), ...registered(customs, 'customs'), worldOpened(world, '2025-01-01T00:00:00Z')]),
  );
  // Event by event, so that every turn is told.
  for (const event of wholeStory().all) await transaction(database.worker, (tx) => inOrder(portalEffect, figureProjection)(tx, [event]));
  const dataSource = await connect(database.address, 'portal', database.credentials(database.roles.app), portalEntities);
  const [plan, now] = [new FreezePlan(new Calendar([]), 'weekends@1'), () => new Date('2026-04-07T01:00:00Z')];
  await new FigureFreezer({ database: { dataSource, worker: database.worker }, plan, now, settleMs: 0 }).runOnce();
  await dataSource.destroy();
});
afterAll(() => database.close());

const countOf = async (db: Pick<Pool, 'query'>, table: string): Promise<number> => {
  const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from portal.${table}`);
  return rows[0]?.n ?? 0;
};
const denied = { code: '42501' };

describe('the tables of the portal', () => {
  it('are all emptied by a rebuild but sessions, sign-ins, machinery and what was frozen', () => {
    const kept = [...partyTables, ...Object.keys(otherTables)].filter((table) =>
      /^(frozen_|session|sign_in|migration|inbox_|relay_|operator_)/.test(table),
    );
    const rebuilt = [...partyTables, ...Object.keys(otherTables)].filter((table) => !kept.includes(table));
    expect([...portalReadModels, ...figureReadModels].toSorted()).toEqual(rebuilt.toSorted());
  });

  it('are all listed here', async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace s on s.oid = c.relnamespace where s.nspname = 'portal' and c.relkind in ('r', 'p', 'v', 'm')`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...partyTables, ...Object.keys(otherTables)].toSorted());
  });

  it('equal the entities', async () => {
    const dataSource = await connect(database.address, 'portal', database.credentials(database.roles.owner), portalEntities);
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });
});

describe.each(partyTables)('%s, which holds case facts,', (table) => {
  it('has something to hide', async () => expect(await countOf(database.admin, table)).toBeGreaterThan(0));

  it('shows nothing without a context', async () => expect(await countOf(database.app, table)).toBe(0));

  it('shows an agency what it is party to', async () =>
    expect(await asAgency(database.app, { agency: harbour }, (db) => countOf(db, table))).toBeGreaterThan(0));

  it('shows nothing to an agency that is party to nothing', async () => {
    const bystander = '01920000-0000-7000-8000-00000000aaff';
    expect(await asAgency(database.app, { agency: bystander }, (db) => countOf(db, table))).toBe(0);
  });

  it('shows all to the worker and nothing to the owner', async () => {
    expect(await countOf(database.worker, table)).toBe(await countOf(database.admin, table));
    expect(await countOf(database.poolAs(database.roles.owner), table)).toBe(0);
  });

  it('is closed to the role of another service', async () => {
    await expect(countOf(stranger, table)).rejects.toMatchObject(denied);
  });

  it('cannot be written by the app role', async () => {
    const { rowCount } = await database.admin.query(
      `select from information_schema.role_table_grants where table_schema = 'portal' and table_name = $1 and grantee = 'portal_app' and privilege_type <> 'SELECT'`,
      [table],
    );
    expect(rowCount).toBe(0);
  });
});

describe.each(Object.entries(otherTables))('%s, which holds no case facts,', (table, { app, worker }) => {
  it.each([
    ['app', app],
    ['worker', worker],
  ] as const)('to the %s role: readable %s', async (role, isReadable) => {
    const pool = role === 'app' ? database.app : database.worker;
    if (isReadable) expect(await countOf(pool, table)).toBeGreaterThanOrEqual(0);
    else await expect(countOf(pool, table)).rejects.toMatchObject(denied);
  });

  it('is closed to the role of another service', async () => {
    await expect(countOf(stranger, table)).rejects.toMatchObject(denied);
  });
});

describe('what a third agency sees of a family', () => {
  it('is its own refused hand-off, and neither the next one nor the case file', async () => {
    const subjects = await asAgency(database.app, { agency: police }, (db) =>
      db.query<{ subject: string }>('select subject from portal.standing'),
    );
    expect(subjects.rows).toHaveLength(1);
    expect(subjects.rows[0]?.subject).toMatch(/^hand-off\//);
  });
});
