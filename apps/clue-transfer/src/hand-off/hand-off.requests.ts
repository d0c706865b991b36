import { AgencyId, type ErrorCode, Instant, MatterKind, Role, Uuid, Material } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

const RouteSlug = z
  .string()
  .regex(/^[a-z0-9-]{1,80}$/)
  .describe('Slug of a route in the directory');
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Reason = z.string().trim().min(2).max(2000).describe('不得填写姓名');

const urgencies = z.enum(['ordinary', 'urgent']);

const draftContent = {
  receiver: AgencyId,
  route: RouteSlug,
  purpose: z.string().trim().min(2).max(1000).describe('What the receiver is asked to do; 不得填写姓名'),
  legalBasis: z.string().trim().min(2).max(500),
  parts: z
    .strictObject({
      content: z.array(z.string().max(60)).max(60).describe('Members of the matter’s content; title and source always go along'),
      materials: z.array(Sha256).max(200).describe('Items of the manifest, by SHA-256'),
    })
    .optional()
    .describe('Partial package: only what is named here leaves the sender; absent means all'),
  urgency: urgencies.default('ordinary').describe('紧急程度: an urgent assignment is signed for within two hours (H02)'),
  urgencyReason: Reason.optional().describe('Why it is urgent, said with it and only with it; 不得填写姓名'),
};
const isReasoned = ({ urgency, urgencyReason }: { urgency: string; urgencyReason?: string | undefined }) =>
  (urgency === 'urgent') === (urgencyReason !== undefined);
const unreasoned = { path: ['urgencyReason'], message: '紧急的须写明理由；平件不填理由' };
export type DraftContent = z.infer<z.ZodObject<typeof draftContent>>;

export const DraftHandOffBody = z
  .strictObject({ ...actedAtFields, matterKind: MatterKind, matterId: Uuid, ...draftContent })
  .refine(isReasoned, unreasoned)
  .meta({ id: 'DraftHandOff' });
export type DraftHandOffBody = z.infer<typeof DraftHandOffBody>;

export const ReviseHandOffBody = z
  .strictObject({ ...actedAtFields, ...draftContent })
  .refine(isReasoned, unreasoned)
  .meta({ id: 'ReviseHandOff' });
export type ReviseHandOffBody = z.infer<typeof ReviseHandOffBody>;

/** A verb that needs nothing said. */
export const VerbBody = z.strictObject(actedAtFields).meta({ id: 'HandOffVerb' });

export const SendBackHandOffBody = z.strictObject({ ...actedAtFields, remark: Reason }).meta({ id: 'SendBackHandOff' });
export type SendBackHandOffBody = z.infer<typeof SendBackHandOffBody>;

export const ApproveHandOffBody = z
  .strictObject({ ...actedAtFields, expectedSha256: Sha256.optional().describe('Digest of the package the signer saw') })
  .meta({ id: 'ApproveHandOff' });
export type ApproveHandOffBody = z.infer<typeof ApproveHandOffBody>;

/** Fifty are a morning's signing map; each is signed by itself and answered by itself. */
export const BulkApproveBody = z
  .strictObject({ ...actedAtFields, handOffIds: z.array(Uuid).min(1).max(50) })
  .meta({ id: 'BulkApproveHandOffs' });
export type BulkApproveBody = z.infer<typeof BulkApproveBody>;

export const BulkApproveAnswer = z
  .object({
    results: z.array(
      z.object({
        id: z.uuid(),
        isApproved: z.boolean(),
        version: z.int().optional(),
        code: z.string().optional(),
        title: z.string().optional(),
        advice: z.string().optional(),
        detail: z.string().optional().describe('What exactly: the missing items, the successor, the role awaited'),
      }),
    ),
    readToken: z.string(),
  })
  .meta({ id: 'BulkApproveAnswer' });

export const RequestSupplementBody = z
  .strictObject({
    ...actedAtFields,
    items: z.array(z.string().trim().min(1).max(200)).min(1).max(50).describe('What is missing, item by item; 不得填写姓名'),
    reason: Reason,
  })
  .meta({ id: 'RequestSupplement' });
export type RequestSupplementBody = z.infer<typeof RequestSupplementBody>;

export const SupplementHandOffBody = z
  .strictObject({
    ...actedAtFields,
    materials: z.array(Material).min(1).max(100).optional(),
    impossible: Reason.optional().describe('Statement that the items cannot be had for objective reasons 客观上无法补正'),
  })
  .refine(({ materials, impossible }) => (materials === undefined) !== (impossible === undefined), '补正材料与无法补正说明须填且只填一项')
  .meta({ id: 'SupplementHandOff' });
export type SupplementHandOffBody = z.infer<typeof SupplementHandOffBody>;

export const refusalReasons = {
  NOT_COMPETENT: '不属于本单位管辖',
  NO_PUBLIC_INTEREST: '不涉及公共利益',
  REPEATED: '同一线索已在办理',
  UNVERIFIABLE: '线索内容不具有可查性',
  INCOMPLETE: '材料不齐（不是不予受理的理由，请要求补正）',
  OTHER: '其他',
} as const;

export const RefuseHandOffBody = z
  .strictObject({
    ...actedAtFields,
    reasonCode: z.enum(Object.keys(refusalReasons) as [keyof typeof refusalReasons, ...(keyof typeof refusalReasons)[]]),
    reason: Reason.describe('Reason given to the sender; 不得填写姓名'),
  })
  .meta({ id: 'RefuseHandOff' });
export type RefuseHandOffBody = z.infer<typeof RefuseHandOffBody>;

export const ForwardHandOffBody = z
  .strictObject({
    ...actedAtFields,
    receiver: AgencyId,
    route: RouteSlug,
    reason: Reason,
    materials: z.array(Material).max(20).default([]).describe('What the forwarder adds, such as its notice of transfer'),
  })
  .meta({ id: 'ForwardHandOff' });
export type ForwardHandOffBody = z.infer<typeof ForwardHandOffBody>;

export const RecallHandOffBody = z.strictObject({ ...actedAtFields, reason: Reason }).meta({ id: 'RecallHandOff' });
export type RecallHandOffBody = z.infer<typeof RecallHandOffBody>;

export const HandOffView = z
  .object({
    id: z.uuid(),
    version: z.int(),
    status: z.enum([
      'draft',
      'pending-approval',
      'sent',
      'received',
      'supplement',
      'accepted',
      'refused',
      'forwarded',
      'recalled',
      'returned',
    ]),
    kind: z.enum(['owning', 'share']),
    matterKind: MatterKind,
    matterId: z.uuid(),
    familyId: z.uuid(),
    title: z.string(),
    sourceCode: z.string().optional(),
    sender: z.uuid(),
    receiver: z.uuid(),
    routeId: z.string(),
    purpose: z.string(),
    legalBasis: z.string(),
    urgency: urgencies,
    urgencyReason: z.string().optional(),
    parts: z.object({ content: z.array(z.string()), materials: z.array(z.string()) }).optional(),
    signingChain: z.array(Role),
    signatures: z.array(z.object({ account: z.string(), role: Role })).optional(),
    remark: z.string().optional().describe('Why the signer gave the draft back; the sender’s own'),
    documentNumber: z.string().optional(),
    package: z.object({ sha256: z.string(), sm3: z.string(), materialCount: z.int() }).optional(),
    bounces: z.int().optional().describe('Bounces of the matter before this hand-off'),
    isNamed: z.boolean().optional(),
    predecessor: z.uuid().optional(),
    forwardedBy: z.uuid().optional(),
    receivedAt: Instant.optional(),
    rounds: z
      .array(
        z.object({
          items: z.array(z.string()),
          reason: z.string(),
          at: z.string(),
          isLapsed: z.boolean(),
          answer: z
            .object({
              outcome: z.enum(['supplied', 'impossible']),
              statement: z.string().optional(),
              materials: z.array(Material).optional(),
            })
            .optional(),
        }),
      )
      .optional(),
    recallRequest: z.object({ reason: z.string() }).optional().describe('A standing wish of the sender to take the hand-off back'),
    recallDeclined: z.object({ reason: z.string().optional() }).optional(),
    next: z.object({ successor: z.uuid(), receiver: z.uuid(), reason: z.string() }).optional().describe('Where it was forwarded'),
    reasonCode: z.string().optional(),
    reason: z.string().optional(),
    basis: z.string().optional(),
    returnedBy: z.uuid().optional(),
    world: z.uuid().optional(),
  })
  .meta({ id: 'HandOff' });

export const PossibleVerbs = z
  .array(
    z.object({
      verb: z.string().describe('As in the path of the command'),
      isPossible: z.boolean(),
      code: z.string().optional().describe('Why not: a code of docs/errors.md'),
      title: z.string().optional(),
      advice: z.string().optional(),
      detail: z.string().optional().describe('What exactly: the missing items, the successor, the role awaited'),
    }),
  )
  .meta({ id: 'PossibleVerbs' });
export type PossibleVerb = { verb: string; isPossible: boolean; code?: ErrorCode; title?: string; advice?: string; detail?: string };

export const PackageView = z
  .object({
    text: z.string().describe('Exactly the bytes the digests are over: canonical JSON, RFC 8785'),
    sha256: z.string(),
    sm3: z.string(),
  })
  .meta({ id: 'Package' });
