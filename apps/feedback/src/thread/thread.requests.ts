import { AgencyId, ClueResult, FamilyId, FeedbackKind, Uuid, WorldId } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

export const AnswerThreadBody = z
  .strictObject({
    ...actedAtFields,
    resultCode: ClueResult.optional().describe('办理结果代码；不填时采用已作出决定的结果'),
    // The answer travels to the creditor and on the topic: persons are entered only in typed fields, which are sealed (DESIGN 6).
    answer: z.string().trim().min(1).max(4000).describe('反馈内容，移送单位可见。不得填写姓名等个人信息，不得填写涉密内容；限 4000 字'),
  })
  .meta({ id: 'AnswerThread' });
export type AnswerThreadBody = z.infer<typeof AnswerThreadBody>;

export const ConfirmThreadBody = z.strictObject({ ...actedAtFields }).meta({ id: 'ConfirmThread' });
export type ConfirmThreadBody = z.infer<typeof ConfirmThreadBody>;

/** A thread as its two parties read it. */
export const ThreadView = z
  .object({
    id: Uuid,
    version: z.int().min(1),
    status: z.enum(['owed', 'answered', 'confirmed']),
    kind: FeedbackKind,
    debtor: AgencyId,
    creditor: AgencyId,
    handOffId: Uuid,
    clueId: Uuid,
    familyId: FamilyId,
    world: WorldId.optional(),
    title: z.string(),
    decidedResult: ClueResult.describe('Result the debtor decided; what an answer without a code says'),
    answer: z.object({ resultCode: ClueResult, answer: z.string() }).optional(),
  })
  .meta({ id: 'Thread' });
export type ThreadView = z.infer<typeof ThreadView>;
