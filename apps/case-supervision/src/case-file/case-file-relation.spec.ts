import { CaseFileStageEnteredV1, ClockExpiredV1, HandOffAcceptedV1 } from '@xiezhi/contracts';
import { type BoundChart, ChartBook, StageChart } from '@xiezhi/stage-chart';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { caseFilesOn } from './case-file.announce.ts';
import { type CaseFileCommand, type CaseFileEvent, type Keeper } from './case-file.decider.ts';
import { customs, fileId, harbour, on, police, who } from './case-file.samples.ts';
import { fileIdOf } from './case-file-gathering.ts';
import { caseFileSubscriptions, ownSubscriptions } from './case-file.subscriptions.ts';

const source = [{ text: '港口规则', article: '第一条', evidence: 'D' as const }];
const keeper = [{ party: 'keeper', roles: ['handler', 'approver'] }];
const bound = (chart: string, stages: string[], ends: string[], rest: object): BoundChart => ({
  chart: StageChart.parse({
    chart,
    title: chart,
    parties: { keeper: '承办单位' },
    stages: stages.map((id) => ({ id, name: id })),
    initial: stages[0],
    ends,
    deviation: 'refused',
    fields: {},
    ...rest,
  }),
  packVersion: '2026.1',
  validFrom: '2026-01-01',
});

/** What an agency does about a suspected crime, and what the police do: each in a file of its own. */
const suspicion = bound('suspicion', ['FOUND', 'APPROVED', 'SENT', 'GONE', 'ASKED', 'ENDED'], ['ENDED'], {
  opening: { own: [{ kinds: ['RCO'], roles: ['handler'] }] },
  transitions: [
    { id: 'S1', name: '批准移送', from: ['FOUND'], to: 'APPROVED', actors: keeper, source },
    { id: 'S2', name: '送出', from: ['APPROVED'], to: 'SENT', actors: [], driven: 'hand-off-sent', source },
    { id: 'S3', name: '移交', from: ['APPROVED', 'SENT'], to: 'GONE', actors: [], driven: 'hand-off-accepted', source },
    { id: 'S6', name: '退回', from: ['GONE'], to: 'FOUND', actors: [], driven: 'hand-off-returned', source },
    { id: 'S4', name: '申请复议', from: ['GONE'], to: 'ASKED', actors: keeper, source },
    {
      id: 'S5',
      name: '公安机关立案',
      from: ['GONE', 'ASKED'],
      to: 'ENDED',
      actors: [],
      driven: { chart: 'investigation', transitions: ['I1'] },
      source,
    },
  ],
});
const investigation = bound('investigation', ['RECEIVED', 'FILED', 'CLOSED'], ['CLOSED'], {
  opening: { received: ['crime-to-police', 'crime-copy'] },
  fields: { filedOn: { kind: 'day', name: '立案日期', announced: true } },
  transitions: [
    { id: 'I1', name: '立案', from: ['RECEIVED'], to: 'FILED', actors: keeper, allows: ['filedOn'], source },
    {
      id: 'I2',
      name: '收到复议申请',
      from: ['RECEIVED'],
      to: 'SAME',
      actors: [],
      driven: { chart: 'suspicion', transitions: ['S4'] },
      source,
    },
    { id: 'I4', name: '期满', from: ['RECEIVED'], to: 'CLOSED', actors: [], driven: { clock: ['X01'] }, source },
    { id: 'I3', name: '侦查终结', from: ['FILED'], to: 'CLOSED', actors: keeper, source },
  ],
});
const charts = new ChartBook([suspicion, investigation]);
const caseFiles = caseFilesOn(charts);
const { given, stateAfter } = specFor(caseFiles);

const family = '01920000-0000-7000-8000-0000000000c1';
const policeFile = '01920000-0000-8000-8000-0000000000b2';
const own = { matterKind: 'case-file', matterId: fileId, agency: harbour, title: '渗坑排污', familyId: family } as const;
const openOwn = (by: Keeper): CaseFileCommand => ({ type: 'OpenCaseFile', ...own, born: charts.born('suspicion', on), keeper: by });
const official = who('harbour.handler', ['handler'], { agency: harbour, isJudicial: false });
const step = (transition: string): CaseFileCommand => ({
  type: 'TakeCaseFileStep',
  request: { transition, who: official, on, fields: {} },
});
const refer = (more: Partial<CaseFileCommand & { type: 'ReferCaseFile' }> = {}): CaseFileCommand => ({
  type: 'ReferCaseFile',
  id: fileId,
  by: harbour,
  account: 'harbour.handler',
  receiver: police,
  routeId: 'crime-to-police',
  purpose: '请依法立案侦查',
  legalBasis: '第三条',
  on,
  ...more,
});
const follow = (outcome: 'sent' | 'accepted', handOffId: string): CaseFileCommand => ({
  type: 'FollowHandOff',
  fate: { outcome, handOffId },
  on,
});
const heard = (chart: string, transition: string, fields = {}): CaseFileCommand => ({
  type: 'FollowFile',
  step: { chart, transition, fields, of: { fileId: policeFile, agency: police } },
  on,
});
/** The facts of one file after these commands. */
function told(...commands: CaseFileCommand[]): CaseFileEvent[] {
  const facts: CaseFileEvent[] = [];
  for (const one of commands) facts.push(...caseFiles.decide(one, stateAfter(...facts)));
  return facts;
}
const opened = openOwn({ kind: 'RCO', roles: ['handler'] });
const onItsWay = () => told(opened, step('S1'), refer());
const handOffOf = (facts: CaseFileEvent[]) =>
  facts.flatMap((fact) => (fact.type === 'CaseFileHandOffRequested' ? [fact.handOffId] : []))[0]!;
const gone = () => {
  const facts = onItsWay();
  const handOffId = handOffOf(facts);
  return told(opened, step('S1'), refer(), follow('sent', handOffId), follow('accepted', handOffId));
};

describe('a file of an organ’s own', () => {
  it('has a source that a mechanism lists', () =>
    given()
      .when({ ...openOwn({ kind: 'RCO', roles: ['handler'] }), unlisted: [{ list: 'clue-source', code: 'S99' }] } as CaseFileCommand)
      .thenRefused('CODE_NOT_LISTED', { list: 'clue-source', code: 'S99' }));
  it('is opened by the organs and posts its chart names', () => {
    expect(stateAfter(...told(opened))).toMatchObject({ status: 'open', chart: 'suspicion', road: { stage: 'FOUND' } });
    given()
      .when(openOwn({ kind: 'PRO', roles: ['handler'] }))
      .thenRefused('CASE_FILE_NOT_OPENED_BY_YOU');
    given()
      .when(openOwn({ kind: 'RCO', roles: ['liaison'] }))
      .thenRefused('TRANSITION_NOT_FOR_YOUR_ROLE');
  });
  it('is announced without hand-off and sender: nobody is owed its outcome', () => {
    const [announced] = caseFiles.announce(fileId, told(opened)[0]!, stateAfter(...told(opened)));
    expect(announced?.data).toMatchObject({ chart: 'suspicion', matterId: fileId });
    for (const member of ['handOffId', 'sender']) expect(announced?.data).not.toHaveProperty(member);
  });
  it('that goes on from another is opened from that one', () => {
    const from = {
      ...suspicion.chart,
      chart: 'appeal',
      opening: { received: [], own: [{ kinds: ['RCO' as const], roles: ['handler' as const], from: ['suspicion'] }] },
    };
    const born = { ...suspicion, chart: from };
    const openFrom = (chart?: string): CaseFileCommand => ({
      ...own,
      type: 'OpenCaseFile',
      born,
      keeper: { kind: 'RCO', roles: ['handler'], from: chart },
    });
    given().when(openFrom()).thenRefused('CASE_FILE_COMES_FROM_ANOTHER');
    given().when(openFrom('penalty')).thenRefused('CASE_FILE_COMES_FROM_ANOTHER');
    expect(caseFiles.decide(openFrom('suspicion'), stateAfter())).toMatchObject([{ type: 'CaseFileOpened', chart: 'appeal' }]);
  });
  it('came from nobody, and so is given back to nobody', () =>
    given(...told(opened))
      .when({ type: 'ReturnCaseFile', by: harbour, account: 'harbour.handler', reason: '无', at: '2026-10-20T10:00:00+08:00', on })
      .thenRefused('CASE_FILE_ALREADY_DECIDED'));
});

describe('a file goes on', () => {
  it('from the stages where its chart foresees it', () => {
    given(...told(opened))
      .when(refer())
      .thenRefused('TRANSITION_NOT_FROM_HERE');
    expect(onItsWay().at(-1)).toMatchObject({ type: 'CaseFileHandOffRequested', receiver: police });
  });
  it('by stages of its own while it is on its way, where the chart has them', () => {
    const facts = onItsWay();
    expect(stateAfter(...facts, ...caseFiles.decide(follow('sent', handOffOf(facts)), stateAfter(...facts)))).toMatchObject({
      status: 'handing-over',
      road: { stage: 'SENT' },
    });
    given(...told(opened))
      .when(follow('sent', policeFile))
      .thenNothing();
  });
  it('and is still worked on, where the chart says what remains to do', () => {
    expect(stateAfter(...gone())).toMatchObject({ status: 'handed-over', road: { stage: 'GONE' } });
    expect(caseFiles.decide(step('S4'), stateAfter(...gone()))).toMatchObject([{ step: { to: 'ASKED' } }]);
    const asked = [...gone(), ...caseFiles.decide(step('S4'), stateAfter(...gone()))];
    given(...asked)
      .when(step('S4'))
      .thenNothing(); // the same again
    given(...asked)
      .when(step('S1'))
      .thenRefused('CASE_FILE_HANDED_OVER'); // nothing is left to the keeper
  });
  it('and comes back to where its chart says', () => {
    const facts = gone();
    const [back] = caseFiles.decide(
      { type: 'FollowHandOff', fate: { outcome: 'returned', handOffId: handOffOf(facts) }, on },
      stateAfter(...facts),
    );
    expect(back).toMatchObject({ type: 'CaseFileHandOffEnded', outcome: 'returned', step: { transition: 'S6', to: 'FOUND' } });
    expect(stateAfter(...facts, back!)).toMatchObject({ status: 'open', road: { stage: 'FOUND' } });
  });
  it('by a route that only shares stays where it is, at whatever stage', () => {
    const facts = told(opened, refer({ isShare: true, routeId: 'crime-copy' }));
    expect(stateAfter(...facts)).toMatchObject({ status: 'open', referrals: 1, road: { stage: 'FOUND' } });
    given(...facts)
      .when(refer({ isShare: true, routeId: 'crime-copy' }))
      .thenNothing();
    const [announced] = caseFiles.announce(fileId, facts.at(-1)!, stateAfter(...facts));
    expect(announced?.data).toMatchObject({ isSuccessor: false, routeId: 'crime-copy' });
    const again = caseFiles.decide(refer({ isShare: true, routeId: 'crime-copy', receiver: customs }), stateAfter(...facts));
    expect(handOffOf(again)).not.toBe(handOffOf(facts));
  });
});

const clock = {
  clockId: family,
  ruleId: 'X01',
  ruleName: '审查',
  subject: `case-file/${policeFile}`,
  matterKind: 'case-file' as const,
  matterId: policeFile,
  holder: police,
  watchers: [],
  title: own.title,
  expiredAt: '2026-10-21T00:00:00+08:00',
  expiredOn: '2026-10-20',
};

describe('files hear of each other', () => {
  const related = () => [...gone(), ...caseFiles.decide({ type: 'RelateCaseFile', fileId: policeFile }, stateAfter(...gone()))];
  const arrived = (): CaseFileEvent[] =>
    told({
      type: 'OpenCaseFile',
      handOffId: family,
      matterKind: 'case-file',
      matterId: fileId,
      agency: police,
      sender: harbour,
      title: own.title,
      familyId: family,
      born: charts.born('investigation', on),
    });

  it('a step names the files that came from it, and the one it came from', () => {
    const facts = [...related(), ...caseFiles.decide(step('S4'), stateAfter(...related()))];
    expect(caseFiles.announce(fileId, facts.at(-1)!, stateAfter(...facts))[0]?.data).toMatchObject({ related: [policeFile] });
    const filed: CaseFileCommand = {
      type: 'TakeCaseFileStep',
      request: { transition: 'I1', who: who('police.handler', ['handler'], { agency: police }), on, fields: { filedOn: on } },
    };
    const theirs = [...arrived(), ...caseFiles.decide(filed, stateAfter(...arrived()))];
    expect(caseFiles.announce(policeFile, theirs.at(-1)!, stateAfter(...theirs))[0]?.data).toMatchObject({
      related: [fileId],
      fields: { filedOn: on },
    });
  });
  it('a step names the stage it leads to, and says where nobody has anything left to do', () => {
    const facts = gone();
    expect(caseFiles.announce(fileId, facts.at(-1)!, stateAfter(...facts))[0]?.data).toMatchObject({ to: 'GONE', stageName: 'GONE' });
    expect(caseFiles.announce(fileId, facts.at(-1)!, stateAfter(...facts))[0]?.data).not.toHaveProperty('isAtRest');
    const ended = [...facts, ...caseFiles.decide(heard('investigation', 'I1'), stateAfter(...facts))];
    expect(caseFiles.announce(fileId, ended.at(-1)!, stateAfter(...ended))[0]?.data).toMatchObject({ to: 'ENDED', isAtRest: true });
  });
  it('once, however often the file is told of', () =>
    given(...related())
      .when({ type: 'RelateCaseFile', fileId: policeFile })
      .thenNothing());
  it('and follow, each by its own chart', () => {
    expect(caseFiles.decide(heard('investigation', 'I1'), stateAfter(...related()))).toMatchObject([
      { type: 'CaseFileStepTaken', step: { transition: 'S5', to: 'ENDED' } },
    ]);
    expect(caseFiles.decide(heard('suspicion', 'S4'), stateAfter(...arrived()))).toMatchObject([{ step: { transition: 'I2' } }]);
  });
  it('what a chart does not wait for is nothing to its file', () =>
    given(...related())
      .when(heard('investigation', 'I3'))
      .thenNothing());
  it('what it waits for elsewhere is recorded as a deviation: there it happened', () =>
    expect(caseFiles.decide(heard('investigation', 'I1'), stateAfter(...told(opened)))).toMatchObject([
      { step: { to: 'FOUND', deviation: expect.any(String) } },
    ]));

  it('a period that ran out for a file moves it where its chart waits for the end', () => {
    given(...arrived())
      .when({ type: 'FollowClock', row: 'B06a', on })
      .thenNothing();
    expect(caseFiles.decide({ type: 'FollowClock', row: 'X01', on }, stateAfter(...arrived()))).toMatchObject([
      { step: { transition: 'I4', to: 'CLOSED' } },
    ]);
    const expired = integrationEvent(ClockExpiredV1, `clock/${family}`, clock, { familyId: family, parties: [police] });
    const planned = ownSubscriptions(charts).flatMap((one) => (one.type === expired.type ? one.plan(expired) : []));
    expect(planned.map(({ subject }) => subject)).toEqual([`case-file/${policeFile}`]);
  });
  it('by the announcement of the step, to every file it names', () => {
    const data = {
      caseFileId: policeFile,
      matterKind: 'case-file' as const,
      matterId: fileId,
      agency: police,
      title: own.title,
      chart: 'investigation',
      packVersion: '2026.1',
      transition: 'I1',
      from: 'RECEIVED',
      to: 'FILED',
      deviation: false,
      related: [fileId, family],
    };
    const entered = integrationEvent(CaseFileStageEnteredV1, `case-file/${policeFile}`, data, { familyId: family, parties: [police] });
    const planned = ownSubscriptions(charts).flatMap((one) => (one.type === entered.type ? one.plan(entered) : []));
    expect(planned.map(({ subject }) => subject)).toEqual([`case-file/${fileId}`, `case-file/${family}`]);
  });
});

describe('an accepted hand-off opens the file its route names', () => {
  const handOffId = '01920000-0000-7000-8000-0000000000f9';
  const planned = (routeId: string, kind: 'owning' | 'share', book = charts) => {
    const data = {
      handOffId,
      kind,
      matterKind: 'case-file',
      matterId: fileId,
      sender: harbour,
      receiver: police,
      title: own.title,
    } as const;
    const accepted = integrationEvent(
      HandOffAcceptedV1,
      `hand-off/${handOffId}`,
      { ...data, routeId, sourceCode: 'S13' },
      { familyId: family, parties: [harbour, police] },
    );
    const opening = caseFileSubscriptions(book).find(({ type }) => type === HandOffAcceptedV1.type);
    return opening!.plan(accepted).map(({ subject }) => subject);
  };
  const [theirs, back] = [`case-file/${fileIdOf(handOffId)}`, `file-return/${fileIdOf(handOffId)}`];

  it('with the other side of a return, and remembered by the file it came from', () =>
    expect(planned('crime-to-police', 'owning')).toEqual([theirs, back, `case-file/${fileId}`]));
  it('also where the route only shares; what was shared is never given back', () => {
    expect(planned('crime-copy', 'share')).toEqual([theirs, `case-file/${fileId}`]);
    expect(planned('for-information', 'share')).toEqual([]);
  });
});
