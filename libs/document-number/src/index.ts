export * from './document-number.ts';
export * from './number-types.ts';
