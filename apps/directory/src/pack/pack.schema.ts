import {
  AgencyKind,
  CategoryCode,
  AgencyRegistration,
  Desk,
  DivisionCode,
  DivisionLevel,
  DomainCode,
  LegalBasis,
  Post,
  WaterBodyKind,
} from '@xiezhi/contracts';
import { z } from 'zod';

// The files of packs/<name>/directory, as a lawyer reads and a developer checks them. Every object is strict: a misspelt member
// is a complaint, not a silently missing rule.

const Day = z.iso.date();
const Evidence = z.enum(['V', 'V2', 'U', 'D']);
const Position = z.strictObject({ lon: z.number().min(119).max(121), lat: z.number().min(30).max(31.5) });

export const PackHeader = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  title: z.string().min(1).max(120),
  version: z.string().regex(/^\d{4}\.\d+$/),
  validFrom: Day,
  notes: z.array(z.string().min(1).max(500)).max(40),
});

export const PackDivision = z.strictObject({
  code: DivisionCode,
  gb2260: z
    .string()
    .regex(/^\d{6}(\d{3})?$/)
    .nullable(),
  name: z.string().min(1).max(60),
  level: DivisionLevel,
  parent: DivisionCode.nullable(),
  seat: Position.extend({ toleranceDegrees: z.number(), evidence: Evidence, name: z.string().max(60).optional() }).optional(),
  geographicParent: DivisionCode.optional().describe('Where a functional area lies; statistics count it there once'),
  note: z.string().max(500).optional(),
  validFrom: Day,
  validTo: Day.optional(),
  evidence: Evidence,
});
export type PackDivision = z.infer<typeof PackDivision>;

export const PackWaterBody = z.strictObject({
  id: z.string().regex(/^WB\d{2}$/),
  name: z.string().min(1).max(60),
  kind: WaterBodyKind,
  chiefLevels: z.array(DivisionLevel).min(1).max(2),
  divisions: z.array(DivisionCode).min(1).max(6),
  position: Position.extend({ coordSystem: z.enum(['CGCS2000']), toleranceDegrees: z.number(), evidence: Evidence }),
  schematicLine: z
    .array(z.tuple([z.number().min(119).max(121), z.number().min(30).max(31.5)]))
    .min(2)
    .max(40)
    .optional()
    .describe('For a schematic map only, never for survey or evidence'),
  facts: z
    .array(z.strictObject({ text: z.string().min(1).max(200), evidence: Evidence }))
    .max(10)
    .optional(),
  validFrom: Day,
});
export type PackWaterBody = z.infer<typeof PackWaterBody>;

export const PackAgency = z.strictObject({
  ...AgencyRegistration.shape,
  note: z.string().max(300).optional(),
  desks: z.array(z.strictObject(Desk.shape)).max(40),
  posts: z.array(z.strictObject(Post.shape)).max(100),
});
export type PackAgency = z.infer<typeof PackAgency>;

/** `categories` or `fields` × `division` (and everything below it, unless a narrower row says otherwise) → competent kind. */
export const PackCompetence = z.strictObject({
  categories: z.array(CategoryCode).min(1).optional(),
  fields: z.array(DomainCode).min(1).optional(),
  division: DivisionCode,
  competentKind: AgencyKind,
  alternativeKind: AgencyKind.optional(),
  condition: z.string().max(300).optional(),
  legalBasis: z.array(z.strictObject(LegalBasis.shape)).min(1),
  sourceDecision: z.string().min(1).max(300),
  validFrom: Day,
  evidence: Evidence,
});

export const Pack = z.strictObject({
  header: PackHeader,
  divisions: z.array(PackDivision),
  waterBodies: z.array(PackWaterBody),
  agencies: z.array(PackAgency),
  competence: z.array(PackCompetence),
});
export type Pack = z.infer<typeof Pack>;
