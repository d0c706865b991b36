import 'reflect-metadata';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { DatabaseAddress, RoleCredentials } from './connect.ts';

export type MigrationClass = new () => MigrationInterface;

/**
 * A migration whose text is SQL, forward only. TypeORM orders migrations by the thirteen digits that end the name and remembers
 * the name, so a released name and its SQL never change.
 *
 * @param name noun and thirteen-digit moment: `EventStore1764000000001`
 */
export function sqlMigration(name: string, sql: string): MigrationClass {
  if (!/^[A-Z]\w*\d{13}$/.test(name)) throw new Error(`migration name ${name} must end with thirteen digits`);
  return class implements MigrationInterface {
    name = name;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }
    down(): Promise<void> {
      return Promise.reject(new Error(`${name}: migrations only go forward; write the next one`));
    }
  };
}

/**
 * Brings one schema up to date as its owner, on a short-lived connection. Instances that start together queue on an advisory
 * lock; each migration is its own transaction, so a crash leaves whole migrations only.
 *
 * @returns names of the migrations that ran now
 */
export async function migrate(
  address: DatabaseAddress,
  schema: string,
  owner: RoleCredentials,
  migrations: MigrationClass[],
): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    host: address.host,
    port: address.port,
    database: address.name,
    username: owner.user,
    password: owner.password,
    schema,
    migrations,
    migrationsTableName: 'migration',
    installExtensions: false,
    applicationName: `${owner.user} migrating`,
    extra: { max: 2 },
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`select pg_advisory_lock(hashtext('xiezhi.migrate.' || $1))`, [schema]);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map((migration) => migration.name);
  } finally {
    // Closing the connection releases the lock, whatever state the runner is in.
    await lock.release();
    await dataSource.destroy();
  }
}
