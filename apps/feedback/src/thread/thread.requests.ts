import {
  AgencyId,
  AnswerItem,
  ResultCode,
  FamilyId,
  FeedbackKind,
  Instant,
  LetterParts,
  MatterKind,
  RecoveredQuantity,
  Uuid,
  WorldId,
} from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

const askedMax = 50;
const Asked = z.array(z.string().trim().min(1).max(500)).max(askedMax);
const { item, measure, state, proof, plannedOn } = AnswerItem.shape;

// Answers and grounds travel to the other party and on the topic: persons are entered only in typed fields, which are sealed (DESIGN 6).
const Item = z.strictObject({
  item: item.trim().describe('要求事项；对方列出的，按原文填写。不得填写姓名'),
  measure: measure.trim().describe('已采取的措施；不能办理的，写明理由。不得填写姓名等个人信息'),
  state: state.describe('done 已完成、in-progress 办理中、planned 计划办理、impossible 不能办理'),
  proof: proof.default([]).describe('证明材料的名称和 SHA-256 摘要值；已完成的至少一份'),
  plannedOn: plannedOn.describe('计划完成日期；办理中、计划办理的必填，其他不填'),
});

export const AnswerThreadBody = z
  .strictObject({
    ...actedAtFields,
    resultCode: ResultCode.optional().describe('办理结果代码；已作出决定的不必填写，采用该决定；不得与决定不一致'),
    answer: z.string().trim().min(1).max(4000).describe('反馈内容，对方可见。不得填写姓名等个人信息，不得填写涉密内容；限 4000 字'),
    items: z.array(Item).max(askedMax).default([]).describe('逐项答复；对方列出事项的，每项均须答复'),
    decisionNumber: LetterParts.decisionNumber.describe('决定文书编号；已登记的不必填写'),
    nextSteps: LetterParts.nextSteps.describe('下一步工作。不得填写姓名等个人信息'),
    expectedOn: LetterParts.expectedOn.describe('下一步预计完成日期'),
    recovered: z
      .array(z.strictObject(RecoveredQuantity.shape))
      .max(20)
      .optional()
      .describe('公益成效数量，按代码规定的单位填写，每项附证明材料'),
    cooperation: LetterParts.cooperation.describe('需要对方协助的事项。不得填写姓名等个人信息'),
  })
  .meta({ id: 'AnswerThread' });
export type AnswerThreadBody = z.infer<typeof AnswerThreadBody>;

export const ConfirmThreadBody = z.strictObject({ ...actedAtFields }).meta({ id: 'ConfirmThread' });
export type ConfirmThreadBody = z.infer<typeof ConfirmThreadBody>;

export const ObjectToAnswerBody = z
  .strictObject({
    ...actedAtFields,
    grounds: z.string().trim().min(2).max(2000).describe('异议理由，对方可见。不得填写姓名等个人信息，不得填写涉密内容；限 2000 字'),
    asked: Asked.default([]).describe('要求对方逐项答复的事项；不填则就理由整体答复'),
  })
  .meta({ id: 'ObjectToAnswer' });
export type ObjectToAnswerBody = z.infer<typeof ObjectToAnswerBody>;

const Answer = z.object({
  resultCode: ResultCode.optional(),
  answer: z.string(),
  items: z.array(AnswerItem),
  ...LetterParts,
});
const Objection = z.object({ grounds: z.string(), asked: z.array(z.string()) });

/** A thread as its two parties read it. */
export const ThreadView = z
  .object({
    id: Uuid,
    version: z.int().min(1),
    status: z.enum(['owed', 'answered', 'objected', 'confirmed', 'met', 'cancelled']),
    kind: FeedbackKind,
    debtor: AgencyId,
    creditor: AgencyId,
    handOffId: Uuid.optional(),
    matterKind: MatterKind,
    matterId: Uuid,
    familyId: FamilyId,
    world: WorldId.optional(),
    title: z.string(),
    owedSince: Instant,
    decidedResult: ResultCode.optional().describe('Result the debtor decided; what an answer without a code says'),
    decisionNumber: z.string().optional(),
    asked: z.array(z.string()).describe('What the first answer must take up item by item'),
    isTyped: z.boolean().describe('False where signing or answering the hand-off meets it: nothing to fill in'),
    objectionRoundsMax: z.int(),
    reporting: z.object({ reportingId: Uuid, period: z.int() }).optional(),
    overdue: z
      .array(z.object({ clockId: Uuid, ruleId: z.string(), rung: z.enum(['overdue', 'long-overdue']), dueAt: Instant }))
      .describe('逾期记录: each rung of each clock once; it stays when the answer comes late'),
    rounds: z
      .array(z.object({ answer: Answer, objection: Objection.optional() }))
      .default([])
      .describe('逐轮答复和异议: the first answer, then for each objection the answer to it'),
    answer: Answer.optional().describe('The answer that stands: of the last round'),
    objection: Objection.optional().describe('What the debtor must answer now'),
    by: z.string().optional().describe('Type of the event that met it'),
    reason: z.string().optional().describe('Why it was cancelled'),
  })
  .meta({ id: 'Thread' });
export type ThreadView = z.infer<typeof ThreadView>;
