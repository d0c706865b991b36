import { randomUUID } from 'node:crypto';
import type { EventDefinition, IntegrationEvent } from '@xiezhi/contracts';
import {
  CaseFileDecidedV1,
  CaseFileEvaluatedV1,
  CaseFileOpenedV1,
  ClueOwnerChangedV1,
  ClueRegisteredV1,
  FeedbackAnsweredV1,
  FeedbackConfirmedV1,
  FeedbackOwedV1,
  HandOffAcceptedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffSentV1,
  HandOffSubmittedV1,
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
    const both = { handOffId, clueId, sender, receiver, title };
    return {
      subject,
      handOffId,
      submitted: () => event(HandOffSubmittedV1, subject, [sender], { ...both, routeId }),
      sent: () =>
        event(HandOffSentV1, subject, parties, {
          ...both,
          routeId,
          sourceCode,
          packageSha256: 'a'.repeat(64),
          packageSm3: 'b'.repeat(64),
          materialCount: 2,
        }),
      received: () => event(HandOffReceivedV1, subject, parties, both),
      accepted: () => event(HandOffAcceptedV1, subject, parties, { ...both, sourceCode }),
      refused: () => event(HandOffRefusedV1, subject, parties, { ...both, reasonCode: 'NOT_COMPETENT', reason: '不属于本单位职责' }),
      ownerChanged: () => event(ClueOwnerChangedV1, clue, parties, { clueId, handOffId, owner: receiver, previousOwner: sender }),
      ...caseFileOf(handOffId, receiver),
      ...threadOf(handOffId, receiver),
    };
  }

  function caseFileOf(handOffId: string, agency: string) {
    const caseFileId = randomUUID();
    const subject = `case-file/${caseFileId}`;
    const file = { caseFileId, handOffId, clueId, agency, sender, title };
    return {
      opened: () => event(CaseFileOpenedV1, subject, [agency], file),
      evaluated: () => event(CaseFileEvaluatedV1, subject, [agency], file),
      decided: () => event(CaseFileDecidedV1, subject, [agency], { ...file, resultCode: 'OPEN_ADMIN_PIL' }),
    };
  }

  function threadOf(handOffId: string, debtor: string) {
    const threadId = randomUUID();
    const subject = `thread/${threadId}`;
    const thread = { threadId, kind: 'FILING' as const, debtor, creditor: sender, handOffId, clueId, title };
    return {
      owed: () => event(FeedbackOwedV1, subject, [debtor, sender], thread),
      answered: () =>
        event(FeedbackAnsweredV1, subject, [debtor, sender], { ...thread, resultCode: 'OPEN_ADMIN_PIL', answer: '已立案办理' }),
      confirmed: () => event(FeedbackConfirmedV1, subject, [debtor, sender], thread),
    };
  }

  return {
    familyId,
    clueId,
    clue,
    handOffTo,
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
  const supervision = [toCustoms.opened(), toCustoms.evaluated(), toCustoms.decided()];
  const feedback = [toCustoms.owed(), toCustoms.answered(), toCustoms.confirmed()];
  return { story, toCustoms, refusedFirst, transfer, supervision, feedback, all: [...transfer, ...supervision, ...feedback] };
}
