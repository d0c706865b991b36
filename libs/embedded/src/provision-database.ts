import { rolesOf as rolesOfSchema, schemaOf, type DatabaseRoles, type ServiceName } from '@xiezhi/contracts';
import pg from 'pg';

export interface DatabaseLogin {
  host: string;
  port: number;
  user: string;
  password: string;
}

const rolesOf = (service: ServiceName): DatabaseRoles => rolesOfSchema(schemaOf(service));

/**
 * Database, schemas and roles of the services; called at every start, changes nothing that is already so, sets the passwords anew.
 * A role connects, owns or uses its own schema, and nothing else: not `public`, not another database, no temporary tables.
 * A crash in the middle leaves some services provisioned; the next call does the rest.
 */
export async function provisionDatabase(wanted: {
  login: DatabaseLogin;
  database?: string;
  services: ServiceName[];
  passwords: Record<string, string>;
}): Promise<void> {
  const { login, database = 'xiezhi', services, passwords } = wanted;
  await withClient(login, 'postgres', async (client) => {
    await createDatabase(client, database);
    for (const service of services)
      for (const role of Object.values(rolesOf(service))) await ensureRole(client, role, passwordFrom(passwords, role));
    await closeToOthers(client, database, services);
  });
  await withClient(login, database, async (client) => {
    await client.query('revoke all on schema public from public');
    for (const service of services) await ensureSchema(client, database, service);
  });
}

async function withClient(login: DatabaseLogin, database: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ ...login, database, application_name: 'xiezhi-provision', connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const name = client.escapeIdentifier(role);
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await client.query(`create role ${name}`);
  // Said in full at every start: whatever somebody granted by hand in between is taken back.
  await client.query(
    `alter role ${name} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${client.escapeLiteral(password)}`,
  );
}

async function closeToOthers(client: pg.Client, database: string, services: ServiceName[]): Promise<void> {
  const roles = services.flatMap((service) => Object.values(rolesOf(service))).map((role) => client.escapeIdentifier(role));
  for (const name of new Set([database, 'postgres', 'template1']))
    await client.query(`revoke all on database ${client.escapeIdentifier(name)} from public`);
  if (roles.length > 0) await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${roles.join(', ')}`);
}

async function ensureSchema(client: pg.Client, database: string, service: ServiceName): Promise<void> {
  const schema = client.escapeIdentifier(schemaOf(service));
  const { owner, app, worker } = rolesOf(service);
  const [ownerName, ...userNames] = [owner, app, worker].map((role) => client.escapeIdentifier(role));
  await client.query(`create schema if not exists ${schema} authorization ${ownerName}`);
  await client.query(`revoke all on schema ${schema} from public`);
  await client.query(`grant usage on schema ${schema} to ${userNames.join(', ')}`);
  for (const role of [ownerName, ...userNames])
    await client.query(`alter role ${role} in database ${client.escapeIdentifier(database)} set search_path = ${schema}`);
}

function passwordFrom(passwords: Record<string, string>, role: string): string {
  const password = passwords[role];
  if (password === undefined || password === '') throw new Error(`no password was given for database role ${role}`);
  return password;
}
