import { HandOffReceivedV1, ProblemLinkedV1 } from '@xiezhi/contracts';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { grownClue } from './grown-clue.ts';
import { historyOf, type ProblemCommand } from './problem.decider.ts';
import { partiesOf } from './problem.parties.ts';
import {
  bureau,
  closeOut,
  clueId,
  commands,
  factsOf,
  handOffId,
  office,
  officers,
  otherBureau,
  otherId,
  problemId,
  problems,
  reported,
  reporting,
  road,
  step,
  township,
  triage,
} from './problem.samples.ts';
import type { ProblemEvent, ReportedProblem } from './problem.state.ts';
import { problemSubscriptions } from './problem.subscriptions.ts';

const { given, stateAfter } = specFor(problems);
const problemAfter = (...events: ProblemEvent[]) => stateAfter(...events) as ReportedProblem;
function stageAfter(events: ProblemEvent[], ...asked: ProblemCommand[]): ProblemEvent[] {
  const facts = [...events];
  for (const command of asked) facts.push(...problems.decide(command, stateAfter(...facts)));
  return facts;
}
const expectStage = (stage: string, events: ProblemEvent[], ...asked: ProblemCommand[]) =>
  expect(problemAfter(...stageAfter(events, ...asked)).stage.stage).toBe(stage);
const { handler, checker, approver, unit, stranger } = officers;

describe('a problem', () => {
  it('is described by codes that its mechanism lists', () =>
    given()
      .when({ ...commands.report, unlisted: [{ list: 'clue-source', code: 'S99' }] })
      .thenRefused('CODE_NOT_LISTED', { list: 'clue-source', code: 'S99' }));
  it('is reported with its place, its category and its evidence', () => expectStage('REPORTED', [], commands.report));
  it('without evidence says why', () => {
    const bare = { ...reporting, reported: { ...reported, materials: [] } };
    given().when(bare).thenRefused('STEP_FIELDS_MISSING');
    const { report } = reported;
    expectStage('REPORTED', [], { ...bare, reported: { ...bare.reported, report: { ...report, noEvidenceReason: '夜间无法拍摄' } } });
  });
  it('needs a water body or a place', () => {
    const { waterBodyId: _water, ...report } = reported.report;
    given()
      .when({ ...reporting, reported: { ...reported, report } })
      .thenRefused('STEP_FIELDS_MISSING');
  });
  it('is not found after it is reported', () =>
    given()
      .when({ ...reporting, at: '2026-07-08T08:00:00+08:00' })
      .thenRefused('FOUND_IN_FUTURE'));
  it('is no state secret', () =>
    given()
      .when({ ...reporting, classification: '秘密' })
      .thenRefused('CLUE_CLASSIFIED'));
  it('is triaged by the office, and by the township for its own reach', () => {
    expectStage('TRIAGED', factsOf(commands.report), commands.triage);
    expectStage('TRIAGED', factsOf(commands.report), step('P2', officers.reporter, '2026-07-09', triage));
    const ofElsewhere = { ...reporting, reported: { ...reported, isOfTownship: false } };
    given(...factsOf(ofElsewhere))
      .when(step('P2', officers.reporter, '2026-07-09', triage))
      .thenRefused('TRANSITION_NOT_YOURS');
  });
  it('is triaged after a search for duplicates, with a reason', () => {
    const when = given(...factsOf(commands.report)).when;
    when(step('P2', handler, '2026-07-09', { ...triage, duplicateChecked: false })).thenRefused('STEP_CONDITION_UNMET');
    const { severityReason: _reason, ...rest } = triage;
    when(step('P2', handler, '2026-07-09', rest)).thenRefused('STEP_FIELDS_MISSING');
  });
  it('that is not true is rejected, and a named reporter is answered', () => {
    expectStage('REJECTED', factsOf(commands.report), commands.reject, commands.reply);
    const anonymous = { ...reporting, reported: { ...reported, hasReporter: false } };
    given(...factsOf(anonymous, commands.reject))
      .when(commands.reply)
      .thenRefused('STEP_CONDITION_UNMET');
  });
});

describe('its assignment', () => {
  it('is a hand-off: sent is assigned, received is signed, accepted is being rectified (COUNTING 19)', () => {
    expectStage('ASSIGNED', road.triaged, commands.draftAssignment, commands.assign);
    expectStage('SIGNED', road.assigned, commands.receive);
    expectStage('RECTIFYING', road.assigned, commands.receive, commands.accept);
    expect(problemAfter(...road.rectifying)).toMatchObject({ unit: bureau, flight: { owner: bureau } });
  });
  it('sets the limit that the office wrote into it', () =>
    expect(problemAfter(...road.assigned).stage.limits).toEqual({ rectification: '2026-07-31' }));
  it('is not sent before its terms are written, nor before triage', () => {
    given(...road.triaged)
      .when(commands.assign)
      .thenRefused('HISTORY_STEP_MISSING');
    given(...factsOf(commands.report))
      .when(commands.assign)
      .thenRefused('TRANSITION_NOT_FROM_HERE');
  });
  it('is not sent twice at once', () =>
    given(...road.assigned)
      .when({ ...commands.assign, leg: { ...commands.assign.leg, handOffId: otherId } })
      .thenRefused('MATTER_ALREADY_HANDED_OVER'));
  it('leaves nothing else to do while it is on its way', () =>
    given(...road.assigned)
      .when(step('P3', handler, '2026-07-09', { verification: '误报' }))
      .thenRefused('TRANSITION_NOT_FROM_HERE'));
  it('refused is triaged again, stays with the office, and is seen by the unit no more', () => {
    const facts = stageAfter(road.assigned, commands.receive, commands.refuse);
    expectStage('TRIAGED', facts);
    const problem = problemAfter(...facts);
    expect([problem.flight.owner, problem.flight.bounces.length, problem.stage.limits]).toEqual([office, 1, {}]);
    expect(problems.scopeOf(problem).parties).toEqual([office, township]);
  });
  it('whose acceptance is told before the signature is signed and accepted all the same', () =>
    expectStage('RECTIFYING', road.assigned, commands.accept));
  it('whose outcome is told twice moves nothing twice', () => {
    given(...road.rectifying)
      .when(commands.accept)
      .thenNothing();
    given(...road.rectifying)
      .when(commands.receive)
      .thenNothing();
    given(...road.assigned, ...factsAfter(road.assigned, commands.receive))
      .when(commands.receive)
      .thenNothing();
  });
  it('forwarded is assigned to the next unit', () => {
    const next = { handOffId: otherId, from: office, to: otherBureau, routeId: 'problem-assignment' };
    const facts = stageAfter(road.assigned, commands.receive, {
      type: 'RecordForwarded',
      leg: commands.assign.leg,
      next,
      on: '2026-07-10',
    });
    expectStage('ASSIGNED', facts);
    expect(problems.scopeOf(problemAfter(...facts)).parties).toEqual([office, township, otherBureau]);
  });
  it('bounced for the third time waits for the coordinator, and says so', () => {
    const again = (n: number) => {
      const leg = { ...commands.assign.leg, handOffId: handOffId.replace('f1', `f${n}`) };
      return [
        { ...commands.assign, leg, seen: { bounces: n, isNamed: false } },
        { ...commands.refuse, leg },
      ];
    };
    const facts = stageAfter(
      [...road.triaged, ...factsAfter(road.triaged, commands.draftAssignment)],
      ...again(0),
      ...again(1),
      ...again(2),
    );
    expect(facts.map(({ type }) => type)).toContain('BouncedOut');
    given(...facts)
      .when(again(3)[0]!)
      .thenRefused('MATTER_AWAITS_COORDINATOR');
  });
});

describe('its close-out', () => {
  it('needs every item of the checklist', () =>
    given(...road.pendingCheck)
      .when({ ...commands.close, fields: { ...commands.close.fields, closeOut: { ...closeOut, siteRestored: false } } })
      .thenRefused('CHECKLIST_INCOMPLETE'));
  it('of a major one needs a second person on site', () => {
    const major = factsOf(
      commands.report,
      { ...commands.triage, fields: { ...triage, severity: '重大' } },
      commands.draftAssignment,
      commands.assign,
      commands.receive,
      commands.accept,
      commands.rectify,
    );
    given(...major)
      .when(commands.close)
      .thenRefused('HISTORY_STEP_MISSING');
    const checked = stageAfter(major, commands.checkOnSite);
    expectStage('CLOSED', checked, commands.close);
    given(...checked)
      .when({ ...commands.close, officer: handler })
      .thenRefused('STEP_SAME_PERSON');
  });
  it('of a suspected crime needs the number of its transfer (G4)', () => {
    const suspected = factsOf(
      commands.report,
      { ...commands.triage, fields: { ...triage, criminalSuspicion: true } },
      commands.draftAssignment,
      commands.assign,
      commands.receive,
      commands.accept,
      commands.rectify,
    );
    given(...suspected)
      .when(commands.close)
      .thenRefused('PENALTY_REPLACES_CRIMINAL_TRANSFER');
    expectStage('CLOSED', suspected, {
      ...commands.close,
      fields: { ...commands.close.fields, criminalTransferNumber: '长水移〔2026〕1号' },
    });
  });
  it('can be refused with the defects and a new limit', () => {
    expectStage('RECTIFYING', road.pendingCheck, commands.sendBack);
    expect(problemAfter(...stageAfter(road.pendingCheck, commands.sendBack)).stage.limits).toEqual({ rectification: '2026-08-10' });
  });
  it('is looked back at: stable stays closed, a relapse keeps the number and counts', () => {
    expectStage('CLOSED', road.closed, commands.lookBack, commands.stable);
    const relapsed = problemAfter(...stageAfter(road.closed, commands.lookBack, commands.relapse));
    expect([relapsed.stage.stage, relapsed.number, relapsed.relapses, relapsed.flight.owner]).toEqual([
      'REOPENED',
      'XS-330522-2026-000001',
      1,
      office,
    ]);
  });
  it('more than twelve months ago is over: what comes then is a new problem', () =>
    given(...stageAfter(road.closed, commands.lookBack))
      .when({ ...commands.relapse, on: '2027-08-01' })
      .thenRefused('LIMIT_PASSED'));
});

describe('its way to the procuratorate (2025 Guide Art. 4, 5)', () => {
  it('begins with a reminder when the limit is over', () => {
    given(...road.rectifying)
      .when({ ...commands.draftReminder, on: '2026-07-31' })
      .thenRefused('LIMIT_NOT_PASSED');
    expectStage('REMINDED', road.rectifying, commands.draftReminder, commands.remind);
  });
  it('or when what was reported is not real', () => {
    const fields = { ...commands.draftReminder.fields, replyNotReal: true };
    expectStage('PENDING_CHECK', road.pendingCheck, { ...commands.draftReminder, on: '2026-07-30', fields });
  });
  it('needs a reminder signed by another than its drafter (G2)', () => {
    const both = { ...officers.handler, roles: ['handler', 'approver'] as const };
    given(...stageAfter(road.rectifying, commands.draftReminder))
      .when({ ...commands.remind, officer: both })
      .thenRefused('STEP_SAME_PERSON');
    given(...road.rectifying)
      .when(commands.remind)
      .thenRefused('HISTORY_STEP_MISSING');
  });
  it('goes on only when the reminder’s limit is over, and not for a minor matter', () => {
    given(...road.reminded)
      .when({ ...commands.askForStudy, on: '2026-08-17' })
      .thenRefused('LIMIT_NOT_PASSED');
    expectStage('STUDY', road.reminded, commands.askForStudy);
    const minor = factsOf(
      commands.report,
      { ...commands.triage, fields: { ...triage, severity: '轻微' } },
      commands.draftAssignment,
      commands.assign,
      commands.accept,
      commands.draftReminder,
      commands.remind,
    );
    given(...minor)
      .when(commands.askForStudy)
      .thenRefused('STEP_CONDITION_UNMET');
  });
  it('ends with the unit’s report, when it comes in time', () =>
    expectStage('PENDING_CHECK', road.reminded, { ...commands.rectify, on: '2026-08-10' }));
  it('needs minutes that conclude it', () => {
    const others = { ...commands.minute, fields: { ...commands.minute.fields, studyConclusion: '继续督促' } };
    const studied = stageAfter(road.reminded, commands.askForStudy, others);
    given(...studied)
      .when(commands.growClue)
      .thenRefused('STEP_CONDITION_UNMET');
    given(...stageAfter(road.reminded, commands.askForStudy))
      .when(commands.growClue)
      .thenRefused('HISTORY_STEP_MISSING');
  });
  it('grows a clue of the same family, with the history its route asks for', () => {
    const [grown] = problems.decide(commands.growClue, stateAfter(...road.studied));
    const problem = stateAfter(...road.studied, grown!);
    expect(grown).toMatchObject({ type: 'ProblemStepTaken', clueId, step: { to: 'TRANSFERRED' } });
    expect(grownClue([grown!], problem)).toMatchObject({
      type: 'RegisterClue',
      clueId,
      by: office,
      hasReporter: false,
      content: { title: '钢棚占用岸线', sourceCode: 'S04', domainCode: 'W3', divisionCode: '330522111' },
      grownFrom: {
        problemId,
        familyId: problemId,
        history: {
          'reminder-number': '长河长办提函〔2026〕1号',
          'reminder-expiry': '2026-08-17',
          'study-minutes': '长河长办纪要〔2026〕1号',
        },
      },
    });
    expect(problem).toMatchObject({ clues: [clueId] });
  });
  it('shows no history it does not have', () => expect(historyOf(problemAfter(...road.rectifying))).toEqual({}));
});

describe('its links', () => {
  it('a merge leads to another problem, and both keep their history', () => {
    const [moved, linked] = problems.decide(commands.merge, stateAfter(...factsOf(commands.report)));
    expect(moved).toMatchObject({ step: { to: 'MERGED' } });
    expect(linked).toEqual({ type: 'ProblemLinked', otherId, relation: 'merged-into' });
    given(...factsOf(commands.report))
      .when(commands.link)
      .then({ type: 'ProblemLinked', otherId, relation: 'merged-from' });
    given(...factsOf(commands.report), ...factsAfter(factsOf(commands.report), commands.link))
      .when(commands.link)
      .thenNothing();
  });
  it.each([
    ['what the office does not see', undefined, 'MERGE_TARGET_NOT_FOUND'],
    ['itself', { problemId, isMerged: false }, 'MERGE_INTO_ITSELF'],
    ['a problem of a practice world', { problemId: otherId, isMerged: false, world: problemId }, 'WORLD_MISMATCH'],
    ['what is merged itself', { problemId: otherId, isMerged: true }, 'MERGE_INTO_MERGED'],
  ] as const)('no merge leads into %s', (_name, mergedInto, code) =>
    given(...factsOf(commands.report))
      .when({ ...commands.merge, mergedInto })
      .thenRefused(code),
  );
  it('a report of the same facts is linked, not merged; worlds are not mixed', () => {
    const same = { ...reporting, sameFactsAs: { problemId: otherId, isMerged: false } };
    expect(factsOf(same).at(-1)).toEqual({ type: 'ProblemLinked', otherId, relation: 'same-facts' });
    given()
      .when({ ...same, sameFactsAs: { ...same.sameFactsAs, world: problemId } })
      .thenRefused('WORLD_MISMATCH');
  });
});

describe('permissions', () => {
  it('to a stranger the problem is not there', () =>
    given(...road.pendingCheck)
      .when({ ...commands.close, officer: stranger })
      .thenRefused('PROBLEM_NOT_FOUND'));
  it.each([
    ['the unit does not triage', step('P2', unit, '2026-07-31', triage), road.rectifying],
    ['the unit does not close', { ...commands.close, officer: unit }, road.pendingCheck],
    ['the reporter does not close', { ...commands.close, officer: officers.reporter }, road.pendingCheck],
    ['the office does not rectify', { ...commands.rectify, officer: checker }, road.rectifying],
  ] as const)('%s', (_name, command, facts) =>
    given(...facts)
      .when(command)
      .thenRefused('TRANSITION_NOT_YOURS'),
  );
  it('a handler does not sign the reminder', () =>
    given(...stageAfter(road.rectifying, commands.draftReminder))
      .when({ ...commands.remind, officer: checker })
      .thenRefused('TRANSITION_NOT_FOR_YOUR_ROLE'));
  it('an officer does not set what follows an event', () =>
    given(...road.triaged)
      .when(step('P4', approver, '2026-07-09'))
      .thenRefused('TRANSITION_FOLLOWS_AN_EVENT'));
  it('the reporter is disclosed to the reporting agency alone, and that is a fact', () => {
    given(...road.triaged)
      .when(commands.disclose)
      .then({ type: 'ProblemReporterDisclosed', account: 'township.handler', purpose: '回访核实' });
    given(...road.triaged)
      .when({ ...commands.disclose, by: office })
      .thenRefused('PROBLEM_NOT_FOUND');
  });
  it('nothing is taken before it is reported', () => given().when(commands.triage).thenRefused('PROBLEM_NOT_FOUND'));
  it('a matter of another version of the pack waits for it', () => {
    const [first] = factsOf(commands.report) as [ProblemEvent & { type: 'ProblemReported' }];
    given({ ...first, packVersion: '2027.1' })
      .when(commands.triage)
      .thenRefused('PACK_VERSION_NOT_LOADED');
  });
});

describe('what others are told', () => {
  const told = (facts: ProblemEvent[]) =>
    facts.flatMap((fact, place) => problems.announce(problemId, fact, stateAfter(...facts.slice(0, place + 1))));
  it('is where it stands, and no draft, no description, no reporter', () => {
    const events = told(road.studied);
    expect(events.map(({ type, data }) => [type.split('.')[1], (data as { transition?: string }).transition])).toEqual([
      ['problem-reported', undefined],
      ['problem-stage-entered', 'P2'],
      ['problem-stage-entered', 'P4'],
      ['problem-stage-entered', 'P5'],
      ['problem-stage-entered', 'P7a'],
      ['problem-stage-entered', 'P10'],
      ['problem-stage-entered', 'P11'],
      ['problem-stage-entered', 'P11m'],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/四百二十平方米|依法查处|建议移送/);
  });
  it('is the limit and the number of the document that set it', () =>
    expect(told(road.reminded).at(-1)).toMatchObject({
      data: { transition: 'P10', limitOn: '2026-08-17', documentNumber: '长河长办提函〔2026〕1号', unit: bureau, severity: '一般' },
    }));
  it('is the limit of the assignment where the unit signs, from which its period runs', () => {
    const signed = told(road.rectifying).find(({ data }) => (data as { transition?: string }).transition === 'P5');
    const assigned = told(road.rectifying).find(({ data }) => (data as { transition?: string }).transition === 'P4');
    expect((assigned!.data as { limitOn?: string }).limitOn).toBeDefined();
    expect(signed).toMatchObject({ data: { limitOn: (assigned!.data as { limitOn?: string }).limitOn } });
  });
  it('name the unit that signed, which owes the rectification before it has accepted', () => {
    const signed = told(road.rectifying).find(({ data }) => (data as { transition?: string }).transition === 'P5');
    expect(signed).toMatchObject({ data: { signedBy: bureau } });
    expect(signed!.data).not.toHaveProperty('unit');
  });
  it('are the office, the reporting agency and the unit, each once', () => {
    expect(problems.scopeOf(stateAfter(...factsOf(commands.report))).parties).toEqual([office, township]);
    expect(problems.scopeOf(stateAfter(...road.assigned)).parties).toEqual([office, township, bureau]);
    expect(partiesOf(problemAfter(...road.rectifying), bureau)).toEqual(['unit']);
  });
});

describe('what it listens to', () => {
  const about = { familyId: problemId, parties: [office] };
  const plan = (event: Parameters<ReturnType<typeof problemSubscriptions>[number]['plan']>[0]) =>
    problemSubscriptions(problems)
      .filter(({ type }) => type === event.type)
      .flatMap((subscription) => subscription.plan(event));
  const received = (kind: 'owning' | 'share') =>
    integrationEvent(
      HandOffReceivedV1,
      `hand-off/${handOffId}`,
      {
        handOffId,
        kind,
        matterKind: 'problem',
        matterId: problemId,
        sender: office,
        receiver: bureau,
        title: '交办',
        routeId: 'problem-assignment',
      },
      about,
    );
  it('the signature of its assignment, not of a copy', () => {
    expect(plan(received('owning')).map(({ subject }) => subject)).toEqual([`problem/${problemId}`]);
    expect(plan(received('share'))).toEqual([]);
  });
  it('a link that another problem made', () =>
    expect(
      plan(integrationEvent(ProblemLinkedV1, `problem/${problemId}`, { problemId, office, otherId, relation: 'merged-into' }, about)).map(
        ({ subject }) => subject,
      ),
    ).toEqual([`problem/${otherId}`]));
});

function factsAfter(facts: ProblemEvent[], command: ProblemCommand): ProblemEvent[] {
  return problems.decide(command, stateAfter(...facts));
}
