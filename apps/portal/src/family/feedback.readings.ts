import { FeedbackAnsweredV1, FeedbackConfirmedV1, type FeedbackKind, FeedbackOwedV1, type IntegrationEvent } from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Line, type Reader, reads, type Standing, type Turn } from './reading.ts';
import type { StandingState } from './standing-state.ts';

interface Thread {
  kind: FeedbackKind;
  debtor: string;
  creditor: string;
  clueId: string;
  title: string;
  resultCode?: string;
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

const standingOf = ({ data }: ThreadEvent, state: StandingState): Standing => ({
  state,
  owner: data.debtor,
  counterpart: data.creditor,
  title: data.title,
  clueId: data.clueId,
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
});
const turnOfDebtor = (event: ThreadEvent, kind: TurnKind | null) => turnOf(event.data.debtor, event.data.creditor, event, kind);
const turnOfCreditor = (event: ThreadEvent, kind: TurnKind | null) => turnOf(event.data.creditor, event.data.debtor, event, kind);

export const feedbackReadings: Reader[] = [
  reads(FeedbackOwedV1, (event) => ({
    line: byDebtor(event),
    standing: standingOf(event, 'feedback-owed'),
    turns: [turnOfDebtor(event, 'answer-feedback')],
    tells: [],
  })),
  reads(FeedbackAnsweredV1, (event) => ({
    line: byDebtor(event),
    standing: standingOf(event, 'feedback-answered'),
    turns: [turnOfDebtor(event, null), turnOfCreditor(event, 'confirm-feedback')],
    tells: [],
  })),
  reads(FeedbackConfirmedV1, (event) => ({
    line: { ...byDebtor(event), first: event.data.creditor, second: event.data.debtor },
    standing: standingOf(event, 'feedback-confirmed'),
    turns: [turnOfDebtor(event, null), turnOfCreditor(event, null)],
    tells: [{ agency: event.data.debtor, action: 'feedback:answer', title: event.data.title }],
  })),
];
