import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { type PlannedCommand, type Subscription } from '@xiezhi/aggregate';
import {
  CaseFileDecidedV1,
  CaseFileStageEnteredV1,
  ClockBreachedV1,
  type EventDefinition,
  FeedbackAnsweredV1,
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffReceivedV1,
  HandOffRecalledV1,
  HandOffRefusedV1,
  HandOffSentV1,
  type IntegrationEvent,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { agencies, integrationEvent } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { dutyFrom, idOf, isMeant } from './duty.ts';
import { reportingSubscriptions } from './reporting/reporting.subscriptions.ts';
import { threadIdOfPeriod } from './reporting/reporting.announce.ts';
import { threadSubscriptions } from './thread/thread.subscriptions.ts';

const { harbour, customs } = agencies;
const rules = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator')).feedback!;
const subscriptions = [...threadSubscriptions(rules), ...reportingSubscriptions(rules)];

const ids = { handOffId: randomUUID(), caseFileId: randomUUID(), familyId: randomUUID(), problemId: randomUUID() };
const matter = { matterKind: 'clue', matterId: ids.familyId, title: '排水口异常排水' } as const;
const handOff = {
  ...matter,
  handOffId: ids.handOffId,
  kind: 'owning',
  sender: harbour,
  receiver: customs,
  routeId: 'clue-from-public',
} as const;
const caseFile = { ...matter, handOffId: ids.handOffId, caseFileId: ids.caseFileId, agency: customs, sender: harbour } as const;
const frozen = { packageSha256: 'a'.repeat(64), packageSm3: 'b'.repeat(64), materialCount: 1, isNamed: false } as const;
const step = {
  chart: 'case-file',
  packVersion: 'river-chief-procurator@2026.1',
  transition: 'A7',
  from: 'OPENED',
  deviation: false,
} as const;

function tell<Data>(definition: EventDefinition<Data>, subject: string, data: Data, sequence = 1): IntegrationEvent<Data> {
  return integrationEvent(definition, subject, data, { familyId: ids.familyId, parties: [harbour, customs], sequence });
}
const onHandOff = <Data>(definition: EventDefinition<Data>, data: Data) => tell(definition, `hand-off/${ids.handOffId}`, data);
const onCaseFile = <Data>(definition: EventDefinition<Data>, data: Data, sequence = 2) =>
  tell(definition, `case-file/${ids.caseFileId}`, data, sequence);

const plannedBy = (event: IntegrationEvent): string[] =>
  subscriptions
    .filter(({ type }: Subscription) => type === event.type)
    .flatMap((one) => one.plan(event).map(({ subject }: PlannedCommand) => subject));
/** What the rules say of an event, by kind: which are owed, met and cancelled by it. */
const said = (event: IntegrationEvent) =>
  rules.duties.flatMap(({ kind, owed, met, cancelled }) => [
    ...owed.filter((one) => isMeant(one, event)).map(() => `${kind} owed`),
    ...met.filter((one) => isMeant(one, event)).map(() => `${kind} met`),
    ...cancelled.filter((one) => isMeant(one, event)).map(() => `${kind} cancelled`),
  ]);

const receipt = `thread/${idOf('RECEIPT', ids.handOffId)}`;
const acceptance = `thread/${idOf('ACCEPTANCE', ids.handOffId)}`;

describe('a hand-off', () => {
  const reason = '不属于本院管辖';
  const cases: [string, IntegrationEvent, string[], string[]][] = [
    ['sent', onHandOff(HandOffSentV1, { ...handOff, ...frozen }), ['RECEIPT owed', 'ACCEPTANCE owed'], [receipt, acceptance]],
    ['received', onHandOff(HandOffReceivedV1, handOff), ['RECEIPT met'], [receipt]],
    ['accepted', onHandOff(HandOffAcceptedV1, handOff), ['RECEIPT met', 'ACCEPTANCE met'], [receipt, acceptance]],
    [
      'refused',
      onHandOff(HandOffRefusedV1, { ...handOff, reasonCode: 'NOT_COMPETENT', reason }),
      ['RECEIPT met', 'ACCEPTANCE met'],
      [receipt, acceptance],
    ],
    [
      'recalled',
      onHandOff(HandOffRecalledV1, { ...handOff, reason, basis: 'before-receipt' }),
      ['RECEIPT cancelled', 'ACCEPTANCE cancelled'],
      [receipt, acceptance],
    ],
    [
      'forwarded',
      onHandOff(HandOffForwardedV1, {
        ...handOff,
        successor: randomUUID(),
        nextReceiver: agencies.police,
        nextRouteId: 'clue-to-police',
        reason,
      }),
      ['RECEIPT cancelled', 'ACCEPTANCE cancelled'],
      [receipt, acceptance],
    ],
    ['shared', onHandOff(HandOffSentV1, { ...handOff, ...frozen, kind: 'share' }), ['RECEIPT owed'], [receipt]],
  ];
  it.each(cases)('%s is heard by the duties it is about', (_what, event, words, subjects) => {
    expect(said(event)).toEqual(words);
    expect(plannedBy(event)).toEqual(subjects);
  });
  it('given up as a draft is heard by nobody: its receiver never knew of it', () =>
    expect(plannedBy(onHandOff(HandOffRecalledV1, { ...handOff, reason, basis: 'draft-given-up' }))).toEqual([]));
});

describe('a case file', () => {
  const decided = (resultCode: string) => onCaseFile(CaseFileDecidedV1, { ...caseFile, resultCode });
  const entered = (to: string, sequence: number, transition = 'A9') =>
    onCaseFile(CaseFileStageEnteredV1, { ...caseFile, ...step, transition, to }, sequence);
  const filing = `thread/${idOf('FILING', ids.caseFileId)}`;
  const reporting = `reporting/${idOf('PROGRESS', ids.caseFileId)}`;

  it('decided owes the result', () => expect(plannedBy(decided('MERGED'))).toEqual([filing]));
  it('opened owes the result and, from then on, progress', () => expect(plannedBy(decided('OPEN_ADMIN_PIL'))).toEqual([filing, reporting]));
  it('decided with a result that its mechanism alone lists owes it too', () => expect(plannedBy(decided('MEDIATED'))).toEqual([filing]));
  it('decided with what is no code is not guessed at', () => expect(() => plannedBy(decided('some result'))).toThrow(/Invalid string/));
  it('that takes a measure owes its telling, each time', () => {
    const served = (sequence: number) => plannedBy(entered('SUGGESTION_SERVED', sequence, 'A7'));
    const [once, twice] = [served(4), served(9)];
    expect(once).toHaveLength(1);
    expect(once).toEqual(served(4));
    expect(once).not.toEqual(twice);
    // Filing the suggestion with the superior happens in the same stage and is no measure.
    expect(plannedBy(entered('SUGGESTION_SERVED', 5, 'A7f'))).toEqual([]);
  });
  it('closed owes its result and no progress any more', () =>
    expect(plannedBy(entered('CLOSED', 5))).toEqual([`thread/${idOf('RESULT', ids.caseFileId)}`, reporting]));
  it('that an agency keeps of its own motion owes that agency nothing', () =>
    expect(plannedBy(onCaseFile(CaseFileDecidedV1, { ...caseFile, sender: customs, resultCode: 'MERGED' }))).toEqual([]));
  it('that goes on otherwise owes nothing new', () => expect(plannedBy(entered('INVESTIGATING', 3))).toEqual([]));
});

describe('a look-back', () => {
  const problem = { problemId: ids.problemId, number: 'XS-330502-2026-000123', office: harbour, title: matter.title };
  const looked = (lookBackResult: '稳定' | '反弹', unit?: string) =>
    tell(
      ProblemStageEnteredV1,
      `problem/${ids.problemId}`,
      { ...problem, ...step, to: 'LOOKBACK', relapses: 0, lookBackResult, ...(unit !== undefined && { unit }) },
      7,
    );

  it('that finds a relapse is answered by the unit to the office', () => {
    const rule = rules.duties.find(({ id }) => id === 'look-back-problem');
    expect(dutyFrom(rule!, rules, looked('反弹', customs))).toMatchObject({
      kind: 'LOOKBACK',
      debtor: customs,
      creditor: harbour,
      matterKind: 'problem',
      matterId: ids.problemId,
    });
    expect(plannedBy(looked('反弹', customs))).toHaveLength(1);
  });
  it('that finds nothing owes nothing', () => expect(plannedBy(looked('稳定', customs))).toEqual([]));
  it('of a problem that no unit has owes nothing', () => expect(plannedBy(looked('反弹'))).toEqual([]));
});

describe('a broken rung', () => {
  const clock = { clockId: randomUUID(), ruleName: '签收', ...matter, holder: customs, watchers: [harbour] };
  const broken = (ruleId: string, subject: string) =>
    tell(ClockBreachedV1, `clock/${clock.clockId}`, {
      ...clock,
      ruleId,
      subject,
      rung: 'overdue',
      dueAt: '2026-10-14T16:00:00Z',
      turnsRed: true,
    });

  it('of a hand-off’s own clock is marked on the thread it meets', () => {
    expect(plannedBy(broken('H06', `hand-off/${ids.handOffId}`))).toEqual([receipt]);
    expect(plannedBy(broken('H09b', `hand-off/${ids.handOffId}`))).toEqual([acceptance]);
    expect(plannedBy(broken('H02', `hand-off/${ids.handOffId}`))).toEqual([receipt]);
  });
  it('of a thread’s clock is marked there, whichever row it is', () =>
    expect(plannedBy(broken('H11', `thread/${ids.caseFileId}`))).toEqual([`thread/${ids.caseFileId}`]));
  it('of anything else is not ours', () => {
    expect(plannedBy(broken('A24', `case-file/${ids.caseFileId}`))).toEqual([]);
    expect(plannedBy(broken('H09d', `case-file/${ids.caseFileId}`))).toEqual([]);
  });
});

describe('an answer', () => {
  const reporting = { reportingId: randomUUID(), period: 2 };
  const answered = (round: number, series?: typeof reporting) =>
    tell(FeedbackAnsweredV1, 'thread/1', {
      ...matter,
      threadId: threadIdOfPeriod(reporting.reportingId, 2),
      kind: 'PROGRESS',
      debtor: customs,
      creditor: harbour,
      round,
      answer: '正在调查。',
      items: [],
      ...(series && { reporting: series }),
    });

  it('of a period leads its series on', () => expect(plannedBy(answered(0, reporting))).toEqual([`reporting/${reporting.reportingId}`]));
  it('to an objection, or of no series, leads nothing on', () => {
    expect(plannedBy(answered(1, reporting))).toEqual([]);
    expect(plannedBy(answered(0))).toEqual([]);
  });
});
