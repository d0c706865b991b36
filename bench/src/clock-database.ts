import { migrations } from '@xiezhi/case-supervision/migrations';
import { rolesOf, schemaOf } from '@xiezhi/contracts';
import { provisionDatabase } from '@xiezhi/embedded';
import { migrate, workerPool } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import type { Rig } from './rig.ts';

const service = 'case-supervision';

/** A database of clocks: what seeds and looks, and what a worker of the service works with. */
export interface ClockDatabase {
  admin: Pool;
  worker: Pool;
}

export const firstDatabase = (rig: Rig): ClockDatabase => ({ admin: rig.admin, worker: rig.pool(service, 'worker', 4) });

/** Another database of the same server, with the same roles, so that a busy neighbour slows both: the rig's own takes the many. */
export async function secondDatabase(
  { host, port, password, admin }: Rig,
  database: string,
): Promise<ClockDatabase & { end(): Promise<unknown> }> {
  const { rows } = await admin.query<{ user: string }>('select current_user as user');
  const user = rows[0]!.user;
  const roles = rolesOf(schemaOf(service));
  const passwords = Object.fromEntries(Object.values(roles).map((role) => [role, password]));
  await provisionDatabase({ login: { host, port, user, password }, database, services: [service], passwords });
  const address = { host, port, name: database };
  await migrate(address, schemaOf(service), { user: roles.owner, password }, migrations);
  const pools = [user, roles.worker].map((name) =>
    workerPool(address, { user: name, password }, { connectionsMax: 4, statementTimeoutMs: 600_000 }),
  );
  return { admin: pools[0]!, worker: pools[1]!, end: () => Promise.all(pools.map((pool) => pool.end())) };
}
