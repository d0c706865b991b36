export * from './act.ts';
export * from './event-store.ts';
export * from './event-store.migration.ts';
export { outboxShards, type Visibility } from './event-store.sql.ts';
export { ChunkEventStore, type StreamName } from './chunk-event-store.ts';
