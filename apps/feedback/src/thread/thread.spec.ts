import { type Action, actionsOf, roles } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import type { Item } from './answer.ts';
import { threads } from './thread.announce.ts';
import { threadDecider, type ThreadEvent } from './thread.decider.ts';
import { commands, customs, done, duty, facts, harbour, planned, police, receiptDuty } from './thread.samples.ts';

const { given, stateAfter } = specFor(threadDecider);
const { opened, receiptOpened, met, cancelled, answered, objected, replied, objectedAgain, repliedAgain, confirmed, overdue } = facts;
const { open, meet, cancel, markOverdue, answer, reply, confirm, object } = commands;

const id = '01920000-0000-8000-8000-0000000000b2';

describe('a feedback thread', () => {
  it('is owed from its event on', () => given().when(open).then(opened));
  it('is owed once, however often the event is told', () => {
    given(opened).when(open).thenNothing();
    given(opened, answered).when(open).thenNothing();
  });

  it('is answered by its debtor', () => given(opened).when(answer).then(answered));
  it('takes the decided result over when the answer names none', () =>
    given(opened)
      .when({ ...answer, resultCode: undefined })
      .then(answered));
  it('names a result that a mechanism lists', () =>
    given(opened)
      .when({ ...answer, unlisted: [{ list: 'clue-result', code: 'WON' }] })
      .thenRefused('CODE_NOT_LISTED', { list: 'clue-result', code: 'WON' }));
  it('refuses an answer that contradicts the decision', () =>
    given(opened)
      .when({ ...answer, resultCode: 'MERGED' })
      .thenRefused('FEEDBACK_CONTRADICTS_DECISION'));
  it('takes the number of the decision over likewise', () => {
    const numbered = { ...opened, duty: { ...duty, decisionNumber: '湖检行公不立〔2026〕4号' } };
    given(numbered)
      .when(answer)
      .then({ ...answered, decisionNumber: '湖检行公不立〔2026〕4号' });
    given(numbered)
      .when({ ...answer, decisionNumber: '湖检行公立〔2026〕4号' })
      .thenRefused('FEEDBACK_CONTRADICTS_DECISION');
  });
  it('carries the other parts of a feedback letter', () => {
    const letter = {
      nextSteps: '持续跟踪排水口封堵情况。',
      expectedOn: '2026-12-15',
      recovered: [{ code: 'Q08' as const, amount: 1, proof: done.proof }],
      cooperation: '请协助提供水质监测数据。',
    };
    given(opened)
      .when({ ...answer, ...letter })
      .then({ ...answered, ...letter });
  });
  it('says what result the debtor names where none is decided', () => {
    const undecided = { ...opened, duty: { ...duty, decidedResult: undefined } };
    given(undecided)
      .when({ ...answer, resultCode: 'MERGED' })
      .then({ ...answered, resultCode: 'MERGED' });
  });
  it('keeps its first answer when it is repeated, in whatever order the store gives its members back', () => {
    given(opened, answered).when(answer).thenNothing();
    const turned = answer.items.map((item) => Object.fromEntries(Object.entries(item).toReversed()) as unknown as Item);
    given(opened, answered)
      .when({ ...answer, items: turned })
      .thenNothing();
  });
  it('is not answered differently a second time', () =>
    given(opened, answered)
      .when({ ...answer, answer: '已立案。' })
      .thenRefused('FEEDBACK_ALREADY_ANSWERED'));
  it('is not answered after its confirmation', () =>
    given(opened, answered, confirmed).when(answer).thenRefused('FEEDBACK_ALREADY_CONFIRMED'));

  it('is confirmed by its creditor', () => given(opened, answered).when(confirm).then(confirmed));
  it('stays confirmed when that is repeated', () => given(opened, answered, confirmed).when(confirm).thenNothing());
  it('is not confirmed before there is an answer', () => given(opened).when(confirm).thenRefused('FEEDBACK_NOT_ANSWERED'));

  it('cannot have facts before it was opened', () => {
    expect(() => stateAfter(answered)).toThrow(/before any ThreadOpened/);
    expect(() => stateAfter(opened, confirmed)).toThrow(/before any ThreadAnswered/);
  });
});

describe('an answer item by item', () => {
  const asked = { ...opened, duty: { ...duty, asked: [done.item, planned.item] } };
  const saying = (...items: Item[]) => ({ ...answer, items });

  it('repeats everything that was asked', () => {
    given(asked).when(answer).then(answered);
    given(asked).when(saying(done)).thenRefused('FEEDBACK_ITEMS_MISSING');
  });
  it('may say more than was asked', () =>
    given(asked)
      .when(saying(done, planned, { ...done, item: '清理河岸垃圾' }))
      .then({ ...answered, items: [done, planned, { ...done, item: '清理河岸垃圾' }] }));
  it('says each thing once', () => given(opened).when(saying(done, done)).thenRefused('FEEDBACK_ITEM_REPEATED'));
  it('proves what is done', () =>
    given(opened)
      .when(saying({ ...done, proof: [] }))
      .thenRefused('FEEDBACK_PROOF_MISSING'));
  it.each(['planned', 'in-progress'] as const)('promises a day for what is %s', (state) =>
    given(opened)
      .when(saying({ item: '复绿', measure: '已编制方案', state, proof: [] }))
      .thenRefused('FEEDBACK_PLANNED_DAY_MISSING'),
  );
  it('promises no day for what is done or impossible', () => {
    for (const state of ['done', 'impossible'] as const)
      given(opened)
        .when(saying({ ...done, state, plannedOn: '2026-11-30' }))
        .thenRefused('FEEDBACK_PLANNED_DAY_MISSING');
  });
  it('promises no day that has passed', () => {
    given(opened)
      .when(saying({ ...planned, plannedOn: '2026-11-01' }))
      .thenRefused('FEEDBACK_PLANNED_DAY_PAST');
    given(opened)
      .when(saying({ ...planned, plannedOn: answer.actedOn }))
      .then({ ...answered, items: [{ ...planned, plannedOn: answer.actedOn }] });
  });
  it('says what is impossible with its reason alone', () => {
    const impossible = { item: '原址复绿', measure: '该处已依法建成泵站', state: 'impossible' as const, proof: [] };
    given(opened)
      .when(saying(impossible))
      .then({ ...answered, items: [impossible] });
  });
});

describe('an objection', () => {
  it('is made by the creditor to an answer', () => given(opened, answered).when(object).then(objected));
  it('is made once', () => {
    given(opened, answered, objected).when(object).thenNothing();
    given(opened, answered, objected)
      .when({ ...object, grounds: '另有异议。' })
      .thenRefused('FEEDBACK_ALREADY_OBJECTED');
  });
  it('is not made before there is an answer, nor after its confirmation', () => {
    given(opened).when(object).thenRefused('FEEDBACK_NOT_ANSWERED');
    given(opened, answered, confirmed).when(object).thenRefused('FEEDBACK_ALREADY_CONFIRMED');
  });
  it('is answered by the debtor as its round', () => given(opened, answered, objected).when(reply).then(replied));
  it('is answered point by point', () =>
    given(opened, answered, objected)
      .when({ ...reply, items: [] })
      .thenRefused('FEEDBACK_ITEMS_MISSING'));
  it('leaves the answer unconfirmed until its round is answered', () => {
    given(opened, answered, objected).when(confirm).thenRefused('FEEDBACK_OBJECTED');
    given(opened, answered, objected, replied).when(confirm).then(confirmed);
  });
  it('may follow the answer to the one before', () => given(opened, answered, objected, replied).when(object).then(objectedAgain));
  it('ends with the rounds the pack allows; then only supervision helps', () =>
    given(opened, answered, objected, replied, objectedAgain, repliedAgain).when(object).thenRefused('FEEDBACK_OBJECTIONS_USED_UP'));
});

describe('a duty that the hand-off itself meets', () => {
  it('is met by its event', () => given(receiptOpened).when(meet).then(met));
  it('is met though its event came before the one that makes it owed', () => {
    given().when(meet).then(met);
    given(met).when({ type: 'OpenThread', duty: receiptDuty }).thenNothing();
  });
  it('is met once, by the first event that meets it', () =>
    given(receiptOpened, met)
      .when({ ...meet, by: 'clue-transfer.hand-off-accepted.v1' })
      .thenNothing());
  it('is typed by nobody', () => {
    given(receiptOpened).when(answer).thenRefused('FEEDBACK_MET_BY_HAND_OFF');
    given(receiptOpened, met).when(answer).thenRefused('FEEDBACK_MET_BY_HAND_OFF');
    given(receiptOpened).when(confirm).thenRefused('FEEDBACK_MET_BY_HAND_OFF');
    given(receiptOpened, met).when(object).thenRefused('FEEDBACK_MET_BY_HAND_OFF');
  });
});

describe('a duty whose matter is gone', () => {
  it('is cancelled', () => given(receiptOpened).when(cancel).then(cancelled));
  it('is cancelled though that came before the event that makes it owed', () => {
    given().when(cancel).then(cancelled);
    given(cancelled).when({ type: 'OpenThread', duty: receiptDuty }).thenNothing();
  });
  it('keeps what was said before', () => {
    given(opened, answered).when(cancel).thenNothing();
    given(receiptOpened, met).when(cancel).thenNothing();
    given(receiptOpened, cancelled).when(meet).thenNothing();
  });
  it('is worked on no more', () => {
    for (const command of [answer, confirm, object]) given(receiptOpened, cancelled).when(command).thenRefused('FEEDBACK_CANCELLED');
  });
});

describe('a rung of its clock', () => {
  it('is marked once', () => {
    given(opened).when(markOverdue).then(overdue);
    given(opened, overdue).when(markOverdue).thenNothing();
    given(opened, overdue)
      .when({ ...markOverdue, rung: 'long-overdue' })
      .then({ ...overdue, rung: 'long-overdue' });
  });
  it('is kept when it comes before the duty, and shown to nobody until then', () => {
    given().when(markOverdue).then(overdue);
    given(overdue).when(answer).thenRefused('FEEDBACK_NOT_FOUND');
    given(overdue).when(open).then(opened);
    expect(stateAfter(overdue, opened)).toMatchObject({ status: 'owed', overdue: [{ ruleId: 'H09c', rung: 'overdue' }] });
  });
  it('stays on record after a late answer', () =>
    expect(stateAfter(opened, overdue, answered, confirmed)).toMatchObject({ status: 'confirmed', overdue: [{ rung: 'overdue' }] }));
});

describe('permissions', () => {
  const answeredThread = [opened, answered] as const;

  describe('to answer', () => {
    it('belong to the debtor', () =>
      given(opened)
        .when({ ...answer, by: harbour })
        .thenRefused('NOT_THE_DEBTOR'));
    it('belong to handlers and liaison officers', () => expect(rolesThatMay('feedback:answer')).toEqual(['handler', 'liaison']));
  });
  describe('to confirm', () => {
    it('belong to the creditor', () =>
      given(...answeredThread)
        .when({ ...confirm, by: customs })
        .thenRefused('NOT_THE_CREDITOR'));
    it('belong to intake, handlers and section heads', () =>
      expect(rolesThatMay('feedback:confirm')).toEqual(['intake', 'handler', 'section-head']));
  });
  describe('to object', () => {
    it('belong to the creditor', () =>
      given(...answeredThread)
        .when({ ...object, by: customs })
        .thenRefused('NOT_THE_CREDITOR'));
    it('belong to intake, handlers and section heads', () =>
      expect(rolesThatMay('feedback:object')).toEqual(['intake', 'handler', 'section-head']));
  });
  it.each([answer, confirm, object])('of a third agency there are none: to $type it there is no thread', (command) => {
    given(...answeredThread)
      .when({ ...command, by: police })
      .thenRefused('FEEDBACK_NOT_FOUND');
    given().when(command).thenRefused('FEEDBACK_NOT_FOUND');
  });
});

describe('what a thread announces', () => {
  const announced = (...events: ThreadEvent[]) => threads.announce(id, events.at(-1)!, stateAfter(...events));
  const { kind, debtor, creditor, handOffId, matterKind, matterId, title } = duty;
  const named = { threadId: id, kind, debtor, creditor, handOffId, matterKind, matterId, title };

  it('names duty, debtor and creditor, and what is known already', () =>
    expect(announced(opened)).toEqual([
      {
        type: 'feedback.feedback-owed.v1',
        data: { ...named, owedSince: duty.owedSince, asked: [], decidedResult: duty.decidedResult, isTyped: true },
      },
    ]));
  it('carries the answer with its items', () => {
    const { type: _, ...said } = answered;
    expect(announced(opened, answered)).toEqual([{ type: 'feedback.feedback-answered.v1', data: { ...named, ...said } }]);
  });
  it('carries objections and answers by their round', () => {
    expect(announced(opened, answered, objected)).toMatchObject([
      { type: 'feedback.feedback-objected.v1', data: { round: 1, grounds: objected.grounds, asked: objected.asked } },
    ]);
    expect(announced(opened, answered, objected, replied)).toMatchObject([{ type: 'feedback.feedback-answered.v1', data: { round: 1 } }]);
  });
  it('says that the creditor has confirmed', () =>
    expect(announced(opened, answered, confirmed)).toMatchObject([{ type: 'feedback.feedback-confirmed.v1' }]));
  it('says what met it, or why it is owed no more', () => {
    expect(announced(met)).toMatchObject([{ type: 'feedback.feedback-met.v1', data: { kind: 'RECEIPT', by: met.by } }]);
    expect(announced(cancelled)).toMatchObject([{ type: 'feedback.feedback-cancelled.v1', data: { reason: cancelled.reason } }]);
  });
  it('does not repeat what the clock has told', () => {
    expect(announced(opened, overdue)).toEqual([]);
    expect(announced(overdue)).toEqual([]);
  });
  it('is seen by both', () => {
    expect(threads.scopeOf(stateAfter(opened)).parties).toEqual([customs, harbour]);
    expect(threads.scopeOf(stateAfter(overdue)).parties).toEqual([customs, harbour]);
  });
  it('stays in its practice world', () => {
    const world = '01920000-0000-7000-8000-0000000000e1';
    expect(threads.scopeOf(stateAfter({ ...opened, duty: { ...duty, world } }))).toMatchObject({ world, familyId: duty.familyId });
  });
});

function rolesThatMay(action: Action) {
  return roles.filter((role) => actionsOf[role].includes(action));
}
