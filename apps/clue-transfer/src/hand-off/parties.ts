import { Refusal } from '@xiezhi/decider';
import type { Actor } from './hand-off.commands.ts';
import { type ExistingHandOff, isUnsent, type SentHandOff } from './hand-off.state.ts';

type Open = SentHandOff & { status: 'sent' | 'received' | 'supplement' };
export type Signed = SentHandOff & { status: 'received' | 'supplement' };

export function onlyTheSender(actor: Actor, handOff: ExistingHandOff): void {
  if (actor.by !== handOff.sender) throw new Refusal('NOT_THE_SENDER');
}

/** Before it is sent the receiver does not know of the hand-off, so to the receiver it does not exist. */
export function onlyTheReceiver(actor: Actor, handOff: ExistingHandOff): SentHandOff {
  if (isUnsent(handOff)) throw new Refusal(actor.by === handOff.sender ? 'HAND_OFF_NOT_SENT' : 'HAND_OFF_NOT_FOUND');
  if (actor.by !== handOff.receiver) throw new Refusal('NOT_THE_RECEIVER');
  return handOff;
}

/** @throws Refusal telling what happened, when the hand-off has come to its end: who was slower learns who was faster */
export function stillOpen(handOff: SentHandOff): Open {
  switch (handOff.status) {
    case 'sent':
    case 'received':
    case 'supplement':
      return handOff as Open;
    case 'recalled':
      throw new Refusal('HAND_OFF_RECALLED', { basis: handOff.basis });
    case 'accepted':
    case 'refused':
    case 'forwarded':
    case 'returned':
      throw new Refusal('HAND_OFF_ALREADY_ANSWERED', { status: handOff.status });
  }
}

/** Answers come after the signature. */
export function signedAndOpen(handOff: SentHandOff): Signed {
  const open = stillOpen(handOff);
  if (open.status === 'sent') throw new Refusal('HAND_OFF_NOT_RECEIVED');
  return open as Signed;
}
