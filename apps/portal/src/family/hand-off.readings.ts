import {
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffRecallDeclinedV1,
  HandOffRecalledV1,
  HandOffRecallRequestedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  HandOffSentBackV1,
  HandOffSentV1,
  HandOffSubmittedV1,
  HandOffSupplementedV1,
  HandOffSupplementLapsedV1,
  HandOffSupplementRequestedV1,
  type IntegrationEvent,
  type MatterKind,
} from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Line, type LineDetail, type Reader, reads, recordedMicroseconds, type Tell, type Turn } from './reading.ts';
import type { StandingState } from './standing-state.ts';

interface HandOff {
  handOffId: string;
  matterKind: MatterKind;
  matterId: string;
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
  matterKind: data.matterKind,
  matterId: data.matterId,
});

const bySender = ({ data }: HandOffEvent, detail: LineDetail = {}): Line => ({
  first: data.sender,
  second: data.receiver,
  title: data.title,
  detail: { matterKind: data.matterKind, ...detail },
});
const byReceiver = ({ data }: HandOffEvent, detail: LineDetail = {}): Line => ({
  first: data.receiver,
  second: data.sender,
  title: data.title,
  detail: { matterKind: data.matterKind, ...detail },
});

const turnOfSender = (event: HandOffEvent, kind: TurnKind | null): Turn => ({
  item: event.subject,
  agency: event.data.sender,
  kind,
  rank: event.meta.sequence,
  title: event.data.title,
  counterpart: event.data.receiver,
  handOffId: event.data.handOffId,
  isSent: true,
});

const turnOfReceiver = (event: HandOffEvent, kind: TurnKind | null): Turn => ({
  item: event.subject,
  agency: event.data.receiver,
  kind,
  rank: event.meta.sequence,
  title: event.data.title,
  counterpart: event.data.sender,
  handOffId: event.data.handOffId,
});

/** A recall that is asked for waits beside the receiver's own turn: it is a mark, not a state. */
const turnWithRecall = (event: HandOffEvent, kind: 'answer-recall' | null): Turn => ({
  ...turnOfReceiver(event, kind),
  item: `recall/${event.data.handOffId}`,
});

/**
 * What the sender has to do next with a matter that came back. Its subject is the matter, as the clock of the next step names it. It waits for *another* stream, the next hand-off of the matter, and is
 * ranked by recording time. A problem's next step is a stage of its chart and told by the problem itself.
 */
export const nextStepOf = (matterId: string) => ({ item: `next-step/${matterId}`, subject: `matter/${matterId}` });

function turnWithMatter(event: HandOffEvent, kind: TurnKind | null): Turn[] {
  if (event.data.matterKind === 'problem') return [];
  return [{ ...turnOfSender(event, kind), ...nextStepOf(event.data.matterId), rank: recordedMicroseconds(event), isSent: false }];
}

const tellSender = ({ data }: HandOffEvent): Tell => ({ agency: data.sender, action: 'hand-off:submit', title: data.title });
const tellReceiver = ({ data }: HandOffEvent): Tell => ({ agency: data.receiver, action: 'hand-off:answer', title: data.title });

/** Nobody's turn on this hand-off any more, nor on a recall of it. */
const over = (event: HandOffEvent): Turn[] => [turnOfSender(event, null), turnOfReceiver(event, null), turnWithRecall(event, null)];

const beforeSent: Reader[] = [
  reads(HandOffSubmittedV1, (event) => ({
    line: bySender(event),
    standing: standingOf(event, 'hand-off-pending-approval', event.data.sender),
    turns: [{ ...turnOfSender(event, 'approve-hand-off'), role: event.data.signingRole }, ...turnWithMatter(event, null)],
    // A file's hand-off is opened by its request, not by a click: whoever waits for it learns that it is there.
    tells: event.data.matterKind === 'case-file' ? [{ agency: event.data.sender, action: 'case-file:work', title: event.data.title }] : [],
  })),
  reads(HandOffSentBackV1, (event) => ({
    line: bySender(event),
    standing: standingOf(event, 'hand-off-sent-back', event.data.sender),
    turns: [turnOfSender(event, 'revise-hand-off')],
    tells: [],
  })),
];

const open: Reader[] = [
  reads(HandOffSentV1, (event) => ({
    line: bySender(event, event.data.documentNumber === undefined ? {} : { number: event.data.documentNumber }),
    standing: standingOf(event, 'hand-off-sent', event.data.sender),
    turns: [turnOfSender(event, null), turnOfReceiver(event, 'sign-for-hand-off'), ...turnWithMatter(event, null)],
    tells: [],
  })),
  reads(HandOffReceivedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-received', event.data.sender),
    turns: [turnOfReceiver(event, 'answer-hand-off')],
    tells: [tellSender(event)],
  })),
  reads(HandOffSupplementRequestedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-supplement', event.data.sender),
    // Its own deadline is paused; the row shows so, and keeps the hand-off in sight until it is answered or lapses.
    turns: [turnOfSender(event, 'supply-supplement'), turnOfReceiver(event, 'await-supplement')],
    tells: [],
  })),
  reads(HandOffSupplementedV1, (event) => ({
    line: bySender(event, { variant: event.data.outcome }),
    standing: standingOf(event, 'hand-off-received', event.data.sender),
    turns: [turnOfSender(event, null), turnOfReceiver(event, 'answer-hand-off')],
    tells: [],
  })),
  // The state stays 待补正, but the receiver may and must answer now (COUNTING 21); the sender may still supply.
  reads(HandOffSupplementLapsedV1, (event) => ({
    line: bySender(event),
    standing: standingOf(event, 'hand-off-supplement-lapsed', event.data.sender),
    turns: [turnOfSender(event, 'supply-supplement'), turnOfReceiver(event, 'answer-hand-off')],
    tells: [],
  })),
  // A mark, not a state: the hand-off stands where it stood, so the event says nothing of its standing.
  reads(HandOffRecallRequestedV1, (event) => ({
    line: bySender(event),
    turns: [turnWithRecall(event, 'answer-recall')],
    tells: [],
  })),
  reads(HandOffRecallDeclinedV1, (event) => ({
    line: byReceiver(event),
    turns: [turnWithRecall(event, null)],
    tells: [tellSender(event)],
  })),
];

const ended: Reader[] = [
  reads(HandOffAcceptedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-accepted', event.data.receiver),
    turns: over(event),
    tells: [tellSender(event)],
  })),
  reads(HandOffRefusedV1, (event) => ({
    line: byReceiver(event),
    standing: standingOf(event, 'hand-off-refused', event.data.sender),
    turns: [...over(event), ...turnWithMatter(event, 'hand-on-refused-matter')],
    tells: event.data.matterKind === 'problem' ? [tellSender(event)] : [],
  })),
  reads(HandOffForwardedV1, (event) => ({
    line: { ...byReceiver(event), second: event.data.nextReceiver },
    standing: standingOf(event, 'hand-off-forwarded', event.data.sender),
    turns: over(event),
    tells: [tellSender(event)],
  })),
  reads(HandOffRecalledV1, (event) => {
    const isDraft = event.data.basis === 'draft-given-up';
    return {
      line: bySender(event, { variant: event.data.basis }),
      standing: standingOf(event, 'hand-off-recalled', event.data.sender),
      // A draft that was given up was never the receiver's: not even a closed turn of it may be theirs.
      turns: [
        ...(isDraft ? [turnOfSender(event, null)] : over(event)),
        ...turnWithMatter(event, event.data.matterKind === 'clue' ? 'hand-over-clue' : null),
      ],
      tells: isDraft ? [] : [tellReceiver(event)],
    };
  }),
  reads(HandOffReturnedV1, (event) => ({
    line: { ...byReceiver(event, { variant: event.data.basis }) },
    standing: standingOf(event, 'hand-off-returned', event.data.sender),
    turns: [...over(event), ...turnWithMatter(event, 'hand-on-refused-matter')],
    tells: [tellReceiver(event)],
  })),
];

export const handOffReadings: Reader[] = [...beforeSent, ...open, ...ended];
