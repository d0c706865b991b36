import { z } from 'zod';
import { AgencyId, Uuid } from '../ids.ts';
import { defineEvent } from '../integration-event.ts';

/** Kinds of feedback in the order they fall due (DOMAIN 3.2). RECEIPT and ACCEPTANCE are met by the hand-off's own events. */
export const FeedbackKind = z.enum(['RECEIPT', 'ACCEPTANCE', 'FILING', 'PROGRESS', 'MEASURE', 'RESULT', 'LOOKBACK']);
export type FeedbackKind = z.infer<typeof FeedbackKind>;

const Thread = {
  threadId: Uuid,
  kind: FeedbackKind,
  debtor: AgencyId.describe('Owes the feedback'),
  creditor: AgencyId.describe('Is owed the feedback'),
  handOffId: Uuid,
  clueId: Uuid,
  title: z.string().min(1).max(120),
};

export const FeedbackOwedV1 = defineEvent({
  service: 'feedback',
  name: 'feedback-owed',
  version: 1,
  description: '反馈义务已产生.',
  data: z.object(Thread),
});

export const FeedbackAnsweredV1 = defineEvent({
  service: 'feedback',
  name: 'feedback-answered',
  version: 1,
  description: '已反馈: answered by the debtor with result code and reason.',
  data: z.object({ ...Thread, resultCode: z.string().max(40), answer: z.string().min(1).max(4000) }),
});

export const FeedbackConfirmedV1 = defineEvent({
  service: 'feedback',
  name: 'feedback-confirmed',
  version: 1,
  description: '反馈已确认: the creditor takes the answer as given.',
  data: z.object(Thread),
});
