export * from './chart.ts';
export * from './check.ts';
export { Condition } from './condition.ts';
export * from './field.ts';
export * from './judicial.ts';
export * from './packed-chart.ts';
export * from './possible.ts';
export * from './state.ts';
export * from './step.ts';
