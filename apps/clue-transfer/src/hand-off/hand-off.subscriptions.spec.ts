import {
  CaseFileHandOffRequestedV1,
  CaseFileReturnedV1,
  ClockBreachedV1,
  HandOffForwardedV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import { integrationEvent } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { customs, handOffId, harbour, lighthouse, matter, successor } from './hand-off.samples.ts';
import { handOffSubscriptions } from './hand-off.subscriptions.ts';

const meta = { familyId: matter.familyId, parties: [harbour.id, customs.id] };
const { matterId, title } = matter;
const about = { matterKind: 'clue' as const, matterId, title };
const planned = (event: IntegrationEvent) =>
  handOffSubscriptions
    .filter(({ type }) => type === event.type)
    .flatMap((subscription) => subscription.plan(event))
    .map(({ subject }) => subject);

describe('a hand-off hears', () => {
  const breached = (change: object) => {
    const clock = {
      clockId: successor,
      ruleId: 'H07',
      ruleName: '补正',
      subject: `hand-off/${handOffId}`,
      holder: harbour.id,
      watchers: [customs.id],
    };
    const data = { ...about, ...clock, rung: 'overdue' as const, dueAt: '2026-10-20T00:00:00+08:00', turnsRed: true, ...change };
    return integrationEvent(ClockBreachedV1, `clock/${successor}`, data, meta);
  };
  it('that the limit of its supplement is over', () => expect(planned(breached({}))).toEqual([`hand-off/${handOffId}`]));
  it.each([
    ['another rule', { ruleId: 'H06' }],
    ['a later rung of the same limit', { rung: 'long-overdue' }],
    ['a limit of something else', { subject: `feedback-thread/${handOffId}` }],
  ])('nothing of %s', (_name, change) => expect(planned(breached(change))).toEqual([]));

  it('that its file was returned', () => {
    const file = { caseFileId: successor, handOffId, agency: customs.id, sender: harbour.id };
    const data = { ...about, ...file, basis: 'consent' as const, returnedBy: customs.id, reason: '双方同意' };
    expect(planned(integrationEvent(CaseFileReturnedV1, `case-file/${successor}`, data, meta))).toEqual([`hand-off/${handOffId}`]);
  });
  it('that a file asks for it, which first opens where the file’s hand-overs are kept', () => {
    const file = { caseFileId: successor, handOffId, agency: customs.id, sender: harbour.id, sourceCode: 'S18', isSuccessor: true };
    const wish = {
      requestedHandOffId: lighthouse.id,
      receiver: lighthouse.id,
      routeId: 'between',
      purpose: '移送',
      legalBasis: '第二十六条',
    };
    const event = integrationEvent(CaseFileHandOffRequestedV1, `case-file/${successor}`, { ...about, ...file, ...wish }, meta);
    expect(planned(event)).toEqual([`file-flight/${successor}`, `hand-off/${lighthouse.id}`]);
  });
  it('that it succeeds a forwarded one', () => {
    const leg = { handOffId, kind: 'owning' as const, sender: harbour.id, receiver: customs.id, routeId: 'volunteer-clue' };
    const next = { successor, nextReceiver: lighthouse.id, nextRouteId: 'between-procuratorates', reason: '应由行为地检察院管辖' };
    const event = integrationEvent(HandOffForwardedV1, `hand-off/${handOffId}`, { ...about, ...leg, ...next }, meta);
    expect(planned(event)).toEqual([`hand-off/${successor}`]);
  });
});
