import { type Decider, Refusal } from '@xiezhi/decider';
import { acceptHandOff, forwardHandOff, receiveHandOff, refuseHandOff } from './answering.decider.ts';
import { draftHandOff, openRequested, reviseHandOff, submitHandOff } from './drafting.decider.ts';
import type { CommandOf, HandOffCommand } from './hand-off.commands.ts';
import { evolve, type HandOff, type HandOffEvent } from './hand-off.state.ts';
import { approveHandOff, sendBackHandOff } from './signing.decider.ts';
import { recordLapse, requestSupplement, supplementHandOff } from './supplement.decider.ts';
import { consentToRecall, declineRecall, recallHandOff, recordReturn } from './taking-back.decider.ts';

/** The protocol of DESIGN 3, verb by verb; what each does stands in the file of its noun. */
function decide(command: HandOffCommand, handOff: HandOff): HandOffEvent[] {
  if (command.type === 'DraftHandOff') return draftHandOff(command, handOff);
  if (command.type === 'OpenForwarded' || command.type === 'OpenRequested') return open(command, handOff);
  if (handOff.status === 'undrafted') throw new Refusal('HAND_OFF_NOT_FOUND');

  switch (command.type) {
    case 'ReviseHandOff':
      return reviseHandOff(command, handOff);
    case 'SubmitHandOff':
      return submitHandOff(command, handOff);
    case 'SendBackHandOff':
      return sendBackHandOff(command, handOff);
    case 'ApproveHandOff':
      return approveHandOff(command, handOff);
    case 'ReceiveHandOff':
      return receiveHandOff(command, handOff);
    case 'RequestSupplement':
      return requestSupplement(command, handOff);
    case 'SupplementHandOff':
      return supplementHandOff(command, handOff);
    case 'AcceptHandOff':
      return acceptHandOff(command, handOff);
    case 'RefuseHandOff':
      return refuseHandOff(command, handOff);
    case 'ForwardHandOff':
      return forwardHandOff(command, handOff);
    case 'RecallHandOff':
      return recallHandOff(command, handOff);
    case 'ConsentToRecall':
      return consentToRecall(command, handOff);
    case 'DeclineRecall':
      return declineRecall(command, handOff);
    case 'RecordLapse':
      return recordLapse(command, handOff);
    case 'RecordReturn':
      return recordReturn(command, handOff);
  }
}

/** Opened because of an event, under an id that follows from it: whoever opens it again means the same. */
function open(command: CommandOf<'OpenForwarded'> | CommandOf<'OpenRequested'>, handOff: HandOff): HandOffEvent[] {
  if (handOff.status !== 'undrafted') return [];
  return command.type === 'OpenRequested' ? openRequested(command) : [successorOf(command)];
}

/** Sent at once, by nobody's signature here: the first sender's stands, and the forwarder answers for the reason. */
function successorOf({ from, predecessor, package: frozen }: CommandOf<'OpenForwarded'>): HandOffEvent {
  const { matterKind, matterId, familyId, title, sourceCode, history, sender, receiver: forwardedBy } = from;
  const { purpose, legalBasis, parts, urgent, world, next, drafters, signatures, bounces } = from;
  const optional = {
    ...(sourceCode !== undefined && { sourceCode }),
    ...(parts !== undefined && { parts }),
    ...(urgent !== undefined && { urgent }),
    ...(world !== undefined && { world }),
  };
  const matter = { matterKind, matterId, familyId, title, history, ...optional };
  const draft = { ...matter, sender, receiver: next.receiver, ...next.terms, purpose, legalBasis };
  const chain = { predecessor, forwardedBy, bounces: bounces + 1, isNamed: false };
  return { type: 'HandOffSent', draft, drafters, signatures, package: frozen, ...chain };
}

export const handOffDecider: Decider<HandOffCommand, HandOffEvent, HandOff> = { initialState: { status: 'undrafted' }, decide, evolve };
