import { AgencyId, FamilyId, Uuid, WorldId } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

export const Open{{pascal}}Body = z.strictObject({ ...actedAtFields, familyId: FamilyId }).meta({ id: 'Open{{pascal}}' });
export type Open{{pascal}}Body = z.infer<typeof Open{{pascal}}Body>;

export const Close{{pascal}}Body = z
  .strictObject({ ...actedAtFields, reason: z.string().trim().min(1).max(2000).describe('办结理由。不得填写姓名等个人信息；限 2000 字') })
  .meta({ id: 'Close{{pascal}}' });
export type Close{{pascal}}Body = z.infer<typeof Close{{pascal}}Body>;

/** {{Article}} as its owner reads it. */
export const {{pascal}}View = z
  .object({
    id: Uuid,
    version: z.int().min(1),
    status: z.enum(['open', 'closed']),
    owner: AgencyId,
    familyId: FamilyId,
    world: WorldId.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: '{{pascal}}' });
