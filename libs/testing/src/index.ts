export * from './spec-for.ts';
export * from './eventually.ts';
export * from './callers.ts';
export * from './test-database.ts';
export * from './consistent.ts';
export { startTestKafka, startTestPostgres, serverSource } from './data-tier.ts';
export type { SharedKafka, SharedPostgres } from './global-setup.ts';
