import { resolve } from 'node:path';
import { CaseFileStageEnteredV1, HandOffForwardedV1, HandOffRecalledV1, HandOffRefusedV1 } from '@xiezhi/contracts';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { integrationEvent, specFor } from '@xiezhi/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseFilesOn } from './case-file.announce.ts';
import type { CaseFileCommand, CaseFileEvent, OpenedFile } from './case-file.decider.ts';
import { fileIdOf, standingOf } from './case-file-gathering.ts';
import { possibleWith } from './case-file.possible.ts';
import { customs, harbour, police, who } from './case-file.samples.ts';
import { caseFileSubscriptions, ownSubscriptions } from './case-file.subscriptions.ts';

const charts = chartBookOf([readMechanismPack(resolve(import.meta.dirname, '../../../../packs/joint-handling'))]);
const caseFiles = caseFilesOn(charts);
const { given, stateAfter } = specFor(caseFiles);
const [first, day] = ['2026-10-20', (n: number) => `2026-11-${String(n).padStart(2, '0')}`];
const id = '01920000-0000-8000-8000-0000000000e1';
const successorId = '01920000-0000-7000-8000-0000000000f8';

const open: CaseFileCommand = {
  type: 'OpenCaseFile',
  matterKind: 'case-file',
  matterId: id,
  agency: harbour,
  title: '河口非法停泊',
  familyId: id,
  born: charts.born('joint-request', first),
  keeper: { kind: 'RCO', roles: ['handler'] },
};
const step = (transition: string, fields = {}, on = first): CaseFileCommand => ({
  type: 'TakeCaseFileStep',
  request: { transition, fields, on, who: who('harbour.approver', ['handler', 'approver'], { agency: harbour, isJudicial: false }) },
});
const register = step('R1', { matter: '联合清理', leadBasis: '工作规则', questions: ['是否同意'], limitOn: '2026-12-31' });
const dispatched = step('R2');
const ask = (receiver: string, routeId = 'joint-duty'): CaseFileCommand => ({
  type: 'ReferCaseFile',
  id,
  by: harbour,
  account: 'harbour.handler',
  receiver,
  routeId,
  purpose: '请协办',
  legalBasis: '第二十六条',
  on: first,
  isShare: true,
});
const answered = (handOffId: string, on: string, transition = 'D3', agency = customs): CaseFileCommand => ({
  type: 'FollowFile',
  step: { chart: 'joint-duty', transition, fields: { answeredOn: on }, of: { fileId: fileIdOf(handOffId), agency } },
  on,
});
const over = (handOffId: string, outcome: 'refused' | 'recalled' = 'refused', on = day(2)): CaseFileCommand => ({
  type: 'FollowShare',
  fate: { outcome, handOffId },
  on,
});
const forwarded = (handOffId: string, routeId = 'joint-duty', successor = successorId): CaseFileCommand => ({
  type: 'FollowShare',
  fate: { outcome: 'forwarded', handOffId, successor, receiver: police, routeId },
  on: day(2),
});
/** The facts of one file after these commands. */
function told(...commands: CaseFileCommand[]): CaseFileEvent[] {
  const facts: CaseFileEvent[] = [];
  for (const one of commands) facts.push(...caseFiles.decide(one, stateAfter(...facts)));
  return facts;
}
const handOffsOf = (facts: readonly CaseFileEvent[]) =>
  facts.flatMap((fact) => (fact.type === 'CaseFileHandOffRequested' ? [fact.handOffId] : []));
const stageOf = (facts: readonly CaseFileEvent[]) => (stateAfter(...facts) as OpenedFile).road.stage;
const gatherings = (facts: readonly CaseFileEvent[]) =>
  facts.flatMap((fact) => (fact.type === 'CaseFileStepTaken' && fact.step.transition === 'R4' ? [fact.step] : []));

const begun = [open, register, ask(customs), ask(police)];
const [north, south] = handOffsOf(told(...begun)) as [string, string];
const waiting = [...begun, dispatched];

describe('a file that asked several organs', () => {
  it('goes on once the last has answered, and notes each', () => {
    const one = told(...waiting, answered(north, day(3)));
    expect(stageOf(one)).toBe('HANDLING');
    const all = told(...waiting, answered(north, day(3)), answered(south, day(5), 'D4', police));
    expect(stageOf(all)).toBe('ANSWERED');
    const { road } = stateAfter(...all) as OpenedFile;
    expect(road.taken.map(({ transition, after, on }) => [transition, after?.agency, on])).toEqual([
      ['R1', undefined, first],
      ['R2', undefined, first],
      ['R3', customs, day(3)],
      ['R3', police, day(5)],
      ['R4', undefined, day(5)],
    ]);
  });
  it('announces the day of the last answer, whichever was heard last', () => {
    const facts = told(...waiting, answered(south, day(5)), answered(north, day(3)));
    const [announced] = caseFiles.announce(id, facts.at(-1)!, stateAfter(...facts));
    expect(announced?.data).toMatchObject({ transition: 'R4', to: 'ANSWERED', on: day(5) });
    const [noted] = caseFiles.announce(
      id,
      facts.find((fact) => fact.type === 'CaseFileStepTaken')!,
      stateAfter(...facts),
    );
    expect(noted?.data).not.toHaveProperty('on');
  });
  it('waits no longer for who refused, or whom it asked no more', () => {
    expect(stageOf(told(...waiting, answered(north, day(3)), over(south)))).toBe('ANSWERED');
    expect(stageOf(told(...waiting, over(south, 'recalled'), answered(north, day(3))))).toBe('ANSWERED');
  });
  it('stands still where all refused: its keeper decides', () =>
    expect(stageOf(told(...waiting, over(north), over(south)))).toBe('HANDLING'));
  it('is not done with before its keeper has asked everybody', () => {
    const early = [...begun, answered(north, day(3)), answered(south, day(5))];
    expect(stageOf(told(...early))).toBe('DISPATCHING');
    expect(stageOf(told(...early, dispatched))).toBe('ANSWERED');
  });
  it('waits for who was asked late too, while it still waits', () => {
    const late = [...waiting, answered(north, day(3)), ask(harbourside), answered(south, day(5))];
    const [, , third] = handOffsOf(told(...late));
    expect(stageOf(told(...late))).toBe('HANDLING');
    expect(stageOf(told(...late, answered(third!, day(9))))).toBe('ANSWERED');
  });
  it('has gone on already when somebody is asked after that; its keeper may go back and wait again', () => {
    const passed = [...waiting, answered(north, day(3)), answered(south, day(5)), ask(harbourside)];
    const [, , third] = handOffsOf(told(...passed));
    expect(stageOf(told(...passed))).toBe('ANSWERED');
    const again = [...passed, step('R6', { reason: '增派' }), dispatched];
    expect(stageOf(told(...again))).toBe('HANDLING');
    expect(stageOf(told(...again, answered(third!, day(9))))).toBe('ANSWERED');
  });
  it('does not wait for copies by routes that open no such file', () =>
    expect(stageOf(told(open, register, ask(customs), ask(police, 'for-information'), dispatched, answered(north, day(3))))).toBe(
      'ANSWERED',
    ));
  it('waits for whom an organ passed it on to, even heard of in the wrong order', () => {
    const passedOn = [...waiting, answered(north, day(3)), forwarded(south)];
    expect(stageOf(told(...passedOn))).toBe('HANDLING');
    expect(stageOf(told(...passedOn, answered(successorId, day(4))))).toBe('ANSWERED');
    expect(stageOf(told(...waiting, answered(successorId, day(4)), answered(north, day(3)), forwarded(south)))).toBe('ANSWERED');
    expect(stageOf(told(...waiting, answered(north, day(3)), forwarded(south, 'for-information')))).toBe('ANSWERED');
  });
  it('hears the same once', () => {
    given(...told(...waiting, over(south)))
      .when(over(south))
      .thenNothing();
    given(...told(...waiting, forwarded(south)))
      .when(forwarded(south))
      .thenNothing();
    const twice = told(...waiting, answered(north, day(3)), answered(north, day(3)));
    expect((stateAfter(...twice) as OpenedFile).heard).toHaveLength(1);
  });
  it('tells its keeper what became of each', () => {
    const facts = told(...waiting, answered(north, day(3)), over(south));
    const file = stateAfter(...facts) as OpenedFile;
    expect(file.shares.map((share) => standingOf(share, file))).toEqual([
      { handOffId: north, receiver: customs, routeId: 'joint-duty', answers: [{ chart: 'joint-duty', transition: 'D3', on: day(3) }] },
      { handOffId: south, receiver: police, routeId: 'joint-duty', outcome: 'refused', endedOn: day(2), answers: [] },
    ]);
  });
});
const harbourside = '01920000-0000-7000-8000-00000000aa09';

it('a file that goes back to nobody may be shared, and offers no return', () => {
  const by = who('harbour.approver', ['approver'], { agency: harbour, isJudicial: false });
  const at = `${first}T10:00:00+08:00`;
  const offered = possibleWith({ file: stateAfter(...told(...waiting)), fileReturn: undefined, who: by, at, id, charts, caseFiles });
  const isPossible = (verb: string) => offered.find((one) => one.verb === verb)?.isPossible;
  expect(['refer', 'refer-share', 'steps/R4m', 'return'].map(isPossible)).toEqual([false, true, true, undefined]);
});

it('a file whose chart waits for nobody remembers nothing of its shares', () => {
  const duty: CaseFileCommand = { ...open, born: charts.born('joint-duty', first), keeper: undefined };
  given(...told(duty, ask(police)))
    .when(over(north))
    .thenNothing();
});

it('remembers no more than a bounded number of answers', () => {
  const answers = Array.from({ length: 205 }, (_, n) => answered(`somebody ${n}`, day(3)));
  expect((stateAfter(...told(...waiting, ...answers)) as OpenedFile).heard).toHaveLength(200);
});

/** What became of one organ that was asked: an answer on a day, its own or of whom it passed it on to, or none to come. */
const fate = fc.record({
  kind: fc.constantFrom('D3', 'D4', 'passed on', 'refused', 'recalled'),
  on: fc.integer({ min: 1, max: 28 }).map(day),
});
const organs = Array.from({ length: 5 }, (_, n) => `01920000-0000-7000-8000-00000000ab0${n}`);
const heirs = organs.map((_, n) => `01920000-0000-7000-8000-00000000ac0${n}`);
const asks = organs.map((organ) => ask(organ));
const asked = handOffsOf(told(open, register, ...asks));

function heardOf({ kind, on }: { kind: string; on: string }, n: number): CaseFileCommand[] {
  if (kind === 'passed on') return [forwarded(asked[n]!, 'joint-duty', heirs[n]), answered(heirs[n]!, on, 'D3', police)];
  return [
    kind === 'D3' || kind === 'D4' ? answered(asked[n]!, on, kind, organs[n]) : over(asked[n]!, kind === 'refused' ? kind : 'recalled', on),
  ];
}

it('whatever the order in which it hears of them, and however often, it goes on once, on the same day', () => {
  const course = fc.array(fate, { minLength: 1, maxLength: organs.length }).chain((all) => {
    const heard = all.flatMap(heardOf);
    // Each at least once, some again; the keeper says somewhere among them that all were asked.
    const orders = fc
      .tuple(fc.shuffledSubarray(heard), fc.shuffledSubarray([...heard, dispatched], { minLength: heard.length + 1 }))
      .map(([again, once]) => [...once, ...again]);
    return fc.record({ all: fc.constant(all), orders: fc.tuple(orders, orders) });
  });
  fc.assert(
    fc.property(course, ({ all, orders }) => {
      const days = all.filter(({ kind }) => kind !== 'refused' && kind !== 'recalled').map(({ on }) => on);
      for (const order of orders) {
        const facts = told(open, register, ...asks.slice(0, all.length), ...order);
        expect(stageOf(facts)).toBe(days.length > 0 ? 'ANSWERED' : 'HANDLING');
        expect(gatherings(facts).map(({ on }) => on)).toEqual(days.toSorted().slice(-1));
      }
    }),
    { numRuns: 200 },
  );
});

it('stands after every command where a count by hand says, whoever is asked when', () => {
  const move = fc.oneof(
    fc.record({ what: fc.constant('ask'), n: fc.nat({ max: 4 }) }),
    fc.record({ what: fc.constantFrom('answer', 'refuse'), n: fc.nat({ max: 4 }) }),
    fc.record({ what: fc.constantFrom('all asked', 'one more'), n: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
      const facts = told(open, register);
      const fates = new Map<string, 'awaited' | 'answered' | 'over'>();
      let stage = 'DISPATCHING';
      for (const { what, n } of moves) {
        const handOffId = [...fates.keys()][n];
        const command = commandOf(what, n, handOffId);
        if (command === undefined || (what === 'all asked' && stage !== 'DISPATCHING') || (what === 'one more' && stage === 'DISPATCHING'))
          continue;
        facts.push(...caseFiles.decide(command, stateAfter(...facts)));
        for (const one of handOffsOf(facts)) if (!fates.has(one)) fates.set(one, 'awaited');
        if (what === 'answer') fates.set(handOffId!, 'answered');
        if (what === 'refuse' && fates.get(handOffId!) === 'awaited') fates.set(handOffId!, 'over');
        if (what === 'all asked') stage = 'HANDLING';
        if (what === 'one more') stage = 'DISPATCHING';
        const all = [...fates.values()];
        if (stage === 'HANDLING' && !all.includes('awaited') && all.includes('answered')) stage = 'ANSWERED';
        expect(stageOf(facts)).toBe(stage);
      }
    }),
    { numRuns: 300 },
  );
});

function commandOf(what: string, n: number, handOffId: string | undefined): CaseFileCommand | undefined {
  if (what === 'ask') return ask(organs[n]!);
  if (what === 'all asked') return dispatched;
  if (what === 'one more') return step('R6', { reason: '增派' });
  if (handOffId === undefined) return undefined;
  return what === 'answer' ? answered(handOffId, day(3)) : over(handOffId);
}

describe('the events of others', () => {
  const meta = { familyId: id, parties: [harbour, police] };
  const handOff = {
    handOffId: south,
    kind: 'share' as const,
    matterKind: 'case-file' as const,
    matterId: id,
    sender: harbour,
    receiver: police,
    title: '河口非法停泊',
    routeId: 'joint-duty',
  };
  const planned = (event: ReturnType<typeof integrationEvent>) =>
    [...caseFileSubscriptions(charts), ...ownSubscriptions(charts)].flatMap((one) =>
      one.type === event.type ? one.plan(event).map(({ subject }) => subject) : [],
    );

  it('reach the file that asked: refusal, recall and forwarding of what was shared', () => {
    const subject = `hand-off/${south}`;
    const refused = { ...handOff, reasonCode: 'NOT_COMPETENT', reason: '不属于本单位职责' };
    expect(planned(integrationEvent(HandOffRefusedV1, subject, refused, meta))).toEqual([`case-file/${id}`]);
    const recalled = { ...handOff, reason: '不再需要', basis: 'draft-given-up' as const };
    expect(planned(integrationEvent(HandOffRecalledV1, subject, recalled, meta))).toEqual([`case-file/${id}`]);
    const next = { ...handOff, successor: successorId, nextReceiver: customs, nextRouteId: 'joint-duty', reason: '转有权机关' };
    expect(planned(integrationEvent(HandOffForwardedV1, subject, next, meta))).toEqual([`case-file/${id}`]);
  });
  it('say nothing to files of what is no file', () => {
    const refused = { ...handOff, matterKind: 'problem' as const, reasonCode: 'NOT_COMPETENT', reason: '不属于本单位职责' };
    expect(planned(integrationEvent(HandOffRefusedV1, `hand-off/${south}`, refused, meta))).toEqual([]);
  });
  it('reach it as steps of the files that were opened for it', () => {
    const data = {
      caseFileId: fileIdOf(south),
      matterKind: 'case-file' as const,
      matterId: id,
      agency: police,
      title: '河口非法停泊',
      chart: 'joint-duty',
      packVersion: 'joint-handling@2026.1',
      transition: 'D3',
      from: 'ACCEPTED',
      to: 'ANSWERED',
      deviation: false,
      related: [id],
    };
    expect(planned(integrationEvent(CaseFileStageEnteredV1, `case-file/${fileIdOf(south)}`, data, meta))).toEqual([`case-file/${id}`]);
  });
});
