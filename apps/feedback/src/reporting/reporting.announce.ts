import { type Aggregate, announcement, derivedId } from '@xiezhi/aggregate';
import { FeedbackPeriodBeganV1, FeedbackReportingEndedV1 } from '@xiezhi/contracts';
import type { Duty } from '../thread/thread.decider.ts';
import { type Reporting, type ReportingCommand, reportingDecider, type ReportingEvent } from './reporting.decider.ts';

/** Every period has a thread of its own, named after the series: beginning twice is beginning once. */
export const threadIdOfPeriod = (reportingId: string, period: number): string => derivedId(reportingId, `feedback/period/${period}`);

export const reportings: Aggregate<ReportingCommand, ReportingEvent, Reporting> = {
  ...reportingDecider,
  name: 'reporting',
  announce: (id, event, state) => {
    switch (event.type) {
      case 'ReportingStarted':
        return [];
      case 'PeriodBegan':
        return [announcement(FeedbackPeriodBeganV1, { ...namedBy(id, dutyOf(state), event.period), beganAt: event.beganAt })];
      case 'ReportingEnded':
        // Where no period ever began there is no thread to cancel.
        return event.period === 0
          ? []
          : [announcement(FeedbackReportingEndedV1, { ...namedBy(id, event.duty, event.period), reason: event.reason })];
    }
  },
  scopeOf: (state) => {
    const { familyId, debtor, creditor, world } = dutyOf(state);
    return { familyId, parties: [debtor, creditor], world };
  },
};

function dutyOf(state: Reporting): Duty {
  if (state.status === 'unstarted') throw new Error('an unstarted reporting has no duty');
  return state.duty;
}

function namedBy(reportingId: string, { kind, debtor, creditor, handOffId, matterKind, matterId, title }: Duty, period: number) {
  const threadId = threadIdOfPeriod(reportingId, period);
  return { threadId, kind, debtor, creditor, handOffId, matterKind, matterId, title, reporting: { reportingId, period } };
}
