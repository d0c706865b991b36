import 'reflect-metadata';
import { Pool, types } from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';

export interface DatabaseAddress {
  host: string;
  port: number;
  name: string;
}

export interface RoleCredentials {
  user: string;
  password: string;
}

export interface PoolBounds {
  /** Most connections this pool opens. Default 8: a service on two cores gains nothing from more. */
  connectionsMax?: number;
  /** How long a caller waits for a free connection before it is told 503. Default 2000. */
  connectionTimeoutMs?: number;
  /** Longest single statement. Default 15000; a chunk of 200 events takes milliseconds. */
  statementTimeoutMs?: number;
  /**
   * For whoever only asks by key, some rows at a time: plans walk indexes from the keys they are given, and neither read a table whole
   * nor hash or sort it for a join. Postgres left alone does that as long as it takes a table for small, and a prepared statement keeps such a
   * plan from the empty table on, until statistics come: a minute, at best, after a fresh start or a rebuild, each chunk dearer than
   * the one before. Where no index serves, a table is still read. And a plan is made once per connection: lists of few keys look so much
   * cheaper than unknown ones that it would be made anew at every call, and making it took longer than the call.
   */
  asksByKey?: boolean;
}

const plansByKey = [
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_material=off',
  'plan_cache_mode=force_generic_plan',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** bigint columns hold positions and offsets far below 2^53; as numbers they compare and subtract without surprises. */
types.setTypeParser(types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
});

function options(address: DatabaseAddress, credentials: RoleCredentials, bounds: PoolBounds) {
  return {
    host: address.host,
    port: address.port,
    database: address.name,
    user: credentials.user,
    password: credentials.password,
    max: bounds.connectionsMax ?? 8,
    connectionTimeoutMillis: bounds.connectionTimeoutMs ?? 2000,
    statement_timeout: bounds.statementTimeoutMs ?? 15_000,
    // A client that died in the middle of a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: credentials.user,
    ...(bounds.asksByKey === true && { options: plansByKey }),
  };
}

/** The pool of the worker role: consumers, relay, ticks. An idle client that loses its server is dropped, not thrown. */
export function workerPool(address: DatabaseAddress, credentials: RoleCredentials, bounds: PoolBounds = {}): Pool {
  const pool = new Pool(options(address, credentials, bounds));
  pool.on('error', () => undefined);
  return pool;
}

/**
 * The app role's DataSource. It owns the pool and knows the entities of look-ups and read models (DESIGN 11); the hot path sends
 * its prepared calls on the same pool (`poolOf`).
 */
export async function connect(
  address: DatabaseAddress,
  schema: string,
  credentials: RoleCredentials,
  entities: EntityTarget<ObjectLiteral>[],
  bounds: PoolBounds = {},
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    host: address.host,
    port: address.port,
    database: address.name,
    username: credentials.user,
    password: credentials.password,
    schema,
    entities: entities as never[],
    installExtensions: false,
    synchronize: false,
    applicationName: credentials.user,
    extra: options(address, credentials, bounds),
    poolErrorHandler: () => undefined,
  });
  return dataSource.initialize();
}

/** The pg pool inside a DataSource, for prepared calls. */
export function poolOf(dataSource: DataSource): Pool {
  const driver: object = dataSource.driver;
  if (!('master' in driver) || !(driver.master instanceof Pool)) throw new Error('the data source has no pg pool: is it initialised?');
  return driver.master;
}
