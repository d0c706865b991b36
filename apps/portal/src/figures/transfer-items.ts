import {
  ClueRegisteredV1,
  DisputeBoundV1,
  DisputeRaisedV1,
  DisputeStageEnteredV1,
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffRecalledV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  HandOffSentV1,
  HandOffSupplementRequestedV1,
  type IntegrationEvent,
  ProblemReportedV1,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import type { HandOffEnd } from '@xiezhi/statistics';
import { actOf, type Fold, given, type HeldItem, is } from './held-item.ts';

export const foldClue: Fold<'clue'> = (item, event) => {
  if (!is(ClueRegisteredV1, event)) return item;
  const { clueId, domainCode, divisionCode, waterBodyId, title } = event.data;
  return { kind: 'clue', class: 'clue', facts: { domainCode, divisionCode, ...given({ waterBodyId }) }, matterId: clueId, title };
};

const problemEnds = new Set(['CLOSED', 'REJECTED', 'MERGED']);

export const foldProblem: Fold<'problem'> = (item, event) => {
  const { at, on } = actOf(event);
  if (is(ProblemReportedV1, event)) {
    const { problemId, categoryCode, divisionCode, waterBodyId, isNamedReport, title } = event.data;
    const where = { categoryCode, divisionCode, ...given({ waterBodyId }) };
    return { kind: 'problem', class: 'problem', facts: { reportedOn: on, ...where, isNamedReport, steps: [] }, matterId: problemId, title };
  }
  if (item === undefined || !is(ProblemStageEnteredV1, event)) return item;
  const { transition, from, to, lookBackResult } = event.data;
  const step = { transition, from, to, on, ...(lookBackResult !== undefined && { fields: { lookBackResult } }) };
  return { ...item, facts: { ...item.facts, steps: [...item.facts.steps, step] }, restedAt: problemEnds.has(to) ? at : undefined };
};

/** Counted from its sending on: a draft is nobody's business (SC-3). */
export const foldHandOff: Fold<'hand-off'> = (item, event) => {
  const { at, on } = actOf(event);
  if (is(HandOffSentV1, event)) {
    const { kind, matterKind, matterId, sender, receiver, predecessor, sourceCode, documentNumber, packageSha256, title } = event.data;
    const facts = {
      isOwning: kind === 'owning',
      matterId,
      sender,
      receiver,
      sentAt: at,
      sentOn: on,
      ...given({ predecessor, sourceCode }),
      hasPackage: packageSha256 !== '',
      hasNumber: documentNumber !== undefined,
      supplementedOn: [],
    };
    return { kind: 'hand-off', class: matterKind, facts, matterId, title };
  }
  if (item === undefined) return undefined;
  const { facts } = item;
  const firstActionAt = facts.firstActionAt ?? at;
  if (is(HandOffReceivedV1, event)) return { ...item, facts: { ...facts, receivedAt: at, receivedOn: on } };
  if (is(HandOffSupplementRequestedV1, event))
    return { ...item, facts: { ...facts, firstActionAt, supplementedOn: [...facts.supplementedOn, on] } };
  const how = handOffEnds.find(({ type }) => type === event.type)?.how;
  if (how === undefined) return item;
  const isAnswer = how !== 'recalled' && how !== 'returned';
  return { ...item, facts: { ...facts, ...(isAnswer && { firstActionAt }), end: { how, at, on } }, restedAt: at };
};

const handOffEnds: readonly { type: string; how: HandOffEnd }[] = [
  { type: HandOffAcceptedV1.type, how: 'accepted' },
  { type: HandOffRefusedV1.type, how: 'refused' },
  { type: HandOffForwardedV1.type, how: 'forwarded' },
  { type: HandOffRecalledV1.type, how: 'recalled' },
  { type: HandOffReturnedV1.type, how: 'returned' },
];

const withdrawn = 'WITHDRAWN';

export const foldDispute: Fold<'dispute'> = (item, event) => {
  const { at, on } = actOf(event);
  if (is(DisputeRaisedV1, event)) {
    const { matterId, title } = event.data;
    return { kind: 'dispute', class: '', facts: { raisedOn: on }, matterId, title };
  }
  if (item === undefined) return undefined;
  if (is(DisputeStageEnteredV1, event) && event.data.to === withdrawn)
    return { ...item, facts: { ...item.facts, withdrawnOn: on }, restedAt: at };
  return is(DisputeBoundV1, event) ? boundBy(item, event, { at, on }) : item;
};

function boundBy(
  item: HeldItem<'dispute'>,
  { data }: IntegrationEvent<{ categoryCode?: string | undefined; divisionCode?: string | undefined }>,
  { at, on }: { at: string; on: string },
): HeldItem<'dispute'> {
  const { categoryCode, divisionCode } = data;
  const place = [categoryCode, divisionCode].filter((code) => code !== undefined).join(' ');
  return { ...item, class: place, facts: { ...item.facts, boundOn: on }, restedAt: at };
}
