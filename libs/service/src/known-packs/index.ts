export { knownPacks } from './known-packs.projection.ts';
export { knownPackMigration, knownPackTables } from './known-packs.sql.ts';
export { PackRefresher, type PackRefresherOptions } from './pack-refresher.ts';
