import {
  FeedbackAnsweredV1,
  FeedbackCancelledV1,
  FeedbackConfirmedV1,
  type FeedbackKind,
  FeedbackMetV1,
  FeedbackObjectedV1,
  FeedbackOwedV1,
  type IntegrationEvent,
  type MatterKind,
} from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Line, type Reader, reads, type Standing, type Turn } from './reading.ts';
import type { StandingState } from './standing-state.ts';

interface Thread {
  kind: FeedbackKind;
  debtor: string;
  creditor: string;
  handOffId?: string | undefined;
  matterKind: MatterKind;
  matterId: string;
  title: string;
  resultCode?: string | undefined;
}
type ThreadEvent = IntegrationEvent<Thread>;

const resultOf = ({ resultCode }: Thread) => (resultCode === undefined ? {} : { resultCode });

const byDebtor = ({ data }: ThreadEvent): Line => ({
  first: data.debtor,
  second: data.creditor,
  title: data.title,
  feedbackKind: data.kind,
  ...resultOf(data),
});
const byCreditor = (event: ThreadEvent): Line => ({ ...byDebtor(event), first: event.data.creditor, second: event.data.debtor });

const standingOf = ({ data }: ThreadEvent, state: StandingState): Standing => ({
  state,
  owner: data.debtor,
  counterpart: data.creditor,
  title: data.title,
  matterKind: data.matterKind,
  matterId: data.matterId,
  feedbackKind: data.kind,
  ...resultOf(data),
});

const turnOf = (agency: string, counterpart: string, { subject, meta, data }: ThreadEvent, kind: TurnKind | null): Turn => ({
  item: subject,
  agency,
  kind,
  rank: meta.sequence,
  title: data.title,
  counterpart,
  handOffId: data.handOffId,
});
const turnOfDebtor = (event: ThreadEvent, kind: TurnKind | null) => turnOf(event.data.debtor, event.data.creditor, event, kind);
const turnOfCreditor = (event: ThreadEvent, kind: TurnKind | null) => turnOf(event.data.creditor, event.data.debtor, event, kind);

/** Signing for and accepting a hand-off is the feedback (DESIGN 3): nobody is asked to type it again. */
const metByTheHandOff: readonly FeedbackKind[] = ['RECEIPT', 'ACCEPTANCE'];

export const feedbackReadings: Reader[] = [
  reads(FeedbackOwedV1, (event) => ({
    line: byDebtor(event),
    standing: standingOf(event, 'feedback-owed'),
    turns: metByTheHandOff.includes(event.data.kind) ? [] : [turnOfDebtor(event, 'answer-feedback')],
    tells: [],
  })),
  reads(FeedbackMetV1, (event) => ({
    line: byDebtor(event),
    standing: standingOf(event, 'feedback-met'),
    turns: metByTheHandOff.includes(event.data.kind) ? [] : [turnOfDebtor(event, null), turnOfCreditor(event, null)],
    tells: [],
  })),
  reads(FeedbackAnsweredV1, (event) => ({
    line: byDebtor(event),
    standing: standingOf(event, 'feedback-answered'),
    turns: [turnOfDebtor(event, null), turnOfCreditor(event, 'confirm-feedback')],
    tells: [],
  })),
  reads(FeedbackObjectedV1, (event) => ({
    line: byCreditor(event),
    standing: standingOf(event, 'feedback-objected'),
    turns: [turnOfCreditor(event, null), turnOfDebtor(event, 'answer-objection')],
    tells: [],
  })),
  reads(FeedbackConfirmedV1, (event) => ({
    line: byCreditor(event),
    standing: standingOf(event, 'feedback-confirmed'),
    turns: [turnOfDebtor(event, null), turnOfCreditor(event, null)],
    tells: [{ agency: event.data.debtor, action: 'feedback:answer', title: event.data.title }],
  })),
  reads(FeedbackCancelledV1, (event) => ({
    line: byDebtor(event),
    standing: standingOf(event, 'feedback-cancelled'),
    turns: metByTheHandOff.includes(event.data.kind) ? [] : [turnOfDebtor(event, null), turnOfCreditor(event, null)],
    tells: [],
  })),
];
