import { derivedId } from '@xiezhi/aggregate';
import { type Action, actionsOf, CaseFileDecidedV1, roles } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { threads } from './thread.announce.ts';
import { threadDecider, type ThreadEvent } from './thread.decider.ts';
import { commands, customs, duty, facts, harbour, police } from './thread.samples.ts';
import { threadSubscriptions } from './thread.subscriptions.ts';

const { given, stateAfter } = specFor(threadDecider);
const { owed, answered, confirmed } = facts;
const { open, answer, confirm } = commands;

const id = '01920000-0000-8000-8000-0000000000b2';

describe('a feedback thread', () => {
  it('is owed from the decision on', () => given().when(open).then(owed));
  it('is owed once, however often the decision is told', () => given(owed, answered).when(open).thenNothing());

  it('is answered by its debtor', () => given(owed).when(answer).then(answered));
  it('takes the decided result over when the answer names none', () =>
    given(owed).when({ type: 'AnswerThread', by: customs, answer: answer.answer }).then(answered));
  it('lets the debtor correct the result', () =>
    given(owed)
      .when({ ...answer, resultCode: 'MERGED' })
      .then({ ...answered, resultCode: 'MERGED' }));
  it('keeps its first answer when it is repeated', () => given(owed, answered).when(answer).thenNothing());
  it('is not answered differently a second time', () =>
    given(owed, answered)
      .when({ ...answer, answer: '已立案。' })
      .thenRefused('FEEDBACK_ALREADY_ANSWERED'));
  it('is not answered after its confirmation', () =>
    given(owed, answered, confirmed).when(answer).thenRefused('FEEDBACK_ALREADY_CONFIRMED'));

  it('is confirmed by its creditor', () => given(owed, answered).when(confirm).then(confirmed));
  it('stays confirmed when that is repeated', () => given(owed, answered, confirmed).when(confirm).thenNothing());
  it('is not confirmed before there is an answer', () => given(owed).when(confirm).thenRefused('FEEDBACK_NOT_ANSWERED'));

  it('cannot have facts before it was opened', () => {
    expect(() => stateAfter(answered)).toThrow(/before any ThreadOpened/);
    expect(() => stateAfter(owed, confirmed)).toThrow(/before any ThreadAnswered/);
  });
});

describe('permissions', () => {
  describe('to answer', () => {
    it('belong to the debtor', () =>
      given(owed)
        .when({ ...answer, by: harbour })
        .thenRefused('NOT_THE_DEBTOR'));
    it('belong to no third agency: to it there is no thread', () => {
      given(owed)
        .when({ ...answer, by: police })
        .thenRefused('FEEDBACK_NOT_FOUND');
      given().when(answer).thenRefused('FEEDBACK_NOT_FOUND');
    });
    it('belong to handlers and liaison officers', () => expect(rolesThatMay('feedback:answer')).toEqual(['handler', 'liaison']));
  });
  describe('to confirm', () => {
    it('belong to the creditor', () =>
      given(owed, answered)
        .when({ ...confirm, by: customs })
        .thenRefused('NOT_THE_CREDITOR'));
    it('belong to no third agency: to it there is no thread', () => {
      given(owed, answered)
        .when({ ...confirm, by: police })
        .thenRefused('FEEDBACK_NOT_FOUND');
      given().when(confirm).thenRefused('FEEDBACK_NOT_FOUND');
    });
    it('belong to intake, handlers and section heads', () =>
      expect(rolesThatMay('feedback:confirm')).toEqual(['intake', 'handler', 'section-head']));
  });
});

describe('what a thread announces', () => {
  const announced = (...events: ThreadEvent[]) => threads.announce(id, events.at(-1)!, stateAfter(...events));
  const { familyId: _, decidedResult: __, ...named } = duty;

  it('names duty, debtor and creditor', () =>
    expect(announced(owed)).toEqual([{ type: 'feedback.feedback-owed.v1', data: { threadId: id, ...named } }]));
  it('carries the answer', () =>
    expect(announced(owed, answered)).toEqual([
      {
        type: 'feedback.feedback-answered.v1',
        data: { threadId: id, ...named, resultCode: answer.resultCode, answer: answer.answer },
      },
    ]));
  it('says that the creditor has confirmed', () =>
    expect(announced(owed, answered, confirmed)).toMatchObject([{ type: 'feedback.feedback-confirmed.v1' }]));
  it('is seen by both', () => expect(threads.scopeOf(stateAfter(owed)).parties).toEqual([customs, harbour]));
  it('stays in its practice world', () => {
    const world = '01920000-0000-7000-8000-0000000000e1';
    expect(threads.scopeOf(stateAfter({ ...owed, world }))).toMatchObject({ world, familyId: duty.familyId });
  });
});

describe('the decision on a case file', () => {
  const caseFileId = '01920000-0000-8000-8000-0000000000b1';
  const decided = (resultCode: string) => ({
    id: '01920000-0000-7000-8000-0000000000d1',
    source: CaseFileDecidedV1.source,
    type: CaseFileDecidedV1.type,
    subject: `case-file/${caseFileId}`,
    time: '2026-10-30T01:00:00.000000Z',
    meta: {
      familyId: duty.familyId,
      sequence: 3,
      prev: '0'.repeat(64),
      recordedAt: '2026-10-30T01:00:00.000000Z',
      actedAt: '2026-10-30T09:00:00+08:00',
      actedAtSource: 'entered' as const,
      parties: [customs],
      actor: { service: 'case-supervision' },
      correlationId: '01920000-0000-7000-8000-0000000000d2',
    },
    data: { caseFileId, handOffId: duty.handOffId, clueId: duty.clueId, agency: customs, sender: harbour, title: duty.title, resultCode },
  });

  const planned = (resultCode: string) => threadSubscriptions.flatMap((on) => on.plan(decided(resultCode)));

  it('opens one thread, whose id follows from the file', () =>
    expect(planned('MERGED').map(({ subject }) => subject)).toEqual([`thread/${derivedId(caseFileId, 'feedback/FILING')}`]));
  it('is not guessed at when its result is unknown', () => expect(() => planned('OPEN_SOMEHOW')).toThrow(/Invalid option/));
});

function rolesThatMay(action: Action) {
  return roles.filter((role) => actionsOf[role].includes(action));
}
