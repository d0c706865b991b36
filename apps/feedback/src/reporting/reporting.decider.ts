import type { Decider } from '@xiezhi/decider';
import type { Duty } from '../thread/thread.decider.ts';

/**
 * What is owed again and again while a matter is open (进展, every 30 days): one period after the other, each with a thread of its own.
 * It only counts; what is owed in a period is said, answered and confirmed on that period's thread.
 */
export type Reporting =
  | { status: 'unstarted' }
  | (Series & { status: 'running'; period: number })
  /** `period` 0: the matter was known to be closed before it was known to be open. */
  | { status: 'ended'; duty: Duty; period: number };

interface Series {
  /** As of the first period; `owedSince` is the trigger from which all periods are counted. */
  duty: Duty;
  everyDays: number;
}

export type ReportingCommand =
  | ({ type: 'StartReporting' } & Series)
  | { type: 'TakeReport'; period: number; givenAt: string }
  | { type: 'EndReporting'; duty: Duty; reason: string };

export type ReportingEvent =
  | ({ type: 'ReportingStarted' } & Series)
  | { type: 'PeriodBegan'; period: number; beganAt: string }
  | { type: 'ReportingEnded'; duty: Duty; period: number; reason: string };

const dayMs = 86_400_000;

function decide(command: ReportingCommand, reporting: Reporting): ReportingEvent[] {
  switch (command.type) {
    case 'StartReporting': {
      if (reporting.status !== 'unstarted') return [];
      const { duty, everyDays } = command;
      return [
        { type: 'ReportingStarted', duty, everyDays },
        { type: 'PeriodBegan', period: 1, beganAt: duty.owedSince },
      ];
    }
    case 'TakeReport': {
      // An answer to an objection, or a report that was counted before, opens no further period.
      if (reporting.status !== 'running' || command.period !== reporting.period) return [];
      const period = Math.max(command.period + 1, periodOf(reporting, command.givenAt));
      return [{ type: 'PeriodBegan', period, beganAt: beginningOf(reporting, period) }];
    }
    case 'EndReporting': {
      if (reporting.status === 'ended') return [];
      const [duty, period] = reporting.status === 'running' ? [reporting.duty, reporting.period] : [command.duty, 0];
      return [{ type: 'ReportingEnded', duty, period, reason: command.reason }];
    }
  }
}

/** A late report speaks of everything up to its day: the periods it covers are not owed one by one afterwards. */
function periodOf({ duty, everyDays }: Series, givenAt: string): number {
  return Math.floor((Date.parse(givenAt) - Date.parse(duty.owedSince)) / (everyDays * dayMs)) + 1;
}

/** Days of Asia/Shanghai all have 24 hours, so that a multiple of days never drifts (COUNTING 8). */
function beginningOf({ duty, everyDays }: Series, period: number): string {
  return new Date(Date.parse(duty.owedSince) + (period - 1) * everyDays * dayMs).toISOString();
}

function evolve(reporting: Reporting, event: ReportingEvent): Reporting {
  switch (event.type) {
    case 'ReportingStarted':
      return { status: 'running', duty: event.duty, everyDays: event.everyDays, period: 0 };
    case 'PeriodBegan':
      if (reporting.status !== 'running') throw new Error('PeriodBegan stored while no reporting ran');
      return { ...reporting, period: event.period };
    case 'ReportingEnded':
      return { status: 'ended', duty: event.duty, period: event.period };
  }
}

export const reportingDecider: Decider<ReportingCommand, ReportingEvent, Reporting> = {
  initialState: { status: 'unstarted' },
  decide,
  evolve,
};
