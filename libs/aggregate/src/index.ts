export * from './aggregate.ts';
export * from './handle.ts';
export * from './subscription.ts';
export * from './derived-id.ts';
