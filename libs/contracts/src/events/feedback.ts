import { z } from 'zod';
import { PublicInterestQuantity } from '../codes/public-interest-quantity.ts';
import { AgencyId, Instant, Uuid } from '../ids.ts';
import { defineEvent } from '../integration-event.ts';
import { Matter, ReasonText, Title } from './matter.ts';

const service = 'feedback';
const version = 1;

/** Kinds of feedback in the order they fall due (DOMAIN 3.2). RECEIPT and ACCEPTANCE are met by the hand-off's own events. */
export const FeedbackKind = z.enum(['RECEIPT', 'ACCEPTANCE', 'FILING', 'PROGRESS', 'MEASURE', 'RESULT', 'LOOKBACK']);
export type FeedbackKind = z.infer<typeof FeedbackKind>;

const Thread = {
  threadId: Uuid,
  kind: FeedbackKind,
  debtor: AgencyId.describe('Owes the feedback'),
  creditor: AgencyId.describe('Is owed the feedback'),
  handOffId: Uuid.optional(),
  ...Matter,
  title: Title,
  reporting: z
    .object({ reportingId: Uuid, period: z.int().min(1).max(1000) })
    .optional()
    .describe('For what is owed again and again (PROGRESS): the series and the place of this thread in it'),
};

const AskedItem = z.string().min(1).max(500).describe('One thing that was asked; 不得填写姓名');
/** Each is repeated as an item of the answer. */
const Asked = z.array(AskedItem).max(50);

const Proof = z.object({ name: z.string().min(1).max(120), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const Day = z.iso.date().describe('Legal day, Asia/Shanghai');
const DecisionNumber = z.string().min(1).max(80).describe('Number of the decision document, as the deciding organ gave it');

/** What was won back for the public, with what shows it. */
export const RecoveredQuantity = z.object({
  code: PublicInterestQuantity,
  amount: z.number().positive().max(1e12).describe('In the unit of its code (DOMAIN 7.4)'),
  proof: z.array(Proof).min(1).max(20),
});

/** The parts of a feedback letter (F-16) beside result, reason and items; each only where there is something to say. */
export const LetterParts = {
  decisionNumber: DecisionNumber.optional(),
  nextSteps: z.string().min(1).max(2000).optional().describe('What comes next; 不得填写姓名'),
  expectedOn: Day.optional().describe('Expected day of the next step'),
  recovered: z.array(RecoveredQuantity).max(20).optional(),
  cooperation: z.string().min(1).max(1000).optional().describe('What the other party is asked to help with; 不得填写姓名'),
};

/** An answer goes item by item: what was asked, what was done, what shows it. */
export const AnswerItem = z.object({
  item: AskedItem,
  measure: z.string().min(1).max(2000).describe('What was done; 不得填写姓名'),
  state: z.enum(['done', 'in-progress', 'planned', 'impossible']),
  proof: z.array(Proof).max(20),
  plannedOn: Day.optional().describe('Promised day of what is not done yet (COUNTING 17)'),
});

export const FeedbackOwedV1 = defineEvent({
  service,
  name: 'feedback-owed',
  version,
  description: '反馈义务已产生.',
  data: z.object({
    ...Thread,
    owedSince: Instant,
    asked: Asked.optional().describe('What the answer must say something about, item by item'),
    decidedResult: z.string().max(40).optional().describe('Result that is already decided: the answer takes it over, nobody types it'),
    decisionNumber: DecisionNumber.optional(),
    isTyped: z
      .boolean()
      .optional()
      .describe('False where signing or answering the hand-off meets it: there is nothing to fill in. Absent: true'),
  }),
});

export const FeedbackAnsweredV1 = defineEvent({
  service,
  name: 'feedback-answered',
  version,
  description: '已反馈: answered by the debtor with result, reason and items; after an objection, the answer to that round.',
  data: z.object({
    ...Thread,
    round: z.int().min(0).max(10).describe('0 for the first answer, n for the answer to objection n'),
    resultCode: z.string().max(40).optional(),
    answer: z.string().min(1).max(4000),
    items: z.array(AnswerItem).max(50),
    ...LetterParts,
  }),
});

export const FeedbackMetV1 = defineEvent({
  service,
  name: 'feedback-met',
  version,
  description: '反馈义务已由移送办理本身履行: RECEIPT by signing, ACCEPTANCE by the answer; nobody types it twice.',
  data: z.object({ ...Thread, by: z.string().max(80).describe('Event that met it') }),
});

export const FeedbackConfirmedV1 = defineEvent({
  service,
  name: 'feedback-confirmed',
  version,
  description: '反馈已确认: the creditor takes the answer as given.',
  data: z.object(Thread),
});

export const FeedbackObjectedV1 = defineEvent({
  service,
  name: 'feedback-objected',
  version,
  description: '对反馈提出异议 (T13): the debtor owes an answer to this round (H11).',
  data: z.object({ ...Thread, round: z.int().min(1).max(10), grounds: ReasonText, asked: Asked.optional() }),
});

export const FeedbackCancelledV1 = defineEvent({
  service,
  name: 'feedback-cancelled',
  version,
  description: '反馈义务已消灭: the matter was recalled, returned or forwarded before it fell due.',
  data: z.object({ ...Thread, reason: ReasonText }),
});

export const FeedbackPeriodBeganV1 = defineEvent({
  service,
  name: 'feedback-period-began',
  version,
  description:
    '新一期定期反馈开始 (H09d): the k-th period of a series runs from its first day; the thread of this period is opened upon it. Told for the service itself; screens follow the threads.',
  data: z.object({
    ...Thread,
    reporting: Thread.reporting.unwrap(),
    beganAt: Instant.describe('The first trigger plus (k − 1) times the length of a period, without drift (COUNTING 8)'),
  }),
});

export const FeedbackReportingEndedV1 = defineEvent({
  service,
  name: 'feedback-reporting-ended',
  version,
  description: '定期反馈结束: the matter is closed; the thread of the last period, if still owed, is cancelled upon it.',
  data: z.object({ ...Thread, reporting: Thread.reporting.unwrap(), reason: ReasonText }),
});
