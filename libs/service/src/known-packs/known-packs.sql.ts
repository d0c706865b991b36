import { schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type MigrationClass, plainGrants, sqlMigration } from '@xiezhi/postgres';

/** The one table of known packs, for `rebuilds` of its consumer. */
export const knownPackTables = ['known_pack'] as const;

/** Mechanism packs as the directory published them. No case facts; only the worker role reads and writes them. */
export function knownPackMigration(service: ServiceName): MigrationClass {
  const schema = schemaOf(service);
  return sqlMigration(
    'KnownPack1764300000200',
    `
  create table ${schema}.known_pack (
    pack_version text not null,
    content text not null,
    last_day date,
    constraint known_pack_pkey primary key (pack_version)
  );
  ${plainGrants(schema, 'known_pack', { worker: 'select, insert, update, truncate' })}`,
  );
}
