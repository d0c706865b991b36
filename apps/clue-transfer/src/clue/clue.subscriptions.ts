import { command, on } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, HandOffRefusedV1, HandOffSentV1 } from '@xiezhi/contracts';
import { clues } from './clue.announce.ts';

/** The clue follows its hand-off: on its way, with the receiver, or still with the sender. */
export const clueSubscriptions = [
  on(HandOffSentV1, ({ data: { clueId, handOffId, receiver } }) => [
    command(clues, clueId, { type: 'RecordHandingOver', handOffId, to: receiver }),
  ]),
  on(HandOffAcceptedV1, ({ data: { clueId, handOffId, receiver } }) => [
    command(clues, clueId, { type: 'RecordHandedOver', handOffId, to: receiver }),
  ]),
  on(HandOffRefusedV1, ({ data: { clueId, handOffId } }) => [command(clues, clueId, { type: 'RecordKept', handOffId })]),
];
