import { AccountId, AgencyId, MatterKind, ReasonText, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

const reason = z.string().trim().min(2).max(2000).describe('对方可见的理由；不得填写姓名');

export const ReturnCaseFileBody = z
  .strictObject({
    ...actedAtFields,
    reason,
    basis: z
      .enum(['consent', 'unilateral'])
      .optional()
      .describe('consent 请求退回；unilateral 单方退回，路径允许且未超时限时承办单位可用。不填：能单方退回的单方退回，否则请求退回'),
  })
  .meta({ id: 'ReturnCaseFile' });
export type ReturnCaseFileBody = z.infer<typeof ReturnCaseFileBody>;

export const ConsentToReturnBody = z.strictObject(actedAtFields).meta({ id: 'ConsentToReturn' });

export const DeclineReturnBody = z.strictObject({ ...actedAtFields, reason }).meta({ id: 'DeclineReturn' });
export type DeclineReturnBody = z.infer<typeof DeclineReturnBody>;

const Said = z.object({ by: AgencyId, account: AccountId, reason: ReasonText });

/** What both sides see of a return. */
export const FileReturnView = z
  .object({
    id: Uuid.describe('Id of the case file'),
    version: z.int().min(1),
    status: z.enum(['open', 'requested', 'returned', 'foreclosed']).describe('foreclosed: the file is decided and cannot be returned'),
    handOffId: Uuid,
    matterKind: MatterKind,
    matterId: Uuid,
    agency: AgencyId,
    sender: AgencyId,
    title: z.string(),
    request: Said.optional(),
    declined: Said.optional(),
    basis: z.enum(['consent', 'unilateral']).optional(),
  })
  .meta({ id: 'FileReturn' });
