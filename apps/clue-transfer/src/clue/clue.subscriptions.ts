import { command, on } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, HandOffRefusedV1, HandOffSentV1 } from '@xiezhi/contracts';
import { clues } from './clue.announce.ts';

/** The clue follows its hand-off: on its way, with the receiver, or still with the sender. */
export const clueSubscriptions = [
  on(HandOffSentV1, ({ data: { matterId, handOffId, receiver } }) => [
    command(clues, matterId, { type: 'RecordHandingOver', handOffId, to: receiver }),
  ]),
  on(HandOffAcceptedV1, ({ data: { matterId, handOffId, receiver } }) => [
    command(clues, matterId, { type: 'RecordHandedOver', handOffId, to: receiver }),
  ]),
  on(HandOffRefusedV1, ({ data: { matterId, handOffId } }) => [command(clues, matterId, { type: 'RecordKept', handOffId })]),
];
