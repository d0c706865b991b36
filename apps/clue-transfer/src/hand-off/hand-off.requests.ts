import { AgencyId, MatterKind, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

export const DraftHandOffBody = z
  .strictObject({
    ...actedAtFields,
    matterKind: z.literal('clue'),
    matterId: Uuid,
    receiver: AgencyId,
    route: z
      .string()
      .regex(/^[a-z0-9-]{1,80}$/)
      .describe('Slug of a route in the directory'),
    purpose: z.string().trim().min(2).max(1000).describe('What the receiver is asked to do; 不得填写姓名'),
    legalBasis: z.string().trim().min(2).max(500),
  })
  .meta({ id: 'DraftHandOff' });
export type DraftHandOffBody = z.infer<typeof DraftHandOffBody>;

/** A verb that needs nothing said. */
export const VerbBody = z.strictObject(actedAtFields).meta({ id: 'HandOffVerb' });

export const refusalReasons = {
  NOT_COMPETENT: '不属于本单位管辖',
  NO_PUBLIC_INTEREST: '不涉及公共利益',
  REPEATED: '同一线索已在办理',
  UNVERIFIABLE: '线索内容不具有可查性',
  OTHER: '其他',
} as const;

export const RefuseHandOffBody = z
  .strictObject({
    ...actedAtFields,
    reasonCode: z.enum(Object.keys(refusalReasons) as [keyof typeof refusalReasons, ...(keyof typeof refusalReasons)[]]),
    reason: z.string().trim().min(2).max(2000).describe('Reason given to the sender; 不得填写姓名'),
  })
  .meta({ id: 'RefuseHandOff' });
export type RefuseHandOffBody = z.infer<typeof RefuseHandOffBody>;

export const HandOffView = z
  .object({
    id: z.uuid(),
    version: z.int(),
    status: z.enum(['draft', 'pending-approval', 'sent', 'received', 'accepted', 'refused']),
    kind: z.enum(['owning', 'share']),
    matterKind: MatterKind,
    matterId: z.uuid(),
    familyId: z.uuid(),
    title: z.string(),
    sourceCode: z.string(),
    sender: z.uuid(),
    receiver: z.uuid(),
    routeId: z.string(),
    purpose: z.string(),
    legalBasis: z.string(),
    package: z.object({ sha256: z.string(), sm3: z.string(), materialCount: z.int() }).optional(),
    reasonCode: z.string().optional(),
    reason: z.string().optional(),
    world: z.uuid().optional(),
  })
  .meta({ id: 'HandOff' });

export const PackageView = z
  .object({
    text: z.string().describe('Exactly the bytes the digests are over: canonical JSON, RFC 8785'),
    sha256: z.string(),
    sm3: z.string(),
  })
  .meta({ id: 'Package' });
