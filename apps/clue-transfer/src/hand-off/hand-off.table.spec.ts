import { errorCatalogue } from '@xiezhi/contracts';
import { fold, Refusal } from '@xiezhi/decider';
import { describe, expect, it } from 'vitest';
import type { HandOffCommand } from './hand-off.commands.ts';
import { handOffDecider } from './hand-off.decider.ts';
import { states } from './hand-off.samples.ts';
import { table } from './hand-off.table.ts';

/**
 * The whole protocol, written by hand: every verb × every state × every party. A cell is what is recorded, `—` for "said before,
 * nothing is recorded", or the code of a refusal. Each row lists what differs from its `else`; a state that nobody thought of falls
 * into `else` and must be right there too. A verb or state without a row fails the spec below.
 */
type State = keyof typeof states;
type Row = { else: string } & Partial<Record<State, string>>;

const undrafted = 'undrafted';
const [draft, urgentDraft, revised, sentBack] = ['draft 起草', 'urgent draft 紧急起草', 'revised 已修改', 'sent back 退回修改'] as const;
const [pending, halfSigned, givenUp] = ['pending-approval 待审批', 'half signed 已签一级', 'given up 草稿已撤'] as const;
const [sent, received, named, recallRequested, recallDeclined] = [
  'sent 已移送',
  'received 已签收',
  'named receiver 指定接收',
  'recall requested 请求撤回',
  'recall declined 不同意撤回',
] as const;
const [supplement, lapsed, supplemented] = ['supplement 待补正', 'lapsed 补正期满', 'supplemented 已补正'] as const;
const [accepted, refused, forwarded] = ['accepted 已受理', 'refused 不予受理', 'forwarded 已转送'] as const;
const [recalled, consented, returned] = ['recalled 已撤回', 'recalled by consent 同意撤回', 'returned 已退回'] as const;

const each = (keys: readonly State[], cell: string): Partial<Record<State, string>> => Object.fromEntries(keys.map((key) => [key, cell]));
const nobodys = { [undrafted]: 'HAND_OFF_NOT_FOUND' };
const writing = [draft, urgentDraft, revised, sentBack, pending, halfSigned, givenUp] as const;
const inHand = [received, named, recallRequested, recallDeclined, supplement, lapsed, supplemented] as const;

/** A verb of the sender, said by anybody else. */
const ofSender: Row = { ...nobodys, else: 'NOT_THE_SENDER' };
/** A verb of the receiver: to the sender there is a hand-off that is not sent, to a bystander there is none. */
const ofReceiverBySender: Row = { ...nobodys, ...each(writing, 'HAND_OFF_NOT_SENT'), else: 'NOT_THE_RECEIVER' };
const ofReceiverByBystander: Row = { ...nobodys, ...each(writing, 'HAND_OFF_NOT_FOUND'), else: 'NOT_THE_RECEIVER' };
/** What the receiver may do with what lies in its hands: before, and when all is over. */
const receiversUse: Omit<Row, 'else'> = {
  ...nobodys,
  ...each(writing, 'HAND_OFF_NOT_FOUND'),
  [sent]: 'HAND_OFF_NOT_RECEIVED',
  ...each([recalled, consented], 'HAND_OFF_RECALLED'),
};
const over = 'HAND_OFF_ALREADY_ANSWERED';

const expected: Record<string, Row> = {
  draft: { [undrafted]: 'HandOffDrafted', ...each([draft, sentBack], '—'), else: 'HAND_OFF_ALREADY_DRAFTED' },
  'draft, other words': { [undrafted]: 'HandOffDrafted', else: 'HAND_OFF_ALREADY_DRAFTED' },
  'draft by the other party': { [undrafted]: 'MATTER_NOT_OWNED', else: 'HAND_OFF_ALREADY_DRAFTED' },
  'draft by a bystander': { [undrafted]: 'MATTER_NOT_OWNED', else: 'HAND_OFF_ALREADY_DRAFTED' },

  revise: { ...nobodys, ...each([draft, urgentDraft, sentBack], 'HandOffRevised'), [revised]: '—', else: 'HAND_OFF_NOT_IN_DRAFT' },
  'revise, other words': { ...nobodys, ...each([draft, urgentDraft, sentBack, revised], 'HandOffRevised'), else: 'HAND_OFF_NOT_IN_DRAFT' },
  'revise by the other party': ofSender,
  'revise by a bystander': ofSender,

  submit: {
    ...nobodys,
    ...each([draft, urgentDraft, revised, sentBack], 'HandOffSubmitted'),
    ...each([pending, halfSigned], '—'),
    else: 'HAND_OFF_NOT_IN_DRAFT',
  },
  'submit by the other party': ofSender,
  'submit by a bystander': ofSender,

  sendBack: { ...nobodys, ...each([pending, halfSigned], 'HandOffSentBack'), [sentBack]: '—', else: 'HAND_OFF_NOT_PENDING_APPROVAL' },
  'sendBack, other words': { ...nobodys, ...each([pending, halfSigned], 'HandOffSentBack'), else: 'HAND_OFF_NOT_PENDING_APPROVAL' },
  'sendBack by the other party': ofSender,
  'sendBack by a bystander': ofSender,

  sign: { ...nobodys, [pending]: 'HandOffSigned', [halfSigned]: '—', else: 'HAND_OFF_NOT_PENDING_APPROVAL' },
  'sign by the other party': ofSender,
  'sign by a bystander': ofSender,

  approve: {
    ...nobodys,
    [pending]: 'SIGNATURE_OF_OTHER_ROLE_AWAITED',
    [halfSigned]: 'HandOffSent',
    [sent]: '—',
    else: 'HAND_OFF_NOT_PENDING_APPROVAL',
  },
  'approve by the other party': ofSender,
  'approve by a bystander': ofSender,

  receive: {
    ...receiversUse,
    [sent]: 'HandOffReceived',
    ...each([received, named, recallRequested, recallDeclined, supplemented], '—'),
    ...each([supplement, lapsed], 'HAND_OFF_ALREADY_RECEIVED'),
    else: over,
  },
  'receive by the other party': ofReceiverBySender,
  'receive by a bystander': ofReceiverByBystander,

  requestSupplement: {
    ...receiversUse,
    ...each([received, named, recallRequested, recallDeclined, supplemented], 'SupplementRequested'),
    ...each([supplement, lapsed], '—'),
    else: over,
  },
  'requestSupplement, other words': {
    ...receiversUse,
    ...each([received, named, recallRequested, recallDeclined, supplemented], 'SupplementRequested'),
    ...each([supplement, lapsed], 'SUPPLEMENT_ALREADY_REQUESTED'),
    else: over,
  },
  'requestSupplement by the other party': ofReceiverBySender,
  'requestSupplement by a bystander': ofReceiverByBystander,

  supplement: {
    ...nobodys,
    ...each(writing, 'HAND_OFF_NOT_SENT'),
    ...each([sent, received, named, recallRequested, recallDeclined], 'SUPPLEMENT_NOT_REQUESTED'),
    ...each([supplement, lapsed], 'HandOffSupplemented'),
    [supplemented]: '—',
    ...each([recalled, consented], 'HAND_OFF_RECALLED'),
    else: over,
  },
  'supplement, other words': {
    ...nobodys,
    ...each(writing, 'HAND_OFF_NOT_SENT'),
    ...each([sent, received, named, recallRequested, recallDeclined, supplemented], 'SUPPLEMENT_NOT_REQUESTED'),
    ...each([supplement, lapsed], 'HandOffSupplemented'),
    ...each([recalled, consented], 'HAND_OFF_RECALLED'),
    else: over,
  },
  'supplement by the other party': ofSender,
  'supplement by a bystander': ofSender,

  accept: {
    ...receiversUse,
    ...each(inHand, 'HandOffAccepted'),
    [recallRequested]: 'RecallDeclined, HandOffAccepted',
    [accepted]: '—',
    else: over,
  },
  'accept by the other party': ofReceiverBySender,
  'accept by a bystander': ofReceiverByBystander,

  refuse: {
    ...receiversUse,
    ...each(inHand, 'HandOffRefused'),
    [named]: 'NAMED_RECEIVER_MUST_ACCEPT',
    [supplement]: 'SUPPLEMENT_PENDING',
    [refused]: '—',
    else: over,
  },
  'refuse, other words': {
    ...receiversUse,
    ...each(inHand, 'HandOffRefused'),
    [named]: 'NAMED_RECEIVER_MUST_ACCEPT',
    [supplement]: 'SUPPLEMENT_PENDING',
    else: over,
  },
  'refuse by the other party': ofReceiverBySender,
  'refuse by a bystander': ofReceiverByBystander,

  forward: {
    ...receiversUse,
    ...each(inHand, 'HandOffForwarded'),
    [named]: 'NAMED_RECEIVER_MUST_ACCEPT',
    [recallRequested]: 'RecallDeclined, HandOffForwarded',
    [forwarded]: '—',
    else: over,
  },
  'forward, other words': {
    ...receiversUse,
    ...each(inHand, 'HandOffForwarded'),
    [named]: 'NAMED_RECEIVER_MUST_ACCEPT',
    [recallRequested]: 'RecallDeclined, HandOffForwarded',
    else: over,
  },
  'forward by the other party': ofReceiverBySender,
  'forward by a bystander': ofReceiverByBystander,

  recall: {
    ...nobodys,
    ...each([draft, urgentDraft, revised, sentBack, pending, halfSigned, sent], 'HandOffRecalled'),
    ...each(inHand, 'RecallRequested'),
    ...each([recallRequested, givenUp, recalled, consented], '—'),
    [accepted]: 'RECALL_TOO_LATE',
    else: over,
  },
  'recall, other words': {
    ...nobodys,
    ...each([draft, urgentDraft, revised, sentBack, pending, halfSigned, sent], 'HandOffRecalled'),
    ...each(inHand, 'RecallRequested'),
    [recallRequested]: 'RECALL_ALREADY_REQUESTED',
    ...each([givenUp, recalled, consented], 'HAND_OFF_RECALLED'),
    [accepted]: 'RECALL_TOO_LATE',
    else: over,
  },
  'recall by the other party': ofSender,
  'recall by a bystander': ofSender,

  consentToRecall: {
    ...receiversUse,
    ...each(inHand, 'RECALL_NOT_REQUESTED'),
    [recallRequested]: 'HandOffRecalled',
    [consented]: '—',
    else: over,
  },
  'consentToRecall by the other party': ofReceiverBySender,
  'consentToRecall by a bystander': ofReceiverByBystander,

  declineRecall: {
    ...receiversUse,
    ...each(inHand, 'RECALL_NOT_REQUESTED'),
    [recallRequested]: 'RecallDeclined',
    [recallDeclined]: '—',
    else: over,
  },
  'declineRecall, other words': {
    ...receiversUse,
    ...each(inHand, 'RECALL_NOT_REQUESTED'),
    [recallRequested]: 'RecallDeclined',
    else: over,
  },
  'declineRecall by the other party': ofReceiverBySender,
  'declineRecall by a bystander': ofReceiverByBystander,

  // Recorded because of events; nobody asks for them.
  lapse: { ...nobodys, ...each(writing, 'HAND_OFF_NOT_SENT'), [supplement]: 'SupplementLapsed', else: '—' },
  return: { ...nobodys, [accepted]: 'HandOffReturned', [returned]: '—', else: 'HAND_OFF_NOT_ACCEPTED' },
};

function answerTo(command: HandOffCommand, state: State): string {
  try {
    return (
      handOffDecider
        .decide(command, fold(handOffDecider, states[state]))
        .map(({ type }) => type)
        .join(', ') || '—'
    );
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('the state × verb table', () => {
  it('has a row for each verb by each party, and none for a verb that is not there', () =>
    expect(Object.keys(expected).toSorted()).toEqual(Object.keys(table.commands).toSorted()));

  const cells = Object.entries(table.commands).flatMap(([row, command]) =>
    (Object.keys(states) as State[]).map((state) => ({ row, state, command })),
  );
  it('has as many cells as verbs times states', () => expect(cells.length).toBe(Object.keys(expected).length * Object.keys(states).length));

  it.each(cells)('$row in $state', ({ row, state, command }) => {
    const cell = expected[row]?.[state] ?? expected[row]?.else;
    expect(answerTo(command, state)).toBe(cell);
  });

  it('refuses with codes of the catalogue only', () => {
    const codes = Object.values(expected)
      .flatMap((row) => Object.values(row))
      .filter((cell) => /^[A-Z_]+$/.test(cell));
    for (const code of codes) expect(errorCatalogue).toHaveProperty(code);
  });
});
