export * from './decider.ts';
export * from './refusal.ts';
export * from './same-content.ts';
