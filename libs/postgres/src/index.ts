export * from './queryable.ts';
export * from './transaction.ts';
export * from './fault.ts';
export * from './connect.ts';
export * from './migrate.ts';
export * from './policies.ts';
export * from './describe-schema.ts';
