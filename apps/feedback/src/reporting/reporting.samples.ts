import { duty as filing } from '../thread/thread.samples.ts';
import type { Duty } from '../thread/thread.decider.ts';
import type { ReportingCommand, ReportingEvent } from './reporting.decider.ts';

export const duty: Duty = { ...filing, kind: 'PROGRESS', decidedResult: undefined, owedSince: '2026-10-30T01:00:00.000Z' };
const reason = '事项已终结，不再按期反馈';

export const facts = {
  started: { type: 'ReportingStarted', duty, everyDays: 30 },
  first: { type: 'PeriodBegan', period: 1, beganAt: duty.owedSince },
  second: { type: 'PeriodBegan', period: 2, beganAt: '2026-11-29T01:00:00.000Z' },
  ended: { type: 'ReportingEnded', duty, period: 1, reason },
  endedUnstarted: { type: 'ReportingEnded', duty, period: 0, reason },
} as const satisfies Record<string, ReportingEvent>;

export const commands = {
  start: { type: 'StartReporting', duty, everyDays: 30 },
  takeReport: { type: 'TakeReport', period: 1, givenAt: '2026-11-20T10:00:00+08:00' },
  end: { type: 'EndReporting', duty, reason },
} as const satisfies Record<string, ReportingCommand>;
