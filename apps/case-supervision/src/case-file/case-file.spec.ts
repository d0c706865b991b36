import { derivedId } from '@xiezhi/aggregate';
import { type Action, actionsOf, CaseFileReturnedV1, HandOffAcceptedV1, HandOffRefusedV1, roles } from '@xiezhi/contracts';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { type CaseFileEvent } from './case-file.decider.ts';
import { refusalOf } from '../possible-action.ts';
import * as samples from './case-file.samples.ts';
import { possibleWith } from './case-file.possible.ts';
import { caseFileSubscriptions, ownSubscriptions } from './case-file.subscriptions.ts';

const { caseFiles, charts, commands, customs, decision, deviation, facts, harbour, opening, police, requestedId, step, successorId, who } =
  samples;
const { given, stateAfter } = specFor(caseFiles);
const { opened, evaluated, decided, decidedUnevaluated, decidedReferred } = facts;
const { returnAsked, returnedAlone, returnedByConsent, returnedBySender, handOffRequested, handedOver, stayed } = facts;
const referred = [opened, evaluated, decidedReferred];
const onItsWay = [...referred, handOffRequested];

const id = '01920000-0000-8000-8000-0000000000b1';

describe('a case file', () => {
  it('is opened when a matter is accepted', () => given().when(commands.open).then(opened));
  it('is opened once, however often the acceptance is told', () => given(opened, evaluated).when(commands.open).thenNothing());

  it('goes the road of its chart: evaluated, then decided by another account', () => {
    given(opened).when(commands.evaluate).then(evaluated);
    given(opened, evaluated).when(commands.decide).then(decided);
  });
  it('records nothing when the same is said again', () => {
    given(opened, evaluated).when(commands.evaluate).thenNothing();
    given(opened, evaluated, decided).when(commands.decide).thenNothing();
  });
  it('is not decided by its evaluator', () =>
    given(opened, evaluated)
      .when(step('T9', who('customs.handler', ['approver']), { ...decision }))
      .thenRefused('STEP_SAME_PERSON'));
  it('may end in any result of the code list, and records the case number that another system gave', () => {
    const fields = { resultCode: 'OPEN_ADMIN_PIL', reason: '公益受损。', caseNumber: '湖吴检行公立〔2026〕3号' };
    const made = step('T8', who('customs.approver', ['approver']), fields);
    const [fact] = caseFiles.decide(made, stateAfter(opened, evaluated));
    expect(fact).toMatchObject({ type: 'CaseFileStepTaken', isDecision: true, step: { to: 'DECIDED_OPENED', fields } });
  });
  it('asks for the evaluation before the decision', () => given(opened).when(commands.decide).thenRefused('TRANSITION_NOT_FROM_HERE'));
  it('records what a judicial organ decided without evaluation, as a deviation with its reason', () =>
    given(opened).when(commands.decideUnevaluated).then(decidedUnevaluated));
  it('refuses the same to an organ that is not judicial', () =>
    given(opened)
      .when(step('T9', who('customs.approver', ['approver'], { isJudicial: false }), { ...decision }, { deviation }))
      .thenRefused('TRANSITION_NOT_FROM_HERE'));
  it('keeps the version of the pack it was born under', () =>
    given({ ...opened, packVersion: '2025.1' })
      .when(commands.evaluate)
      .thenRefused('PACK_VERSION_NOT_LOADED'));

  it('cannot have facts before it was opened', () => expect(() => stateAfter(evaluated)).toThrow(/before any CaseFileOpened/));
});

describe('a second decision', () => {
  const approver = who('customs.approver', ['approver']);
  const other = step('T9', approver, { resultCode: 'NOT_OPEN_NO_HARM', reason: '未见损害。' });
  const refused = (command: typeof other, ...history: CaseFileEvent[]) =>
    refusalOf(() => caseFiles.decide(command, stateAfter(opened, evaluated, ...history)));

  it('with other content is told what was decided, when and by which agency; the reason is not repeated', () => {
    const answer = refused(other, decided);
    expect(answer).toMatchObject({
      code: 'CASE_FILE_ALREADY_DECIDED',
      details: { result: 'NOT_OPEN_DUTY_PERFORMED', decidedOn: samples.on, decidedBy: customs },
    });
    expect(JSON.stringify(answer?.details)).not.toContain(decision.reason);
  });
  it('in another direction, too', () =>
    expect(refused(commands.decideReferred, decided)).toMatchObject({ code: 'CASE_FILE_ALREADY_DECIDED' }));
  it('is told the same from whatever stage the case has come to', () => {
    const open = step('T8', approver, { resultCode: 'OPEN_ADMIN_PIL', reason: '公益受损。' });
    const [openedCase] = caseFiles.decide(open, stateAfter(opened, evaluated));
    const consulting = step('A2', who('customs.handler', ['handler']), { topics: ['违法行使职权'] });
    const [consulted] = caseFiles.decide(consulting, stateAfter(opened, evaluated, openedCase!));
    expect(refused(other, openedCase!, consulted!)).toMatchObject({ details: { result: 'OPEN_ADMIN_PIL' } });
  });
  it('by one who may not decide is refused for that first', () =>
    expect(refused(step('T9', who('customs.handler', ['handler']), { ...decision }), decided)).toMatchObject({
      code: 'TRANSITION_NOT_FOR_YOUR_ROLE',
    }));
  it('with its reason is a change of the decision, recorded as a deviation', () =>
    expect(
      caseFiles.decide(
        step('T9', approver, { resultCode: 'NOT_OPEN_NO_HARM', reason: '未见损害。' }, { deviation }),
        stateAfter(opened, evaluated, decided),
      ),
    ).toMatchObject([{ type: 'CaseFileStepTaken', step: { deviation } }]));
  it('is not offered: the list of what is possible says the same', () => {
    const fileReturn = { status: 'foreclosed', ...opening } as const;
    const file = stateAfter(opened, evaluated, decided);
    const offered = possibleWith({ file, fileReturn, who: approver, at: samples.inTime, id, charts, caseFiles });
    for (const verb of ['steps/T8', 'steps/T9', 'steps/T10', 'return'])
      expect(offered.find((one) => one.verb === verb)).toMatchObject({ isPossible: false, code: 'CASE_FILE_ALREADY_DECIDED' });
    // Whether or not it can be taken, a step says what document it makes, by code and name.
    expect(offered.find((one) => one.verb === 'steps/T9')).toMatchObject({ document: 'F-33', documentName: '不立案决定书' });
  });
});

describe('the road of an opened case', () => {
  const [handler, approver] = [who('customs.handler', ['handler']), who('customs.approver', ['approver'])];
  const open = step('T8', approver, { resultCode: 'OPEN_ADMIN_PIL', reason: '公益受损。' });
  const road = [
    commands.evaluate,
    open,
    step('A1s', handler, { servedOn: '2026-10-20' }),
    step('A2', handler, { topics: ['违法行使职权'] }),
    step('A3', handler, { plan: '现场勘验。', investigators: 2 }),
    step('A4', handler, { conclusion: '未依法履职。' }),
    step('A6', approver, { suggestionNumber: '湖检行公建〔2026〕3号', respondent: harbour }),
    step('A7', handler, { servedOn: '2026-10-20', serviceMethod: '宣告' }),
    step('A8', handler, { repliedOn: '2026-10-20', isFinished: true }),
  ];
  const after = (count: number) => {
    const told: CaseFileEvent[] = [opened];
    for (const one of road.slice(0, count)) told.push(...caseFiles.decide(one, stateAfter(...told)));
    return told;
  };

  it('leads from the decision over consultation, investigation and suggestion to the agency’s reply', () =>
    expect(stateAfter(...after(road.length))).toMatchObject({ isDecided: true, road: { stage: 'REPLIED' } }));
  it('serves no suggestion without an addressee: somebody must owe the reply', () => {
    const unaddressed = after(6).concat(
      caseFiles.decide(step('A6', approver, { suggestionNumber: '湖检行公建〔2026〕3号' }), stateAfter(...after(6))),
    );
    given(...unaddressed)
      .when(road[7]!)
      .thenRefused('STEP_FIELDS_MISSING');
    const addressed = step('A7', handler, { servedOn: '2026-10-20', serviceMethod: '宣告', respondent: harbour });
    expect(caseFiles.decide(addressed, stateAfter(...unaddressed))).toMatchObject([{ step: { to: 'SUGGESTION_SERVED' } }]);
  });
  it('announces to whom a suggestion was served, and on which day; of a reply, its day', () => {
    const told = (count: number) => {
      const steps = after(count);
      return caseFiles.announce(id, steps.at(-1)!, stateAfter(...steps))[0]?.data;
    };
    expect(told(8)).toMatchObject({ transition: 'A7', fields: { respondent: harbour, servedOn: '2026-10-20' } });
    expect(told(9)).toMatchObject({ transition: 'A8', fields: { respondent: harbour, repliedOn: '2026-10-20' } });
    expect(told(7)).toMatchObject({ transition: 'A6', fields: { respondent: harbour } });
  });
  it('asks for a day where the agency has not finished', () =>
    given(...after(8))
      .when(step('A8', handler, { repliedOn: '2026-10-20', isFinished: false }))
      .thenRefused('STEP_FIELDS_MISSING'));
  it('is opened at the level of the agency, or one above a government', () => {
    const openedBy = (keeper: string, respondent: string, kind = 'WAT', reason?: string) => ({
      ...open,
      request: { ...open.request, deviation: reason },
      organs: { keeper: { kind: 'PRO', level: keeper }, respondent: { kind, level: respondent } },
    });
    const evaluatedFile = stateAfter(opened, evaluated);
    for (const right of [openedBy('county', 'county'), openedBy('county', 'township'), openedBy('city', 'county', 'GOV')])
      expect(caseFiles.decide(right, evaluatedFile)).toMatchObject([{ step: { to: 'DECIDED_OPENED' } }]);
    given(opened, evaluated).when(openedBy('city', 'county')).thenRefused('RESPONDENT_OF_OTHER_LEVEL');
    expect(caseFiles.decide(openedBy('city', 'county', 'WAT', '上级院指定管辖。'), evaluatedFile)).toMatchObject([
      { step: { deviation: '上级院指定管辖。' } },
    ]);
  });
  it('is opened by a procuratorate and by nobody else', () =>
    given(opened, evaluated)
      .when({ ...open, organs: { keeper: { kind: 'WAT', level: 'county' } } })
      .thenRefused('ONLY_A_PROCURATORATE_OPENS'));
});

describe('the return of a file', () => {
  it('is the keeper’s alone while the route’s hours run', () => given(opened).when(commands.returnAlone).then(returnedAlone));
  it('is asked for instead where the keeper prefers it', () => given(opened).when(commands.askReturn).then(returnAsked));
  it('is asked for once the hours are over, to the end of the hour the law gives', () =>
    given(opened)
      .when({ ...commands.returnAlone, at: samples.tooLate })
      .then(returnAsked));
  it('is refused alone once the hours are over', () =>
    given(opened)
      .when({ ...commands.returnAlone, basis: 'unilateral', at: samples.tooLate })
      .thenRefused('RETURN_PERIOD_OVER'));
  it('needs consent where the route gives no hours', () =>
    given({ ...opened, returnTerms: undefined })
      .when({ ...commands.returnAlone, basis: 'unilateral' })
      .thenRefused('RETURN_NEEDS_CONSENT'));
  it('does not exist between procuratorates, whose route says never', () => {
    const never = { ...opened, returnTerms: { ...samples.returnTerms, verb: 'never' } } as CaseFileEvent;
    given(never).when(commands.returnAlone).thenRefused('RETURN_NOT_PERMITTED');
    given(never).when(commands.consent).thenRefused('RETURN_NOT_PERMITTED');
  });
  it('follows what both sides agreed on', () => {
    given(opened).when(commands.consent).then(returnedByConsent);
    given(opened).when(commands.followReturn).then(returnedBySender);
  });
  it('happens once', () => {
    given(opened, returnedAlone).when(commands.returnAlone).thenNothing();
    given(opened, returnedByConsent).when(commands.consent).thenNothing();
    given(opened, returnedByConsent).when(commands.followReturn).thenNothing();
    given(opened, returnAsked).when(commands.askReturn).thenNothing();
  });
  it('is refused once the file is decided, by whatever road it came there', () => {
    for (const before of [[evaluated, decided], [decidedUnevaluated], [evaluated, decidedReferred, handOffRequested]]) {
      given(opened, ...before)
        .when(commands.returnAlone)
        .thenRefused('CASE_FILE_ALREADY_DECIDED');
      given(opened, ...before)
        .when(commands.consent)
        .thenRefused('CASE_FILE_ALREADY_DECIDED');
      given(opened, ...before)
        .when(commands.followReturn)
        .thenRefused('CASE_FILE_ALREADY_DECIDED');
    }
  });
  it('ends the file: nothing is evaluated, decided or handed on after it', () => {
    for (const command of [commands.evaluate, commands.decide, commands.decideUnevaluated, commands.refer])
      given(opened, returnedAlone).when(command).thenRefused('CASE_FILE_RETURNED');
  });
});

describe('a file that is handed on', () => {
  it('is asked for under an id that follows from the file', () =>
    given(...referred)
      .when(commands.refer)
      .then(handOffRequested));
  it('is asked for once', () =>
    given(...onItsWay)
      .when(commands.refer)
      .thenNothing());
  it('is not asked for in other words while it is on its way', () =>
    given(...onItsWay)
      .when({ ...commands.refer, receiver: harbour })
      .thenRefused('MATTER_ALREADY_HANDED_OVER'));
  it('must be decided first: until then the way back is a return', () =>
    given(opened, evaluated).when(commands.refer).thenRefused('CASE_FILE_NOT_DECIDED'));
  it('is not handed to its keeper', () =>
    given(...referred)
      .when({ ...commands.refer, receiver: customs })
      .thenRefused('RECEIVER_IS_SENDER'));

  it('stands still while it is on its way', () =>
    given(...onItsWay)
      .when(step('T10', who('customs.approver', ['approver']), { resultCode: 'REFERRED_AGENCY', reason: '另行移送。' }))
      .thenRefused('CASE_FILE_ALREADY_DECIDED'));
  it('ends as handed over when it is accepted', () =>
    given(...onItsWay)
      .when(commands.accepted)
      .then(handedOver));
  it('goes over from a stage the chart does not foresee, with a deviation: ownership has moved already', () => {
    const [fact] = caseFiles.decide(commands.accepted, stateAfter(opened, evaluated, decided, handOffRequested));
    expect(fact).toMatchObject({ outcome: 'accepted', step: { from: 'DECIDED_NOT_OPENED', to: 'DECIDED_NOT_OPENED' } });
    expect((fact as { step: { deviation?: string } }).step.deviation).toBeDefined();
  });
  it.each(['refused', 'recalled', 'givenBack'] as const)('is the keeper’s again when it is %s', (name) => {
    const [fact] = caseFiles.decide(commands[name], stateAfter(...onItsWay));
    expect(stateAfter(...onItsWay, fact!)).toMatchObject({ status: 'open', isDecided: true, road: { stage: 'DECIDED_REFERRED' } });
  });
  it('stands where it stood when its receiver gives it back', () => {
    const [fact] = caseFiles.decide(commands.givenBack, stateAfter(...onItsWay, handedOver));
    expect(stateAfter(...onItsWay, handedOver, fact!)).toMatchObject({ status: 'open', road: { stage: 'DECIDED_REFERRED' } });
  });
  it('may be asked for again, under another id', () => {
    const [fact] = caseFiles.decide(commands.refer, stateAfter(...onItsWay, stayed));
    expect(fact).toMatchObject({ type: 'CaseFileHandOffRequested', handOffId: derivedId(samples.fileId, 'case-file/hand-off/2') });
  });
  it('follows a hand-off that was forwarded, in whatever order the two are told', () => {
    const successor = { ...commands.accepted, fate: { outcome: 'accepted', handOffId: successorId } } as typeof commands.accepted;
    const [passedOn] = caseFiles.decide(commands.forwarded, stateAfter(...onItsWay));
    const [ended] = caseFiles.decide(successor, stateAfter(...onItsWay, passedOn!));
    expect(stateAfter(...onItsWay, passedOn!, ended!)).toMatchObject({ status: 'handed-over', byHandOff: successorId });
    const [early] = caseFiles.decide(successor, stateAfter(...onItsWay));
    given(...onItsWay, early!)
      .when(commands.forwarded)
      .thenNothing();
  });
  it('is moved by no event of a hand-off that has ended', () => {
    for (const late of [commands.refused, commands.recalled, commands.forwarded])
      given(...onItsWay, stayed, { ...handOffRequested, handOffId: successorId })
        .when(late)
        .thenNothing();
  });
});

describe('permissions', () => {
  const others = [police, harbour];
  it('belong to the keeping agency: to another there is no file', () => {
    for (const agency of others) {
      const foreign = step('T7', who('police.handler', ['handler'], { agency }), { findings: '' });
      given(opened).when(foreign).thenRefused('CASE_FILE_NOT_FOUND');
      for (const command of [commands.askReturn, commands.consent, commands.refer])
        given(opened)
          .when({ ...command, by: agency })
          .thenRefused('CASE_FILE_NOT_FOUND');
    }
    for (const command of [commands.evaluate, commands.decide, commands.consent, commands.refer])
      given().when(command).thenRefused('CASE_FILE_NOT_FOUND');
  });
  it('to decide belong to the roles the chart names', () =>
    given(opened, evaluated)
      .when(step('T9', who('customs.section-head', ['section-head']), { ...decision }))
      .thenRefused('TRANSITION_NOT_FOR_YOUR_ROLE'));
  it('to evaluate belong to handlers, to decide to approvers, to ask for its hand-off to all who work on it: the signature is another’s', () => {
    expect(rolesThatMay('case-file:evaluate')).toEqual(['handler']);
    expect(rolesThatMay('case-file:decide')).toEqual(['approver']);
    expect(rolesThatMay('case-file:work')).toEqual(['intake', 'handler', 'section-head', 'approver']);
  });
  it('to read belong to no platform administrator', () =>
    expect(rolesThatMay('case-file:read')).toEqual(['intake', 'handler', 'section-head', 'approver', 'liaison', 'inspector']));
});

describe('what a case file announces', () => {
  const announced = (...events: CaseFileEvent[]) => caseFiles.announce(id, events.at(-1)!, stateAfter(...events));
  const named = {
    caseFileId: id,
    handOffId: opening.handOffId,
    matterKind: 'clue',
    matterId: opening.matterId,
    agency: customs,
    sender: harbour,
    title: opening.title,
  };

  it('names file, hand-off, matter, keeper and sender', () =>
    expect(announced(opened)).toEqual([
      {
        type: 'case-supervision.case-file-opened.v1',
        data: { ...named, chart: 'case-file', packVersion: samples.born.packVersion, isOwning: true },
      },
    ]));
  it('tells each stage, and a decision by its code', () => {
    const told = announced(opened, evaluated, decided);
    expect(told.map(({ type }) => type)).toEqual(['stage-entered', 'decided'].map((what) => `case-supervision.case-file-${what}.v1`));
    expect(told[0]?.data).toMatchObject({ transition: 'T9', to: 'DECIDED_NOT_OPENED', deviation: false, chart: 'case-file' });
    expect(told[1]?.data).toMatchObject({ resultCode: 'NOT_OPEN_DUTY_PERFORMED' });
    expect(announced(opened, decidedUnevaluated)[0]?.data).toMatchObject({ deviation: true });
  });
  it('carries neither findings nor reasons', () => {
    const told = JSON.stringify([
      announced(opened, evaluated),
      announced(opened, evaluated, decided),
      announced(opened, decidedUnevaluated),
    ]);
    expect(told).not.toContain('排口已封堵');
    expect(told).not.toContain('依法履职');
    expect(told).not.toContain('紧急情况');
    expect(told).not.toContain('customs.');
  });
  it('asks for its hand-off with the source the clue came from', () =>
    expect(announced(...onItsWay)[0]).toMatchObject({
      type: 'case-supervision.case-file-hand-off-requested.v1',
      data: { ...named, requestedHandOffId: requestedId, receiver: police, sourceCode: 'S18', isSuccessor: true },
    }));
  it('is seen by the keeper alone', () => expect(caseFiles.scopeOf(stateAfter(opened)).parties).toEqual([customs]));
  it('stays in its practice world', () => {
    const world = '01920000-0000-7000-8000-0000000000e1';
    expect(caseFiles.scopeOf(stateAfter({ ...opened, world }))).toMatchObject({ world, familyId: opening.familyId });
  });
});

describe('what moves a file', () => {
  const { handOffId, matterKind, matterId, title, returnTerms } = opening;
  const parties = { sender: harbour, receiver: customs, title, routeId: 'clue-from-public' };
  const meta = { familyId: opening.familyId, parties: [harbour, customs] };
  const data = { handOffId, kind: 'owning', matterKind, matterId, ...parties, sourceCode: 'S18', returnTerms } as const;
  type More = Partial<{ kind: 'owning' | 'share'; matterKind: 'clue' | 'problem' | 'case-file'; matterId: string }>;
  const planned = (more: More) =>
    caseFileSubscriptions(charts)
      .filter(({ type }) => type === HandOffAcceptedV1.type)
      .flatMap((on) => on.plan(integrationEvent(HandOffAcceptedV1, `hand-off/${handOffId}`, { ...data, ...more }, meta)))
      .map(({ subject }) => subject);
  const fileId = derivedId(handOffId, 'case-file');

  it('an acceptance opens one file with its return, whose id follows from the hand-off', () =>
    expect(planned({})).toEqual([`case-file/${fileId}`, `file-return/${fileId}`]));
  it('a share and a problem open none', () => {
    expect(planned({ kind: 'share' })).toEqual([]);
    expect(planned({ matterKind: 'problem' })).toEqual([]);
  });
  it('the acceptance of a file opens the receiver’s, which the sender’s remembers, and ends the sender’s', () =>
    expect(planned({ matterKind: 'case-file', matterId: id })).toEqual([
      `case-file/${fileId}`,
      `file-return/${fileId}`,
      `case-file/${id}`,
      `case-file/${id}`,
    ]));
  it('the refusal of a clue’s hand-off moves none', () => {
    const refused = integrationEvent(HandOffRefusedV1, `hand-off/${handOffId}`, { ...data, reasonCode: 'OTHER', reason: '不属' }, meta);
    expect(
      caseFileSubscriptions(charts)
        .filter(({ type }) => type === HandOffRefusedV1.type)
        .flatMap((on) => on.plan(refused)),
    ).toEqual([]);
  });
  it('a return that both sides agreed on ends it', () => {
    const { receiver: _, routeId: __, ...both } = { ...parties, agency: customs };
    const told = {
      caseFileId: id,
      handOffId,
      matterKind,
      matterId,
      ...both,
      basis: 'consent',
      returnedBy: customs,
      reason: '不属',
    } as const;
    const returned = integrationEvent(CaseFileReturnedV1, `file-return/${id}`, told, meta);
    expect(
      ownSubscriptions(charts)
        .flatMap((on) => (on.type === returned.type ? on.plan(returned) : []))
        .map(({ subject }) => subject),
    ).toEqual([`case-file/${id}`]);
  });
});

function rolesThatMay(action: Action) {
  return roles.filter((role) => actionsOf[role].includes(action));
}
