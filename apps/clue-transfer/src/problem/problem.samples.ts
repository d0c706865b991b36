import { resolve } from 'node:path';
import { chartBookOf, chartOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import type { Fields } from '@xiezhi/stage-chart';
import { problemsOn } from './problem.announce.ts';
import type { Officer, ProblemCommand } from './problem.decider.ts';
import type { ProblemEvent } from './problem.state.ts';

/** The chart that is delivered: what these samples say is what officers meet. */
export const pack = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));
export const problemChart = chartOf(pack, 'problem');
export const problems = problemsOn(chartBookOf([pack]));

export const township = '01920000-0000-7000-8000-00000000aa01';
export const office = '01920000-0000-7000-8000-00000000aa02';
export const bureau = '01920000-0000-7000-8000-00000000aa03';
export const otherBureau = '01920000-0000-7000-8000-00000000aa04';
export const procuratorate = '01920000-0000-7000-8000-00000000aa05';
export const problemId = '01920000-0000-7000-8000-0000000000c1';
export const otherId = '01920000-0000-7000-8000-0000000000c2';
export const clueId = '01920000-0000-7000-8000-0000000000c3';
export const handOffId = '01920000-0000-7000-8000-0000000000f1';

const desk = (agency: string, name: string, role: Officer['roles'][number]): Officer => ({
  agency,
  account: `${name}.${role}`,
  roles: [role],
  isJudicial: false,
});
export const officers = {
  reporter: desk(township, 'township', 'intake'),
  handler: desk(office, 'office', 'handler'),
  checker: desk(office, 'office', 'section-head'),
  approver: desk(office, 'office', 'approver'),
  unit: desk(bureau, 'bureau', 'handler'),
  stranger: desk(otherBureau, 'other', 'handler'),
};

const report = {
  title: '泗安塘左岸钢棚',
  description: '新建钢棚约四百二十平方米',
  sourceCode: 'S11',
  categoryCode: 'Z4-02',
  divisionCode: '330522111',
  waterBodyId: 'WB20',
  foundAt: '2026-07-08T08:50:00+08:00',
};
export const material = { name: '照片', kind: 'AUDIOVISUAL' as const, mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) };
export const reported = { problemId, office, isOfTownship: true, report, materials: [material], hasReporter: true };
export const reporting = {
  type: 'ReportProblem',
  officer: officers.reporter,
  on: '2026-07-08',
  at: '2026-07-08T10:00:00+08:00',
  classification: '无',
  reported,
} as const satisfies ProblemCommand;

/** One step of the chart, as an officer asks for it. */
export const step = (transition: string, officer: Officer, on: string, fields: Fields = {}): ProblemCommand & { type: 'TakeStep' } => ({
  type: 'TakeStep',
  officer,
  transition,
  on,
  fields,
  clueId,
});

const leg = { handOffId, from: office, to: bureau, routeId: 'problem-assignment' };
const seen = { bounces: 0, isNamed: false };
const { handler, checker, approver, unit } = officers;
export const triage = {
  severity: '一般',
  severityReason: '未批先建',
  categoryCode: 'Z4-02',
  duplicateChecked: true,
  proposedUnit: bureau,
  competenceBasis: '水法第三十八条',
};
export const closeOut = Object.fromEntries((problemChart.chart.checklists['close-out'] ?? []).map(({ id }) => [id, true]));
const assignment = { leadUnit: bureau, requirements: ['拆除'], limitOn: '2026-07-31' };
const photo = { before: 'a'.repeat(64), after: 'b'.repeat(64), viewpoint: '渡口' };
const rectified = { measures: [{ on: '2026-07-20', measure: '拆除钢棚' }], photoPairs: [photo], responsibleRole: '副局长' };
const reminder = { unitDuty: '依法查处', demanded: '七月九日交办', stillMissing: ['未拆除'], reminderLimitOn: '2026-08-17' };
const views = [{ agency: '河长办', view: '建议移送' }];
const study = { heldOn: '2026-08-19', participants: [office, procuratorate], views, studyConclusion: '移送检察机关' };

/** Commands of the stories K01 and K02, in the order in which they are asked. */
export const commands = {
  report: reporting,
  triage: step('P2', handler, '2026-07-09', triage),
  reject: step('P3', handler, '2026-07-09', { verification: '系藻类阴影' }),
  reply: step('P3r', handler, '2026-07-10', { replyText: '经核实不属实', repliedOn: '2026-07-10' }),
  merge: { ...step('P3m', handler, '2026-07-09', { mergedInto: otherId }), mergedInto: { problemId: otherId, isMerged: false } },
  draftAssignment: step('P4a', handler, '2026-07-09', assignment),
  assign: { type: 'BeginHandingOver', leg, seen, on: '2026-07-09' },
  receive: { type: 'RecordReceived', handOffId, on: '2026-07-10' },
  accept: { type: 'RecordHandedOver', leg, on: '2026-07-10' },
  refuse: { type: 'RecordKept', leg, because: 'refused', on: '2026-07-10' },
  rectify: step('P7', unit, '2026-07-30', rectified),
  sendBack: step('P9', checker, '2026-07-31', { defects: ['基础未清'], limitOn: '2026-08-10' }),
  checkOnSite: step('P8a', handler, '2026-07-31', { checkedOn: '2026-07-31', checkFindings: '已拆除' }),
  close: step('P8', approver, '2026-07-31', { closeOut, checkedOn: '2026-07-31', chiefOpinion: '同意', lookBackOn: '2026-10-31' }),
  draftReminder: step('P10a', handler, '2026-08-03', reminder),
  remind: step('P10', approver, '2026-08-03', { servedOn: '2026-08-03', serviceMethod: '系统' }),
  askForStudy: step('P11', handler, '2026-08-18', { invitedProcuratorate: procuratorate }),
  minute: step('P11m', handler, '2026-08-19', study),
  growClue: step('P12', handler, '2026-08-20', { clueTitle: '钢棚占用岸线', domainCode: 'W3', harm: '岸线受损' }),
  lookBack: step('P14', handler, '2026-10-30', { lookedBackOn: '2026-10-30', lookBackMethod: '现场', lookBackFindings: '复搭' }),
  relapse: step('P14b', handler, '2026-10-30', { lookBackResult: '部分反弹' }),
  stable: step('P14a', handler, '2026-10-30', { lookBackResult: '稳定' }),
  disclose: { type: 'DiscloseReporter', by: township, account: 'township.handler', purpose: '回访核实' },
  link: { type: 'RecordLink', otherId, relation: 'merged-from' },
} as const satisfies Record<string, ProblemCommand>;

/** The facts these commands lead to, from the report on. */
export function factsOf(...asked: ProblemCommand[]): ProblemEvent[] {
  const facts: ProblemEvent[] = [];
  for (const command of asked) {
    const state = facts.reduce<ReturnType<typeof problems.evolve>>(problems.evolve, problems.initialState);
    facts.push(...problems.decide(command, state).map(numbered));
  }
  return facts;
}

/** Numbers are given between deciding and appending; samples have theirs from here. */
function numbered(event: ProblemEvent): ProblemEvent {
  if (event.type === 'ProblemReported') return { ...event, number: 'XS-330522-2026-000001' };
  if (event.type !== 'ProblemStepTaken') return event;
  const documents: Record<string, string> = { P10: '长河长办提函〔2026〕1号', P11m: '长河长办纪要〔2026〕1号' };
  const documentNumber = documents[event.step.transition];
  return documentNumber === undefined ? event : { ...event, documentNumber };
}

const { report: reports, triage: triages, draftAssignment, assign, receive, accept, draftReminder, remind, askForStudy, minute } = commands;
export const road = {
  triaged: factsOf(reports, triages),
  assigned: factsOf(reports, triages, draftAssignment, assign),
  rectifying: factsOf(reports, triages, draftAssignment, assign, receive, accept),
  pendingCheck: factsOf(reports, triages, draftAssignment, assign, receive, accept, commands.rectify),
  closed: factsOf(reports, triages, draftAssignment, assign, receive, accept, commands.rectify, commands.close),
  reminded: factsOf(reports, triages, draftAssignment, assign, receive, accept, draftReminder, remind),
  studied: factsOf(reports, triages, draftAssignment, assign, receive, accept, draftReminder, remind, askForStudy, minute),
};
