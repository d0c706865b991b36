import { derivedId } from '@xiezhi/aggregate';
import { type Action, actionsOf, HandOffAcceptedV1, roles } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { caseFiles } from './case-file.announce.ts';
import { caseFileDecider, type CaseFileEvent } from './case-file.decider.ts';
import { commands, customs, facts, harbour, opening, police } from './case-file.samples.ts';
import { caseFileSubscriptions } from './case-file.subscriptions.ts';

const { given, stateAfter } = specFor(caseFileDecider);
const { opened, evaluated, decided, decidedUnevaluated } = facts;
const { open, evaluate, decide, decideUnevaluated } = commands;

const id = '01920000-0000-8000-8000-0000000000b1';

describe('a case file', () => {
  it('is opened when a clue is accepted', () => given().when(open).then(opened));
  it('is opened once, however often the acceptance is told', () => given(opened, evaluated).when(open).thenNothing());

  it('keeps the evaluation', () => given(opened).when(evaluate).then(evaluated));
  it('keeps its first evaluation when it is repeated', () => given(opened, evaluated).when(evaluate).thenNothing());
  it('is not evaluated differently a second time', () =>
    given(opened, evaluated)
      .when({ ...evaluate, findings: '仍在外溢。' })
      .thenRefused('CASE_FILE_ALREADY_EVALUATED'));
  it('names one evaluator: a colleague does not take the evaluation over by repeating it', () =>
    given(opened, evaluated)
      .when({ ...evaluate, account: 'customs.section-head' })
      .thenRefused('CASE_FILE_ALREADY_EVALUATED'));
  it('is not evaluated after its decision', () =>
    given(opened, evaluated, decided).when(evaluate).thenRefused('CASE_FILE_ALREADY_DECIDED'));

  it('is decided by another account than the evaluator', () => given(opened, evaluated).when(decide).then(decided));
  it('is not decided by its evaluator', () =>
    given(opened, evaluated)
      .when({ ...decide, account: 'customs.handler' })
      .thenRefused('DECIDER_IS_EVALUATOR'));
  it('may end in any result of the code list: judicial organs are not steered', () =>
    given(opened, evaluated)
      .when({ ...decide, resultCode: 'REFERRED_POLICE' })
      .then({ ...decided, resultCode: 'REFERRED_POLICE' }));
  it('keeps its first decision when it is repeated', () => given(opened, evaluated, decided).when(decide).thenNothing());
  it('is not decided differently a second time', () =>
    given(opened, evaluated, decided)
      .when({ ...decide, resultCode: 'OPEN_ADMIN_PIL' })
      .thenRefused('CASE_FILE_ALREADY_DECIDED'));
  it('is not decided by a second approver, even in the same words', () =>
    given(opened, evaluated, decided)
      .when({ ...decide, account: 'customs.approver-2' })
      .thenRefused('CASE_FILE_ALREADY_DECIDED'));

  it('asks for the evaluation before the decision', () => given(opened).when(decide).thenRefused('CASE_FILE_NOT_EVALUATED'));
  it('records a decision without evaluation as a deviation, with its reason', () =>
    given(opened).when(decideUnevaluated).then(decidedUnevaluated));
  it('records no deviation where nothing is departed from', () => given(opened, evaluated).when(decideUnevaluated).then(decided));
  it('takes the repetition of either as said before', () => {
    given(opened, decidedUnevaluated).when(decideUnevaluated).thenNothing();
    given(opened, evaluated, decided).when(decideUnevaluated).thenNothing();
  });

  it('cannot have facts before it was opened', () => expect(() => stateAfter(evaluated)).toThrow(/before any CaseFileOpened/));
});

describe('permissions', () => {
  describe('to evaluate', () => {
    it('belong to the keeping agency: to another there is no file', () => {
      given(opened)
        .when({ ...evaluate, by: police })
        .thenRefused('CASE_FILE_NOT_FOUND');
      given(opened, evaluated)
        .when({ ...evaluate, by: harbour })
        .thenRefused('CASE_FILE_NOT_FOUND');
      given().when(evaluate).thenRefused('CASE_FILE_NOT_FOUND');
    });
    it('belong to handlers', () => expect(rolesThatMay('case-file:evaluate')).toEqual(['handler']));
  });
  describe('to decide', () => {
    it('belong to the keeping agency: to another there is no file', () => {
      given(opened, evaluated)
        .when({ ...decide, by: police })
        .thenRefused('CASE_FILE_NOT_FOUND');
      given(opened, evaluated, decided)
        .when({ ...decide, by: harbour })
        .thenRefused('CASE_FILE_NOT_FOUND');
      given().when(decide).thenRefused('CASE_FILE_NOT_FOUND');
    });
    it('belong to approvers', () => expect(rolesThatMay('case-file:decide')).toEqual(['approver']));
  });
  it('to read belong to no platform administrator', () =>
    expect(rolesThatMay('case-file:read')).toEqual(['intake', 'handler', 'section-head', 'approver', 'liaison', 'inspector']));
});

describe('what a case file announces', () => {
  const announced = (...events: CaseFileEvent[]) => caseFiles.announce(id, events.at(-1)!, stateAfter(...events));

  it('names file, hand-off, keeper and sender', () => {
    const { familyId: _, ...named } = opening;
    expect(announced(opened)).toEqual([{ type: 'case-supervision.case-file-opened.v1', data: { caseFileId: id, ...named } }]);
  });
  it('carries neither findings nor reasons', () => {
    const told = JSON.stringify([announced(opened, evaluated), announced(opened, evaluated, decided)]);
    expect(told).toContain('NOT_OPEN_DUTY_PERFORMED');
    expect(told).not.toContain('排口已封堵');
    expect(told).not.toContain('依法履职');
    expect(told).not.toContain('customs.');
  });
  it('is seen by the keeper alone', () => expect(caseFiles.scopeOf(stateAfter(opened)).parties).toEqual([customs]));
  it('stays in its practice world', () => {
    const world = '01920000-0000-7000-8000-0000000000e1';
    expect(caseFiles.scopeOf(stateAfter({ ...opened, world }))).toMatchObject({ world, familyId: opening.familyId });
  });
});

describe('the acceptance of a hand-off', () => {
  const accepted = {
    id: '01920000-0000-7000-8000-0000000000d1',
    source: HandOffAcceptedV1.source,
    type: HandOffAcceptedV1.type,
    subject: `hand-off/${opening.handOffId}`,
    time: '2026-10-13T01:00:00.000000Z',
    meta: {
      familyId: opening.familyId,
      sequence: 4,
      prev: '0'.repeat(64),
      recordedAt: '2026-10-13T01:00:00.000000Z',
      actedAt: '2026-10-13T09:00:00+08:00',
      actedAtSource: 'entered' as const,
      parties: [harbour, customs],
      actor: { service: 'clue-transfer' },
      correlationId: '01920000-0000-7000-8000-0000000000d2',
    },
    data: {
      handOffId: opening.handOffId,
      kind: 'owning' as const,
      matterKind: opening.matterKind,
      matterId: opening.matterId,
      routeId: 'clue-from-public',
      sender: harbour,
      receiver: customs,
      title: opening.title,
      sourceCode: 'S18',
    },
  };
  it('opens one file, whose id follows from the hand-off', () =>
    expect(caseFileSubscriptions.flatMap((on) => on.plan(accepted)).map(({ subject }) => subject)).toEqual([
      `case-file/${derivedId(opening.handOffId, 'case-file')}`,
    ]));
  it.each([
    { ...accepted.data, kind: 'share' as const },
    { ...accepted.data, matterKind: 'problem' as const },
  ])('opens none for a share and none for a problem', (data) =>
    expect(caseFileSubscriptions.flatMap((on) => on.plan({ ...accepted, data }))).toEqual([]),
  );
});

function rolesThatMay(action: Action) {
  return roles.filter((role) => actionsOf[role].includes(action));
}
