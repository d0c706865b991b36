import { isSameContent, Refusal } from '@xiezhi/decider';
import { bouncesMax } from '../matter/flight.ts';
import type { CommandOf } from './hand-off.commands.ts';
import type { ExistingHandOff, HandOffEvent, SentHandOff } from './hand-off.state.ts';
import { onlyTheReceiver, type Signed, signedAndOpen, stillOpen } from './parties.ts';
import { refuseMissingMaterial, routeFor, standing, termsOf } from './route.ts';

export function receiveHandOff(command: CommandOf<'ReceiveHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  if (sent.status === 'received') return [];
  if (stillOpen(sent).status !== 'sent') throw new Refusal('HAND_OFF_ALREADY_RECEIVED');
  return [{ type: 'HandOffReceived', account: command.account, at: command.at }];
}

/** Accepting answers a standing wish to take the hand-off back with no. */
export function acceptHandOff(command: CommandOf<'AcceptHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  if (sent.status === 'accepted') return [];
  const { account } = command;
  return [...declinedBy(account, signedAndOpen(sent)), { type: 'HandOffAccepted', account }];
}

export function refuseHandOff(command: CommandOf<'RefuseHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  const { account, reasonCode, reason } = command;
  if (sent.status === 'refused' && sent.reasonCode === reasonCode && sent.reason === reason) return [];
  const open = signedAndOpen(sent);
  if (open.verbs.refuse === 'never') throw new Refusal('REFUSAL_NOT_PERMITTED');
  if (open.isNamed) throw new Refusal('NAMED_RECEIVER_MUST_ACCEPT');
  // 环保衔接办法 Art. 8: what is missing is asked for; it is never a ground to refuse.
  if (reasonCode === 'INCOMPLETE') throw new Refusal('MISSING_ITEM_IS_NO_GROUND');
  if (open.status === 'supplement') refuseGroundsDuringSupplement(open, reasonCode);
  return [{ type: 'HandOffRefused', account, reasonCode, reason }];
}

function refuseGroundsDuringSupplement(open: Signed, reasonCode: string): void {
  if (open.rounds.at(-1)?.isLapsed !== true) throw new Refusal('SUPPLEMENT_PENDING');
  // Behind 其他 the missing item would come back: after a lapse the ground is named (COUNTING 21).
  if (reasonCode === 'OTHER') throw new Refusal('GROUND_MUST_BE_NAMED');
}

/** Ends this hand-off and passes its claim to a successor, which a subscription opens with the first sender as sender (DESIGN 3). */
export function forwardHandOff(command: CommandOf<'ForwardHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  const sent = onlyTheReceiver(command, handOff);
  if (isSameForwarding(command, sent)) return [];
  const open = signedAndOpen(sent);
  if (open.verbs.forward === 'never') throw new Refusal('FORWARD_NOT_PERMITTED');
  if (open.isNamed) throw new Refusal('NAMED_RECEIVER_MUST_ACCEPT');
  // A successor is sent at once, and after the third bounce nothing is sent before the coordinator has spoken: refusing leads there.
  if (open.kind === 'owning' && open.bounces + 1 >= bouncesMax) throw new Refusal('FORWARD_WOULD_BE_THIRD_BOUNCE');

  const { account, successor, reason, materials } = command;
  const receiver = standing(command.receiver, command.on);
  if (receiver.id === open.sender || receiver.id === command.by) throw new Refusal('RECEIVER_IS_SENDER');
  const from = [command.forwarder, command.sender].filter((party) => party !== undefined);
  const route = routeFor(command.route, command.on, open, from, receiver);
  if (route.kind !== open.kind) throw new Refusal('ROUTE_NOT_FOR_THIS_MATTER', { kind: route.kind });
  refuseMissingMaterial(route.requiredMaterial, [...open.package.materialKinds, ...materials.map(({ kind }) => kind)]);
  const next = { successor, receiver: receiver.id, terms: termsOf(route), reason, materials };
  return [...declinedBy(account, open), { type: 'HandOffForwarded', account, ...next }];
}

function isSameForwarding(command: CommandOf<'ForwardHandOff'>, handOff: SentHandOff): boolean {
  if (handOff.status !== 'forwarded') return false;
  const { receiver, terms, reason, materials } = handOff.next;
  const said = { receiver: command.receiver?.id, routeId: command.route?.slug, reason: command.reason, materials: command.materials };
  return isSameContent(said, { receiver, routeId: terms.routeId, reason, materials });
}

function declinedBy(account: string, open: Signed): HandOffEvent[] {
  return open.recallRequest === undefined ? [] : [{ type: 'RecallDeclined', account }];
}
