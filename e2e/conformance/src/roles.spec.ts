import { rolesOf, schemaOf, type ServiceName, services } from '@xiezhi/contracts';
import { Company, office, tellOnce, procuratorate, registered } from '@xiezhi/journeys';
import { eventually } from '@xiezhi/testing';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Readers, readersOf } from './readers.ts';
import { waitingReplan } from './waiting-replan.ts';

/** It takes part in no story of any suite, so nothing of its own lies in the tables; it stands in the directory like every other. */
const bystander = 'changxing-finance-bureau';

/** Who took part in what was told, with rows in every table that has parties. */
const parties = [office, procuratorate, 'nanxun-river-chief-office', 'platform'];

type Seen = 'denied' | 'nothing' | 'rows';
/** In the context of nobody, of an agency that is no party, and of that agency's auditor; then the other two roles. */
type View = Record<'app' | 'appOfBystander' | 'appOfAuditor' | 'worker' | 'owner', Seen>;

const appSees = (what: Seen) => ({ app: what, appOfBystander: what, appOfAuditor: what });
const hidden = { ...appSees('nothing'), owner: 'nothing' } as const;

/** An owner may look at what has no policy: it made it. What has one it does not see either (FORCE ROW LEVEL SECURITY). */
const viewOf: Record<Readers, Partial<View>> = {
  parties: { ...hidden, worker: 'rows' },
  metadata: { ...hidden, appOfAuditor: 'rows', worker: 'rows' },
  auditor: { ...hidden, appOfAuditor: 'rows', worker: 'rows' },
  sealed: { ...hidden, worker: 'denied' },
  receipt: { ...hidden, worker: 'nothing' },
  public: {},
  app: { worker: 'denied' },
  worker: appSees('denied'),
  nobody: { ...appSees('denied'), worker: 'denied' },
};
/** Who is not denied, where it depends on what was done whether there are rows. */
const mayRead: Record<Readers, (keyof View)[]> = {
  parties: [],
  metadata: [],
  auditor: [],
  sealed: [],
  receipt: [],
  public: ['app'],
  app: ['app'],
  worker: ['worker'],
  nobody: [],
};

describe('each role of the database', () => {
  const stack = sharedStack();
  const pools = new Map<string, pg.Pool>();
  const agency: Record<string, string> = {};

  beforeAll(async () => {
    // Something lies in every table: V10 takes the numbers that only a supervision takes.
    await tellOnce(stack, ['K11', 'V10']);
    const company = new Company(stack);
    await registered(company, { reporter: { name: '某人' } });
    await waitingReplan(company);
    for (const slug of [...parties, bystander]) agency[slug] = await company.agencyId(slug);
    // V10 ends after the day on which its first month is frozen, which the portal does by itself a moment later.
    await eventually(
      async () => {
        const { rowCount } = await poolAs('postgres').query('select from portal.frozen_figure limit 1');
        expect(rowCount).toBe(1);
      },
      { withinMs: 30_000, everyMs: 250 },
    );
  });
  afterAll(() => Promise.all([...pools.values()].map((pool) => pool.end())));

  it('finds each table of each schema in the list of who may read it, and no other', async () => {
    const { rows } = await poolAs('postgres').query<{ schema: string; name: string }>(
      `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname = any($1)`,
      [services.map(schemaOf)],
    );
    for (const service of services) {
      const present = rows.filter(({ schema }) => schema === schemaOf(service)).map(({ name }) => name);
      expect(present.toSorted(), service).toEqual(Object.keys(readersOf[service]).toSorted());
    }
  });

  it('meets no schema but those of services, and nothing in public', async () => {
    const { rows } = await poolAs('postgres').query<{ schema: string }>(
      `select distinct n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`,
    );
    expect(rows.map(({ schema }) => schema).toSorted()).toEqual(services.map(schemaOf).toSorted());
  });

  describe.each(services.map((service) => [service]))('of %s', (service) => {
    const { owner, app, worker } = rolesOf(schemaOf(service));
    const tables = Object.entries(readersOf[service]);

    it.each(tables)('reads %s as its class %s says', async (table, readers) => {
      const view: View = {
        app: seen(await read(app, service, table)),
        appOfBystander: seen(await read(app, service, table, agency[bystander])),
        appOfAuditor: seen(await read(app, service, table, agency[bystander], 'audit')),
        worker: seen(await read(worker, service, table)),
        owner: seen(await read(owner, service, table)),
      };
      expect(view).toMatchObject(viewOf[readers]);
      for (const role of mayRead[readers]) expect(view[role], role).not.toBe('denied');
    });

    it('sees of what has parties, as the app role, the rows of its agency', async () => {
      for (const [table] of tables.filter(([, readers]) => readers === 'parties' || readers === 'metadata')) {
        const everything = await read(worker, service, table);
        const ofParties = await Promise.all(parties.map((slug) => read(app, service, table, agency[slug])));
        expect(Math.max(...ofParties.map(Number)), table).toBeGreaterThan(0);
        for (const rows of ofParties) expect(Number(rows), table).toBeLessThanOrEqual(Number(everything));
      }
    });

    it('is denied every table of every other service', async () => {
      for (const role of [owner, app, worker]) {
        for (const other of services.filter((each) => each !== service)) {
          for (const table of Object.keys(readersOf[other])) {
            expect(await read(role, other, table, agency[office], 'audit'), `${role} on ${schemaOf(other)}.${table}`).toBe('denied');
          }
        }
      }
    });
  });

  it('is no superuser, owns no other role and passes no row policy by', async () => {
    const names = services.flatMap((service) => Object.values(rolesOf(schemaOf(service))));
    const { rows } = await poolAs('postgres').query(
      `select r.rolname from pg_roles r where r.rolname = any($1)
         and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
              or exists (select from pg_auth_members m where m.member = r.oid))`,
      [names],
    );
    expect(rows).toEqual([]);
  });

  function poolAs(role: string): pg.Pool {
    const pool = pools.get(role) ?? stack.pool(role, 1);
    pools.set(role, pool);
    return pool;
  }

  /** Rows that have parties where the table has such a column (the public directory's rows in the trail have none), else all. */
  async function read(role: string, service: ServiceName, table: string, asAgency = '', scope = ''): Promise<number | 'denied'> {
    const client = await poolAs(role).connect();
    try {
      await client.query('begin read only');
      await client.query(`select set_config('xiezhi.agency', $1, true), set_config('xiezhi.scope', $2, true)`, [asAgency, scope]);
      const withParties = hasParties(service, table) ? `where parties <> '{}'` : '';
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from ${schemaOf(service)}.${table} ${withParties}`,
      );
      return rows[0]?.count ?? 0;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '42501') return 'denied';
      throw error;
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
});

const withoutParties: Readers[] = ['public', 'app', 'worker', 'nobody'];
const hasParties = (service: ServiceName, table: string): boolean => !withoutParties.includes(readersOf[service][table] ?? 'nobody');
function seen(rows: number | 'denied'): Seen {
  if (rows === 'denied') return rows;
  return rows === 0 ? 'nothing' : 'rows';
}
