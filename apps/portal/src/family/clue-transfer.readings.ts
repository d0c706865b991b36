import {
  ClueOwnerChangedV1,
  ClueRegisteredV1,
  HandOffAcceptedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffSentV1,
  HandOffSubmittedV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Line, type Reader, reads, recordedMicroseconds, type Turn } from './reading.ts';
import type { StandingState } from './standing-state.ts';

interface HandOff {
  clueId: string;
  sender: string;
  receiver: string;
  title: string;
}
type HandOffEvent = IntegrationEvent<HandOff>;

const standingOf = ({ data }: HandOffEvent, state: StandingState, owner: string) => ({
  state,
  owner,
  counterpart: owner === data.sender ? data.receiver : data.sender,
  title: data.title,
  clueId: data.clueId,
});

const bySender = ({ data }: HandOffEvent): Line => ({ first: data.sender, second: data.receiver, title: data.title });
const byReceiver = ({ data }: HandOffEvent): Line => ({ first: data.receiver, second: data.sender, title: data.title });

const turnOfSender = (event: HandOffEvent, kind: TurnKind | null): Turn => ({
  item: event.subject,
  agency: event.data.sender,
  kind,
  rank: event.meta.sequence,
  title: event.data.title,
  counterpart: event.data.receiver,
});

const turnOfReceiver = (event: HandOffEvent, kind: TurnKind | null): Turn => ({
  item: event.subject,
  agency: event.data.receiver,
  kind,
  rank: event.meta.sequence,
  title: event.data.title,
  counterpart: event.data.sender,
});

/** A refused clue waits at its sender until the next hand-off of the clue is submitted, which is another stream. */
const turnWithRefusedClue = (event: HandOffEvent, kind: TurnKind | null): Turn => ({
  ...turnOfSender(event, kind),
  item: `clue/${event.data.clueId}`,
  rank: recordedMicroseconds(event),
});

export const clueTransferReadings: Reader[] = [
  reads(ClueRegisteredV1, ({ data }) => ({
    line: { first: data.owner, title: data.title },
    standing: { state: 'clue-registered', owner: data.owner, title: data.title, clueId: data.clueId },
    turns: [],
    tells: [],
  })),
  reads(ClueOwnerChangedV1, ({ data }) => ({
    line: { first: data.previousOwner, second: data.owner },
    standing: { state: 'clue-registered', owner: data.owner, counterpart: data.previousOwner, clueId: data.clueId },
    turns: [],
    tells: [],
  })),
  reads(HandOffSubmittedV1, (event) => ({
    line: bySender(event),
    standing: standingOf(event, 'hand-off-pending-approval', event.data.sender),
    turns: [turnOfSender(event, 'approve-hand-off'), turnWithRefusedClue(event, null)],
    tells: [],
  })),
  reads(HandOffSentV1, (event) => ({
    line: bySender(event),
    standing: standingOf(event, 'hand-off-sent', event.data.sender),
    turns: [turnOfSender(event, null), turnOfReceiver(event, 'sign-for-hand-off')],
    tells: [],
  })),
  reads(HandOffReceivedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-received', event.data.sender),
    turns: [turnOfReceiver(event, 'answer-hand-off')],
    tells: [{ agency: event.data.sender, action: 'hand-off:submit', title: event.data.title }],
  })),
  reads(HandOffAcceptedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-accepted', event.data.receiver),
    turns: [turnOfReceiver(event, null)],
    tells: [{ agency: event.data.sender, action: 'hand-off:submit', title: event.data.title }],
  })),
  reads(HandOffRefusedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-refused', event.data.sender),
    turns: [turnOfReceiver(event, null), turnWithRefusedClue(event, 'hand-on-refused-clue')],
    tells: [],
  })),
];
