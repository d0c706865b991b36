export * from './spec-for.ts';
export * from './eventually.ts';
export * from './callers.ts';
