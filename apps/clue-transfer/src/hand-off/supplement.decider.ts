import { isSameContent, Refusal } from '@xiezhi/decider';
import type { CommandOf } from './hand-off.commands.ts';
import { type ExistingHandOff, type HandOffEvent, isUnsent, type SupplementAnswer } from './hand-off.state.ts';
import { onlyTheReceiver, onlyTheSender, signedAndOpen, stillOpen } from './parties.ts';

/** D: a receiver who asks a fourth time is not missing an item but wants another matter. */
export const roundsMax = 3;

export function requestSupplement(command: CommandOf<'RequestSupplement'>, handOff: ExistingHandOff): HandOffEvent[] {
  const open = signedAndOpen(onlyTheReceiver(command, handOff));
  const { account, items, reason, at } = command;
  const last = open.rounds.at(-1);
  if (open.status === 'supplement') {
    if (last !== undefined && isSameContent({ items, reason }, { items: last.items, reason: last.reason })) return [];
    throw new Refusal('SUPPLEMENT_ALREADY_REQUESTED');
  }
  if (open.rounds.length >= roundsMax) throw new Refusal('SUPPLEMENT_ROUNDS_USED_UP', { roundsMax });
  return [{ type: 'SupplementRequested', account, round: open.rounds.length + 1, items, reason, at }];
}

/** Supplied with a new frozen package version, or stated as objectively impossible; after a lapse too, late as it is. */
export function supplementHandOff(command: CommandOf<'SupplementHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  onlyTheSender(command, handOff);
  if (isUnsent(handOff)) throw new Refusal('HAND_OFF_NOT_SENT');
  const answer: SupplementAnswer =
    command.outcome === 'supplied'
      ? { outcome: 'supplied', materials: command.materials }
      : { outcome: 'impossible', statement: command.statement };
  if (handOff.status === 'received' && isSameContent(handOff.rounds.at(-1)?.answer, answer)) return [];
  const open = stillOpen(handOff);
  if (open.status !== 'supplement') throw new Refusal('SUPPLEMENT_NOT_REQUESTED');
  // The new version was made from a package that another supplement has replaced meanwhile.
  if (command.outcome === 'supplied' && command.basedOn !== open.package.sha256) throw new Refusal('STALE_VERSION');
  const next = command.outcome === 'supplied' ? command.package : open.package;
  return [{ type: 'HandOffSupplemented', account: command.account, round: open.rounds.length, ...answer, package: next }];
}

/** Its limit expired: the state stays, and from here on the receiver decides on what there is (COUNTING 21). */
export function recordLapse({ dueAt }: CommandOf<'RecordLapse'>, handOff: ExistingHandOff): HandOffEvent[] {
  if (isUnsent(handOff)) throw new Refusal('HAND_OFF_NOT_SENT');
  const last = handOff.rounds.at(-1);
  if (handOff.status !== 'supplement' || last === undefined || last.isLapsed) return [];
  // Learnt late: the limit of an earlier round says nothing about this one.
  if (Date.parse(dueAt) <= Date.parse(last.at)) return [];
  return [{ type: 'SupplementLapsed', round: handOff.rounds.length }];
}
