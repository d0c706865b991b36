import {
  type EventDefinition,
  FeedbackAnsweredV1,
  FeedbackConfirmedV1,
  type FeedbackKind,
  FeedbackObjectedV1,
  FeedbackOwedV1,
  HandOffAcceptedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffSentV1,
  HandOffSupplementedV1,
  HandOffSupplementRequestedV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import { randomUUID } from 'node:crypto';
import { moment, type Organ } from './walked-clocks.fixture.ts';
import type { Walk, Walks } from './walk.fixture.ts';

const digest = 'ab'.repeat(32);
const frozen = { packageSha256: digest, packageSm3: digest, materialCount: 1 };

/** A hand-off of a clue or an assigned problem, as clue-transfer tells of it, one event after the other. */
function handOff(walk: Walk, sender: Organ, receiver: Organ, matterKind: 'clue' | 'problem' = 'clue', routeId = 'clue-from-public') {
  const [handOffId, matterId] = [randomUUID(), randomUUID()];
  const parties = { sender: walk.id(sender), receiver: walk.id(receiver) };
  const data = { handOffId, kind: 'owning' as const, matterKind, matterId, ...parties, title: '移送的事项', routeId };
  const meta: Pick<IntegrationEvent['meta'], 'familyId' | 'parties'> = { familyId: matterId, parties: Object.values(parties) };
  const tell = <Told>(definition: EventDefinition<Told>, told: Told, at: string) =>
    walk.tells(definition, `hand-off/${handOffId}`, told, at, meta);
  return {
    matterId,
    sent: (at: string, urgency: 'ordinary' | 'urgent' = 'ordinary') =>
      tell(HandOffSentV1, { ...data, ...frozen, urgency, isNamed: false }, at),
    received: (at: string) => tell(HandOffReceivedV1, data, at),
    accepted: (at: string) => tell(HandOffAcceptedV1, data, at),
    refused: (at: string) => tell(HandOffRefusedV1, { ...data, reasonCode: 'NOT_COMPETENT', reason: '不属于本单位职责。' }, at),
    asked: (at: string) => tell(HandOffSupplementRequestedV1, { ...data, round: 1, items: ['检测报告'], reason: '材料不齐。' }, at),
    supplied: (at: string) => tell(HandOffSupplementedV1, { ...data, ...frozen, round: 1, outcome: 'supplied' }, at),
    /** Another hand-off of the same matter. */
    again: (at: string) => {
      const next = { ...data, handOffId: randomUUID(), receiver: walk.id('government') };
      return walk.tells(HandOffSentV1, `hand-off/${next.handOffId}`, { ...next, ...frozen, isNamed: false }, at, meta);
    },
  };
}

/** A feedback thread, as the service of feedback tells of it. */
function thread(walk: Walk, kind: FeedbackKind) {
  const [threadId, matterId] = [randomUUID(), randomUUID()];
  const parties = { debtor: walk.id('procuratorate'), creditor: walk.id('office') };
  const data = { threadId, kind, ...parties, matterKind: 'clue' as const, matterId, title: '移送的事项' };
  const meta = { familyId: matterId, parties: Object.values(parties) };
  const tell = <Told>(definition: EventDefinition<Told>, told: Told, at: string) =>
    walk.tells(definition, `thread/${threadId}`, told, at, meta);
  return {
    owed: (at: string) => tell(FeedbackOwedV1, { ...data, owedSince: moment(at) }, at),
    answered: (at: string, round = 0) => tell(FeedbackAnsweredV1, { ...data, round, answer: '已办理。', items: [] }, at),
    confirmed: (at: string) => tell(FeedbackConfirmedV1, data, at),
    objected: (at: string) => tell(FeedbackObjectedV1, { ...data, round: 1, grounds: '与现场不符。' }, at),
  };
}

/** Rows H02, H03, H06, H07, H09–H11, H15 and B05c: what one organ owes another while something is handed over and answered. */
export const collaborationWalks: Walks = {
  'K01: an assignment is signed for in a working day and answered in two': async (walk) => {
    const one = handOff(walk, 'office', 'water', 'problem', 'problem-assignment');
    await one.sent('2026-11-03');
    await walk.due('H02', '2026-11-04', { holder: 'water' });
    await one.received('2026-11-04');
    await walk.met('H02');
    await walk.due('H03', '2026-11-06', { holder: 'water' });
    await one.accepted('2026-11-05');
    await walk.met('H03');
  },
  'an urgent assignment is signed for in two hours': async (walk) => {
    const one = handOff(walk, 'office', 'water', 'problem', 'problem-assignment');
    await one.sent('2026-11-03 15:20', 'urgent');
    // The hour of sending is not counted.
    await walk.due('H02', '2026-11-03 17:20', { late: '2026-11-03 18:00' });
    await walk.passes('2026-11-03 18:00');
    await walk.breached('H02');
  },
  'a clue is signed for, supplemented and accepted, each in its days, and a refusal asks for a next step': async (walk) => {
    const one = handOff(walk, 'office', 'procuratorate');
    await one.sent('2026-08-20');
    await walk.due('H06', '2026-08-21', { holder: 'procuratorate' });
    await one.received('2026-08-21');
    await walk.met('H06');
    await walk.due('H09b', '2026-08-28', { holder: 'procuratorate' });
    await one.asked('2026-08-24');
    await walk.paused('H09b');
    await walk.due('H07', '2026-08-31', { holder: 'office' });
    await one.supplied('2026-08-26');
    await walk.met('H07');
    // One working day of five was used, on the 24th it stood still: 26, 27, 28 and 31 August, 1 September.
    await walk.due('H09b', '2026-09-01');
    await one.refused('2026-08-31');
    await walk.met('H09b');
    await walk.due('H15', '2026-09-03', { holder: 'office' });
    await one.again('2026-09-02');
    await walk.met('H15');
  },
  'papers the police ask for before they accept are supplied in three days': async (walk) => {
    const one = handOff(walk, 'environment', 'police', 'clue', 'crime-to-police-eco');
    await one.sent('2026-10-13');
    await walk.due('B03', '2026-10-13', { holder: 'police' });
    await one.received('2026-10-13');
    await walk.met('B03');
    await one.asked('2026-10-13');
    await walk.due('B05c', '2026-10-16', { holder: 'environment' });
    await one.supplied('2026-10-15');
    await walk.met('B05c');
  },
  'feedback of each kind is owed in its days': async (walk) => {
    for (const [row, kind, owed, due] of [
      ['H09c', 'FILING', '2026-08-28', '2026-09-01'],
      // Thirty days end on Sunday 27 September, in the Mid-Autumn block.
      ['H09d', 'PROGRESS', '2026-08-28', '2026-09-28'],
      ['H09e', 'MEASURE', '2026-09-10', '2026-09-14'],
      ['H09f', 'RESULT', '2026-09-28', '2026-10-10'],
      ['H09g', 'LOOKBACK', '2026-11-02', '2026-11-09'],
    ] as const) {
      const one = thread(walk, kind);
      await one.owed(owed);
      await walk.due(row, due, { holder: 'procuratorate' });
      await one.answered(owed);
      await walk.met(row);
    }
  },
  'an answer is confirmed in five working days, an objection answered in five': async (walk) => {
    const one = thread(walk, 'FILING');
    await one.owed('2026-10-30');
    await walk.due('H09c', '2026-11-03');
    await one.answered('2026-11-02');
    await walk.due('H10', '2026-11-09', { holder: 'office' });
    await one.objected('2026-11-05');
    await walk.met('H10');
    await walk.due('H11', '2026-11-12', { holder: 'procuratorate' });
    await one.answered('2026-11-10', 1);
    await walk.met('H11');
    await walk.due('H10', '2026-11-17');
    await walk.passes('2026-11-18');
    await walk.breached('H10');
    await one.confirmed('2026-11-18');
    await walk.met('H10', 'met-late');
  },
};
