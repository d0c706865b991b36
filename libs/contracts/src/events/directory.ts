import { z } from 'zod';
import { AgencyKind, DivisionLevel } from '../codes/agency-kind.ts';
import { ClueSource } from '../codes/clue-source.ts';
import { CreditCode } from '../codes/credit-code.ts';
import { MaterialKind } from '../codes/material-kind.ts';
import { HistoryKind, RouteRelation, RouteVerbs } from '../codes/route-verbs.ts';
import { Role } from '../caller.ts';
import { AccountId, AgencyId, Instant, PostId, Uuid, WorldId } from '../ids.ts';
import { defineEvent } from '../integration-event.ts';
import { MatterKind } from './matter.ts';

// The directory is public: its events have no parties, and the family of each is the aggregate itself.

const service = 'directory';
const version = 1;
const Day = z.iso.date();

export const DivisionCode = z
  .string()
  .regex(/^\d{4}[0-9A-Z]{2}(\d{3})?$/)
  .describe('GB/T 2260 code of six digits, nine for a township; a functional area has an internal one such as 3305N1');
export type DivisionCode = z.infer<typeof DivisionCode>;

export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(80);

export const Desk = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,80}\/[a-z0-9-]{1,60}$/)
    .describe('`<agency slug>/<desk>`'),
  name: z.string().min(1).max(120),
});
export type Desk = z.infer<typeof Desk>;

export const Post = z.object({
  id: PostId,
  role: Role,
  name: z.string().min(1).max(120),
  desk: Desk.shape.id.optional().describe('Desk the post belongs to; absent: the agency as a whole'),
});
export type Post = z.infer<typeof Post>;

export const AgencyRegistration = z.object({
  id: AgencyId,
  slug: Slug,
  name: z.string().min(1).max(200),
  shortName: z.string().min(1).max(60),
  kind: AgencyKind,
  division: DivisionCode,
  level: DivisionLevel.describe('Level of the legal entity, which routes compare'),
  creditCode: CreditCode,
  documentWord: z
    .string()
    .min(1)
    .max(20)
    .optional()
    .describe('机关代字 in document numbers, such as 湖河长办; absent: the agency issues no numbered documents here'),
  legalEntity: AgencyId.optional().describe('The agency whose branch this is; absent: a legal person of its own'),
  desks: z.array(Desk).max(40),
  posts: z.array(Post).max(100),
});
export type AgencyRegistration = z.infer<typeof AgencyRegistration>;

export const AgencyRegisteredV1 = defineEvent({
  service,
  name: 'agency-registered',
  version,
  description: 'An agency stands in the directory, with its desks and posts.',
  data: AgencyRegistration,
});

/** The end of an agency 撤销, by a decision, and who takes over. */
export const AgencyAbolition = z.object({
  lastDay: Day.describe('Last legal day on which anything new goes to it; may be a day to come'),
  successor: AgencyId.describe('Takes over its duties'),
  document: z.string().min(1).max(120).describe('Decision that abolishes it, such as 湖编〔2026〕3号'),
  reason: z.string().min(1).max(500),
});
export type AgencyAbolition = z.infer<typeof AgencyAbolition>;

export const AgencyAbolishedV1 = defineEvent({
  service,
  name: 'agency-abolished',
  version,
  description: 'An agency is abolished 撤销: nothing new goes to it after its last day; what it has is taken over by its successor.',
  data: z.object({ id: AgencyId, ...AgencyAbolition.shape }),
});

export const PostGrantedV1 = defineEvent({
  service,
  name: 'post-granted',
  version,
  description: 'An account may act in a post of this agency from a day, until a day if one is set.',
  data: z.object({
    grant: Uuid,
    agency: AgencyId,
    post: PostId,
    role: Role,
    account: AccountId,
    from: Day,
    to: Day.optional().describe('Last day, inclusive'),
  }),
});

export const PostGrantRevokedV1 = defineEvent({
  service,
  name: 'post-grant-revoked',
  version,
  description: 'The account may no longer act in the post.',
  data: z.object({
    grant: Uuid,
    agency: AgencyId,
    post: PostId,
    account: AccountId,
    reason: z.string().min(1).max(500),
  }),
});

export const LegalBasis = z.object({
  text: z.string().min(1).max(300).describe('Name of the law or document'),
  article: z.string().min(1).max(80),
  evidence: z.enum(['V', 'V2', 'U', 'D']).describe('DOMAIN, evidence marks: verified, secondary, unverified, design default'),
  note: z.string().max(500).optional(),
});
export type LegalBasis = z.infer<typeof LegalBasis>;

/** Name of a mechanism pack, such as river-chief-procurator. */
export const PackName = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);

export const RouteTerms = z.object({
  slug: Slug,
  name: z.string().min(1).max(200),
  mechanism: PackName.optional().describe('Name of the mechanism pack it came with; absent: of the mechanism of the services'),
  kind: z.enum(['owning', 'share']).default('owning').describe('Whether acceptance moves the matter; share is 协办、抄送、咨询'),
  matterKind: MatterKind,
  fromKind: AgencyKind,
  alsoFrom: z.array(AgencyKind).max(20).optional().describe('Other kinds of senders of the same route'),
  toKind: AgencyKind,
  alsoTo: z.array(AgencyKind).max(20).optional().describe('Other kinds of receivers of the same route'),
  relation: RouteRelation,
  sourceCodes: z.array(ClueSource).max(40).describe('Sources of clue that may go this way; empty for matters without a source'),
  verbs: RouteVerbs,
  requiredMaterial: z.array(MaterialKind).max(20).describe('At least one item of each kind must be in the manifest'),
  requiredHistory: z.array(HistoryKind).max(10),
  signingChain: z
    .array(Role)
    .min(1)
    .max(4)
    .default(['approver'])
    .describe('Roles that sign in this order, each another person than the drafter; the last signature sends'),
  coordinator: Slug.optional().describe('Agency that names the receiver after the third bounce'),
  legalBasis: z.array(LegalBasis).min(1).max(20),
  validFrom: Day,
  validTo: Day.optional().describe('Last day, inclusive'),
});
export type RouteTerms = z.infer<typeof RouteTerms>;

export const RoutePublishedV1 = defineEvent({
  service,
  name: 'route-published',
  version,
  description:
    'Matters of this kind may go from organs of one kind to organs of another, under these verbs. Immutable: a change is a new route.',
  data: RouteTerms.extend({ id: Uuid }),
});

export const RouteWithdrawnV1 = defineEvent({
  service,
  name: 'route-withdrawn',
  version,
  description: 'Nothing new may be drafted on this route after its last day; what is under way keeps it.',
  data: z.object({ id: Uuid, lastDay: Day, reason: z.string().min(1).max(500) }),
});

/** What a mechanism pack is called and from when it holds; its content says the same. */
export const PackEdition = z.object({
  name: PackName,
  version: z.string().regex(/^\d{4}\.\d{1,4}$/),
  title: z.string().min(1).max(120),
  validFrom: Day.describe('First legal day on which matters are born under it'),
});
export type PackEdition = z.infer<typeof PackEdition>;

/** `name@version`: under it a matter keeps the rules it was born under. */
export const PackVersion = z.string().regex(/^[a-z][a-z0-9-]{0,59}@\d{4}\.\d{1,4}$/);

export const MechanismPackPublishedV1 = defineEvent({
  service,
  name: 'mechanism-pack-published',
  version,
  description: 'A mechanism 机制包 as dated data is published: checked and immutable. Matters are born under it from its first day on.',
  data: PackEdition.extend({
    id: Uuid,
    packVersion: PackVersion,
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 over the paths and texts of its files'),
    content: z.string().min(1).max(716_800).describe('Its files by path: base64 of gzip of JSON'),
  }),
});

export const MechanismPackWithdrawnV1 = defineEvent({
  service,
  name: 'mechanism-pack-withdrawn',
  version,
  description: 'No matter is born under this version after its last day; those that run keep it.',
  data: z.object({ id: Uuid, packVersion: PackVersion, lastDay: Day, reason: z.string().min(1).max(500) }),
});

const Precedent = {
  id: Uuid,
  disputeId: Uuid,
  decisionNumber: z.string().min(1).max(80),
  competentUnits: z.array(AgencyId).min(1).max(10),
};

export const CompetenceProposedV1 = defineEvent({
  service,
  name: 'competence-proposed',
  version,
  description: '职责先例待确认: a bound dispute proposes who is competent for a category in a division. Binds nobody yet.',
  data: z.object({ ...Precedent, categoryCode: z.string().max(12).optional(), divisionCode: z.string().max(12).optional() }),
});

export const CompetenceConfirmedV1 = defineEvent({
  service,
  name: 'competence-confirmed',
  version,
  description: '职责先例已确认: from its first day on, matters of the category in the division go to these units.',
  data: z.object({
    ...Precedent,
    categoryCode: z.string().max(12),
    divisionCode: z.string().max(12),
    legalBasis: z.array(LegalBasis).min(1).max(20),
    from: Day,
  }),
});

export const CompetenceDeclinedV1 = defineEvent({
  service,
  name: 'competence-declined',
  version,
  description: '职责先例不予采纳.',
  data: z.object({ id: Uuid, reason: z.string().min(1).max(500) }),
});

export const PracticeWorldOpenedV1 = defineEvent({
  service,
  name: 'practice-world-opened',
  version,
  description: 'A practice world 演练 exists, with a legal time of its own. Never in production.',
  data: z.object({ id: WorldId, name: z.string().min(1).max(120), legalNow: Instant }),
});

export const PracticeClockMovedV1 = defineEvent({
  service,
  name: 'practice-clock-moved',
  version,
  description: 'The legal time of a practice world was moved forward.',
  data: z.object({ id: WorldId, from: Instant, to: Instant }),
});

export const directoryEvents = [
  AgencyRegisteredV1,
  AgencyAbolishedV1,
  PostGrantedV1,
  PostGrantRevokedV1,
  RoutePublishedV1,
  RouteWithdrawnV1,
  MechanismPackPublishedV1,
  MechanismPackWithdrawnV1,
  CompetenceProposedV1,
  CompetenceConfirmedV1,
  CompetenceDeclinedV1,
  PracticeWorldOpenedV1,
  PracticeClockMovedV1,
] as const;
