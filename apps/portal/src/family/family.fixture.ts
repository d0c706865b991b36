import { randomUUID } from 'node:crypto';
import type { EventDefinition, IntegrationEvent } from '@xiezhi/contracts';
import {
  CaseFileDecidedV1,
  CaseFileOpenedV1,
  CaseFileReturnedV1,
  CaseFileReturnRequestedV1,
  CaseFileStageEnteredV1,
  ClockBreachedV1,
  ClockChangedV1,
  ClockStartedV1,
  ClockStoppedV1,
  ClueOwnerChangedV1,
  ClueRegisteredV1,
  FeedbackAnsweredV1,
  FeedbackConfirmedV1,
  FeedbackOwedV1,
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffRecallDeclinedV1,
  HandOffRecalledV1,
  HandOffRecallRequestedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  HandOffSentBackV1,
  HandOffSentV1,
  HandOffSubmittedV1,
  HandOffSupplementedV1,
  HandOffSupplementLapsedV1,
  HandOffSupplementRequestedV1,
  ProblemReportedV1,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';

export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

const title = '某排水口疑似直排';
const actor = { account: 'harbour.handler', post: 'harbour.handler', agency: harbour };

/**
 * The events of one family as its services would announce them: each stream numbered from one, each recorded a second after the one
 * before. `world` makes it a practice family.
 */
export function familyStory(options: { world?: string; startAt?: string; sender?: string } = {}) {
  const { sender = harbour } = options;
  const familyId = randomUUID();
  const clueId = randomUUID();
  const sequences = new Map<string, number>();
  let moment = Date.parse(options.startAt ?? '2026-03-02T01:00:00.000Z');

  function event<Data>(definition: EventDefinition<Data>, subject: string, parties: string[], data: Data): ReceivedEvent {
    moment += 1000;
    const sequence = (sequences.get(subject) ?? 0) + 1;
    sequences.set(subject, sequence);
    const time = new Date(moment).toISOString().replace('Z', '000Z');
    const told: IntegrationEvent = {
      id: randomUUID(),
      source: definition.source,
      type: definition.type,
      subject,
      time,
      meta: {
        familyId,
        sequence,
        prev: '0'.repeat(64),
        recordedAt: time,
        actedAt: new Date(moment).toISOString(),
        actedAtSource: 'system',
        parties,
        actor,
        correlationId: randomUUID(),
        ...(options.world !== undefined && { world: options.world }),
      },
      data: definition.data.parse(data),
    };
    return { ...told, received: { topic: `xiezhi.${definition.service}.events.v1`, partition: 0, offset: 0, key: familyId, body: '' } };
  }

  const clue = `clue/${clueId}`;
  const routeId = 'clue-route';
  const sourceCode = 'S03';

  /** A hand-off of the clue from its owner to another agency. */
  function handOffTo(receiver: string) {
    const handOffId = randomUUID();
    const subject = `hand-off/${handOffId}`;
    const parties = [sender, receiver];
    const both = { handOffId, kind: 'owning' as const, matterKind: 'clue' as const, matterId: clueId, sender, receiver, title, routeId };
    const frozen = { packageSha256: 'a'.repeat(64), packageSm3: 'b'.repeat(64), materialCount: 2 };
    return {
      subject,
      handOffId,
      submitted: () => event(HandOffSubmittedV1, subject, [sender], { ...both, signingRole: 'approver' }),
      sentBack: () => event(HandOffSentBackV1, subject, [sender], { ...both, remark: '请补充依据' }),
      sent: () =>
        event(HandOffSentV1, subject, parties, {
          ...both,
          ...frozen,
          sourceCode,
          isNamed: false,
        }),
      received: () => event(HandOffReceivedV1, subject, parties, both),
      supplementRequested: () =>
        event(HandOffSupplementRequestedV1, subject, parties, { ...both, round: 1, items: ['监测报告'], reason: '缺少监测报告' }),
      supplemented: () => event(HandOffSupplementedV1, subject, parties, { ...both, ...frozen, round: 1, outcome: 'supplied' as const }),
      supplementLapsed: () => event(HandOffSupplementLapsedV1, subject, parties, { ...both, round: 1 }),
      recallRequested: () => event(HandOffRecallRequestedV1, subject, parties, { ...both, reason: '重复移送' }),
      recallDeclined: () => event(HandOffRecallDeclinedV1, subject, parties, both),
      accepted: () => event(HandOffAcceptedV1, subject, parties, { ...both, sourceCode }),
      refused: () => event(HandOffRefusedV1, subject, parties, { ...both, reasonCode: 'NOT_COMPETENT', reason: '不属于本单位职责' }),
      forwarded: (nextReceiver: string) =>
        event(HandOffForwardedV1, subject, [...parties, nextReceiver], {
          ...both,
          successor: randomUUID(),
          nextReceiver,
          nextRouteId: routeId,
          reason: '属于该单位职责',
        }),
      recalled: (basis: 'draft-given-up' | 'before-receipt' | 'consent') =>
        event(HandOffRecalledV1, subject, basis === 'draft-given-up' ? [sender] : parties, { ...both, reason: '重复移送', basis }),
      returned: () =>
        event(HandOffReturnedV1, subject, parties, { ...both, basis: 'consent' as const, returnedBy: receiver, reason: '行为地在邻区' }),
      ownerChanged: () => event(ClueOwnerChangedV1, clue, parties, { clueId, handOffId, owner: receiver, previousOwner: sender }),
      ...caseFileOf(handOffId, receiver),
      ...threadOf(handOffId, receiver),
    };
  }

  function caseFileOf(handOffId: string, agency: string) {
    const caseFileId = randomUUID();
    const subject = `case-file/${caseFileId}`;
    const file = { caseFileId, handOffId, matterKind: 'clue' as const, matterId: clueId, agency, sender, title };
    const step = { chart: 'case-file', packVersion: '1', transition: 'T7', from: 'ACCEPTED', to: 'EVALUATING', deviation: false };
    return {
      opened: () =>
        event(CaseFileOpenedV1, subject, [agency], { ...file, chart: step.chart, packVersion: step.packVersion, isOwning: true }),
      evaluated: () => event(CaseFileStageEnteredV1, subject, [agency], { ...file, ...step }),
      returnRequested: (requestedBy: string) =>
        event(CaseFileReturnRequestedV1, `file-return/${caseFileId}`, [agency, sender], { ...file, requestedBy, reason: '行为地在邻区' }),
      fileReturned: (returnedBy: string, basis: 'consent' | 'unilateral') =>
        event(CaseFileReturnedV1, `file-return/${caseFileId}`, [agency, sender], { ...file, basis, returnedBy, reason: '行为地在邻区' }),
      decided: () => event(CaseFileDecidedV1, subject, [agency], { ...file, resultCode: 'OPEN_ADMIN_PIL' }),
    };
  }

  function threadOf(handOffId: string, debtor: string) {
    const threadId = randomUUID();
    const subject = `thread/${threadId}`;
    const thread = {
      threadId,
      kind: 'FILING' as const,
      debtor,
      creditor: sender,
      handOffId,
      matterKind: 'clue' as const,
      matterId: clueId,
      title,
    };
    return {
      owed: () => event(FeedbackOwedV1, subject, [debtor, sender], { ...thread, owedSince: '2026-03-02T01:00:00Z' }),
      answered: () =>
        event(FeedbackAnsweredV1, subject, [debtor, sender], {
          ...thread,
          round: 0,
          resultCode: 'OPEN_ADMIN_PIL',
          answer: '已立案办理',
          items: [],
        }),
      confirmed: () => event(FeedbackConfirmedV1, subject, [debtor, sender], thread),
    };
  }

  /** A deadline of working days of an agency on a stream of the family. */
  function clockOn(about: string, holder: string, watchers: string[] = [], ruleName = '签收期限') {
    const clockId = randomUUID();
    const subject = `clock/${clockId}`;
    const parties = [holder, ...watchers];
    const rule = { ruleId: 'H06', ruleName, subject: about, matterKind: 'clue' as const, matterId: clueId };
    const clock = { clockId, ...rule, holder, watchers, title };
    const due = (dueAt: string | undefined, warnedAt?: string) => ({
      ...(dueAt !== undefined && { dueAt, lateAfter: dueAt }),
      ...(warnedAt !== undefined && { attentionAt: warnedAt, warningAt: warnedAt }),
      unit: 'working-day' as const,
      isProvisional: false,
      nature: 'internal' as const,
      mark: 'D' as const,
      turnsRed: true,
    });
    return {
      subject,
      clockId,
      started: (dueAt: string, warnedAt?: string) =>
        event(ClockStartedV1, subject, parties, { ...clock, ...due(dueAt, warnedAt), triggeredAt: '2026-03-02T01:00:00Z' }),
      paused: () => event(ClockChangedV1, subject, parties, { ...clock, ...due(undefined), change: 'paused' as const }),
      resumed: (dueAt: string) => event(ClockChangedV1, subject, parties, { ...clock, ...due(dueAt), change: 'resumed' as const }),
      breached: (dueAt: string) => event(ClockBreachedV1, subject, parties, { ...clock, rung: 'overdue' as const, dueAt, turnsRed: true }),
      stopped: () => event(ClockStoppedV1, subject, parties, { ...clock, outcome: 'met' as const, stoppedAt: '2026-03-03T01:00:00Z' }),
    };
  }

  /** A problem that the sender's office keeps and another unit has to rectify. */
  function problemOf(unit: string) {
    const problemId = randomUUID();
    const subject = `problem/${problemId}`;
    const problem = { problemId, number: 'AJ-2026-0001', office: sender, title };
    const step = { chart: 'problem', packVersion: '1', deviation: false, relapses: 0 };
    return {
      subject,
      reported: () =>
        event(ProblemReportedV1, subject, [sender], {
          ...problem,
          reportedBy: sender,
          categoryCode: 'W1',
          divisionCode: '330523',
          isNamedReport: false,
        }),
      entered: (transition: string, from: string, to: string, stageName = to) =>
        event(ProblemStageEnteredV1, subject, [sender, unit], { ...problem, unit, ...step, transition, from, to, stageName }),
    };
  }

  return {
    familyId,
    clueId,
    clue,
    handOffTo,
    clockOn,
    problemOf,
    registered: () =>
      event(ClueRegisteredV1, clue, [sender], {
        clueId,
        owner: sender,
        title,
        sourceCode,
        domainCode: 'D01',
        divisionCode: '330523',
        foundAt: '2026-03-01T01:00:00Z',
      }),
  };
}

/** The whole of it, each service's events in the order it announced them. */
export function wholeStory(options: { world?: string } = {}) {
  const story = familyStory(options);
  const toCustoms = story.handOffTo(customs);
  const registered = story.registered();
  const refusedFirst = story.handOffTo(police);
  const transfer = [
    registered,
    refusedFirst.submitted(),
    refusedFirst.sent(),
    refusedFirst.received(),
    refusedFirst.refused(),
    toCustoms.submitted(),
    toCustoms.sent(),
    toCustoms.received(),
    toCustoms.accepted(),
    toCustoms.ownerChanged(),
  ];
  const signing = story.clockOn(toCustoms.subject, customs, [harbour]);
  const deciding = story.clockOn(toCustoms.subject, customs, [harbour]);
  const clocks = [
    signing.started('2026-03-03T16:00:00Z', '2026-03-02T16:00:00Z'),
    signing.stopped(),
    deciding.started('2026-03-09T16:00:00Z'),
    deciding.paused(),
    deciding.resumed('2026-03-12T16:00:00Z'),
    deciding.breached('2026-03-12T16:00:00Z'),
  ];
  const supervision = [toCustoms.opened(), toCustoms.evaluated(), toCustoms.decided()];
  const feedback = [toCustoms.owed(), toCustoms.answered(), toCustoms.confirmed()];
  const all = [...transfer, ...clocks, ...supervision, ...feedback];
  return { story, toCustoms, refusedFirst, transfer, clocks, supervision, feedback, all };
}
