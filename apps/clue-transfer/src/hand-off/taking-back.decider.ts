import { Refusal } from '@xiezhi/decider';
import type { CommandOf } from './hand-off.commands.ts';
import { type ExistingHandOff, type HandOffEvent, isUnsent, type SentHandOff } from './hand-off.state.ts';
import { onlyTheReceiver, onlyTheSender, type Signed, signedAndOpen, stillOpen } from './parties.ts';

/** Free before the receiver has signed; afterwards a request, which is a mark: silence changes nothing. */
export function recallHandOff(command: CommandOf<'RecallHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  onlyTheSender(command, handOff);
  const { account, reason } = command;
  if (handOff.status === 'recalled' && handOff.reason === reason) return [];
  if (handOff.status === 'recalled') throw new Refusal('HAND_OFF_RECALLED', { basis: handOff.basis });
  if (isUnsent(handOff)) return [{ type: 'HandOffRecalled', account, reason, basis: 'draft-given-up' }];

  if (handOff.status === 'accepted') throw new Refusal('RECALL_TOO_LATE');
  const open = stillOpen(handOff);
  if (open.verbs.recall === 'never') throw new Refusal('RECALL_NOT_PERMITTED');
  if (open.status === 'sent') return [{ type: 'HandOffRecalled', account, reason, basis: 'before-receipt' }];
  if (open.recallRequest?.reason === reason) return [];
  if (open.recallRequest !== undefined) throw new Refusal('RECALL_ALREADY_REQUESTED');
  return [{ type: 'RecallRequested', account, reason }];
}

export function consentToRecall(command: CommandOf<'ConsentToRecall'>, handOff: ExistingHandOff): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  if (sent.status === 'recalled' && sent.basis === 'consent') return [];
  const { reason } = requestStandingOn(sent);
  return [{ type: 'HandOffRecalled', account: command.account, reason, basis: 'consent' }];
}

export function declineRecall(command: CommandOf<'DeclineRecall'>, handOff: ExistingHandOff): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  const { account, reason } = command;
  const isSaid = sent.recallRequest === undefined && sent.recallDeclined?.reason === reason;
  if (isSaid && (sent.status === 'received' || sent.status === 'supplement')) return [];
  requestStandingOn(sent);
  return [{ type: 'RecallDeclined', account, reason }];
}

function requestStandingOn(handOff: SentHandOff): NonNullable<Signed['recallRequest']> {
  const { recallRequest } = signedAndOpen(handOff);
  if (recallRequest === undefined) throw new Refusal('RECALL_NOT_REQUESTED');
  return recallRequest;
}

/** Decided on the receiver's file in case-supervision; here it is only recorded (DESIGN 3). */
export function recordReturn(command: CommandOf<'RecordReturn'>, handOff: ExistingHandOff): HandOffEvent[] {
  if (handOff.status === 'returned') return [];
  if (handOff.status !== 'accepted' || handOff.kind === 'share') throw new Refusal('HAND_OFF_NOT_ACCEPTED');
  const { basis, returnedBy, reason } = command;
  return [{ type: 'HandOffReturned', basis, returnedBy, reason }];
}
