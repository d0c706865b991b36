import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rolesOf, schemaOf, services } from '@xiezhi/contracts';
import { anyFreePort, provisionDatabase, startPostgres, temporaryHome } from '@xiezhi/embedded';
import { loadBundled } from '../bundle.ts';
import { root } from '../run.ts';
import { type Catalogue, generated } from './catalogue.ts';

/** apps/<service>/schema.sql: what a service's migrations make of an empty database, described from the catalog of a real one. */
export const schemas: Catalogue = {
  name: 'schemas',
  owns: ['apps/*/schema.sql'],
  write: async () => {
    const migrated = services.filter((name) => existsSync(join(root, `apps/${name}/src/migrations/index.ts`)));
    return migrated.length === 0 ? new Map<string, string>() : onFreshDatabase([...migrated]);
  },
};

interface Login {
  host: string;
  port: number;
  user: string;
  password: string;
}

async function onFreshDatabase(migrated: string[]): Promise<Map<string, string>> {
  const home = temporaryHome('xiezhi-schema-');
  const password = randomBytes(12).toString('hex');
  const server = await startPostgres({ home: home.path, port: await anyFreePort(), password, fsync: false, diesWithUs: true });
  try {
    const login = { host: server.host, port: server.port, user: server.user, password };
    // All services, not only the described ones: a grant to a neighbour's role must be possible to be seen.
    const roles = services.flatMap((service) => Object.values(rolesOf(schemaOf(service))));
    await provisionDatabase({ login, services: [...services], passwords: Object.fromEntries(roles.map((role) => [role, password])) });
    const files = new Map<string, string>();
    for (const service of migrated) files.set(`apps/${service}/schema.sql`, `-- ${generated}\n\n${await describe(service, login)}`);
    return files;
  } finally {
    await server.stop().finally(home.remove);
  }
}

async function describe(service: string, login: Login): Promise<string> {
  const { migrateAndDescribe } = await loadBundled<{ migrateAndDescribe(schema: string, login: Login): Promise<string> }>(
    `apps/${service}`,
    describerOf(service),
  );
  return migrateAndDescribe(service.replaceAll('-', '_'), login);
}

const describerOf = (service: string) => `
  import 'reflect-metadata';
  import { describeSchema, migrate, workerPool } from '@xiezhi/postgres';
  import { migrations } from ${JSON.stringify(join(root, `apps/${service}/src/migrations/index.ts`))};

  export async function migrateAndDescribe(schema, { host, port, user, password }) {
    const address = { host, port, name: 'xiezhi' };
    await migrate(address, schema, { user: schema + '_owner', password }, migrations);
    const pool = workerPool(address, { user, password });
    try {
      return await describeSchema(pool, schema);
    } finally {
      await pool.end();
    }
  }`;
