import { AccountId, AgencyId, ClueResult, FamilyId, MatterKind, Uuid, WorldId } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

/** Free text stays in the file and names nobody: persons are entered only in typed fields, which are sealed (DESIGN 6). */
const text = (what: string) => z.string().trim().min(1).max(4000).describe(`${what}。不得填写姓名等个人信息，不得填写涉密内容；限 4000 字`);

export const EvaluateCaseFileBody = z
  .strictObject({ ...actedAtFields, findings: text('评估意见，仅本单位可见') })
  .meta({ id: 'EvaluateCaseFile' });
export type EvaluateCaseFileBody = z.infer<typeof EvaluateCaseFileBody>;

export const DecideCaseFileBody = z
  .strictObject({
    ...actedAtFields,
    resultCode: ClueResult.describe('决定结果（线索结果代码）'),
    reason: text('决定理由，仅本单位可见'),
    deviation: text('未经评估先行决定的原因；已评估的案卷不必填写').optional(),
  })
  .meta({ id: 'DecideCaseFile' });
export type DecideCaseFileBody = z.infer<typeof DecideCaseFileBody>;

/** A file as its keeper reads it. */
export const CaseFileView = z
  .object({
    id: Uuid,
    version: z.int().min(1),
    status: z.enum(['open', 'evaluated', 'decided']),
    handOffId: Uuid,
    matterKind: MatterKind,
    matterId: Uuid,
    familyId: FamilyId,
    world: WorldId.optional(),
    agency: AgencyId,
    sender: AgencyId,
    title: z.string(),
    evaluation: z.object({ account: AccountId, findings: z.string() }).optional(),
    decision: z
      .object({
        account: AccountId,
        resultCode: ClueResult,
        reason: z.string(),
        deviation: z.string().optional().describe('Why it was decided without an evaluation; present only then'),
      })
      .optional(),
  })
  .meta({ id: 'CaseFile' });
export type CaseFileView = z.infer<typeof CaseFileView>;
