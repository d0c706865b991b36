export * from './chain.ts';
export * from './company.ts';
export * from './hand-over.ts';
export * from './journal.ts';
export * from './topics.ts';
export { isAct } from '@xiezhi/tools/story';
