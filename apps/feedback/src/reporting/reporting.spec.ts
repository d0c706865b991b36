import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { reportings, threadIdOfPeriod } from './reporting.announce.ts';
import { reportingDecider, type ReportingEvent } from './reporting.decider.ts';
import { commands, duty, facts } from './reporting.samples.ts';

const { given, stateAfter } = specFor(reportingDecider);
const { started, first, second, ended, endedUnstarted } = facts;
const { start, takeReport, end } = commands;
const id = '01920000-0000-8000-8000-0000000000b3';

describe('a series of reports', () => {
  it('begins with its first period', () => given().when(start).then(started, first));
  it('begins once', () => given(started, first).when(start).thenNothing());
  it('goes on to the next period when the report of this one is given', () => given(started, first).when(takeReport).then(second));
  it('takes the report of a period once', () => given(started, first, second).when(takeReport).thenNothing());
  it('counts every period from the first trigger, so that none drifts', () =>
    given(started, first, second)
      .when({ ...takeReport, period: 2, givenAt: '2026-12-01T10:00:00+08:00' })
      .then({ type: 'PeriodBegan', period: 3, beganAt: '2026-12-29T01:00:00.000Z' }));
  it('owes no period that a late report has covered', () =>
    given(started, first)
      .when({ ...takeReport, givenAt: '2027-01-04T10:00:00+08:00' })
      .then({ type: 'PeriodBegan', period: 3, beganAt: '2026-12-29T01:00:00.000Z' }));
  it('ends with its matter', () => {
    given(started, first).when(end).then(ended);
    given(started, first, ended).when(takeReport).thenNothing();
    given(started, first, ended).when(end).thenNothing();
  });
  it('does not begin when its matter is known to be closed', () => {
    given().when(end).then(endedUnstarted);
    given(endedUnstarted).when(start).thenNothing();
  });
});

describe('what a series announces', () => {
  const announced = (...events: ReportingEvent[]) => reportings.announce(id, events.at(-1)!, stateAfter(...events));
  const threadOf = (period: number) => ({ threadId: threadIdOfPeriod(id, period), reporting: { reportingId: id, period } });

  it('names the thread of each period', () =>
    expect(announced(started, first, second)).toMatchObject([
      { type: 'feedback.feedback-period-began.v1', data: { ...threadOf(2), kind: 'PROGRESS', beganAt: second.beganAt } },
    ]));
  it('names the thread that its end leaves unowed', () =>
    expect(announced(started, first, ended)).toMatchObject([{ type: 'feedback.feedback-reporting-ended.v1', data: threadOf(1) }]));
  it('is nothing when no period ever began', () => expect(announced(endedUnstarted)).toEqual([]));
  it('is seen by debtor and creditor', () => {
    for (const state of [stateAfter(started, first), stateAfter(endedUnstarted)])
      expect(reportings.scopeOf(state)).toMatchObject({ familyId: duty.familyId, parties: [duty.debtor, duty.creditor] });
  });
});
