import { AgencyKind, LegalBasis, Role } from '@xiezhi/contracts';
import { z } from 'zod';
import { Condition } from './condition.ts';
import { FieldDefinition, FieldName } from './field.ts';

const Zh = z.string().min(1).max(80).describe('Chinese, as officers read it');
const StageId = z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/);
export const PartyId = z.string().regex(/^[a-z][a-z-]{0,39}$/);
const TransitionId = z.string().regex(/^[A-Z][A-Za-z0-9-]{0,39}$/);
export const DocumentCode = z.string().regex(/^F-\d{2,3}$/);
export const ChartName = z.string().regex(/^[a-z][a-z-]{0,39}$/);
const SectionId = z.string().regex(/^[a-z][a-z-]{0,39}$/);
const RouteSlug = z.string().regex(/^[a-z0-9-]{1,80}$/);

/** As the target of a transition: the stage stays as it is. */
export const same = 'SAME';

/** The fate of a matter's own hand-off, which moves the matter though no officer asks for it here. */
export const HandOffDriver = z.enum([
  'hand-off-sent',
  'hand-off-received',
  'hand-off-accepted',
  'hand-off-refused',
  'hand-off-forwarded',
  'hand-off-recalled',
  'hand-off-returned',
]);
export type HandOffDriver = z.infer<typeof HandOffDriver>;

/**
 * A step of another file that this one came from or went on to: the police's decision on the agency's file, the agency's request for
 * reconsideration on the police's. Fields of the same name that the other chart announces are taken over; with `every` none are, since
 * several files would have to agree.
 */
export const FileDriver = z.strictObject({
  chart: ChartName,
  transitions: z.array(TransitionId).min(1).max(20),
  every: z
    .literal(true)
    .optional()
    .describe('Taken once every file that this one asked for by sharing itself took one of the steps; who refused is not waited for'),
});
export type FileDriver = z.infer<typeof FileDriver>;

/** The end of a period that a row of the pack counts for this file, where the law says that the next stage begins by itself. */
export const ClockDriver = z.strictObject({
  clock: z
    .array(z.string().regex(/^[A-Z]{1,3}\d{2}[a-z]?$/))
    .min(1)
    .max(10),
});
export type ClockDriver = z.infer<typeof ClockDriver>;

/** What moves a matter though no officer asks for it here. */
export const Driver = z.union([HandOffDriver, FileDriver, ClockDriver]);
export type Driver = z.infer<typeof Driver>;

const Source = z.strictObject(LegalBasis.shape);
export type Source = z.infer<typeof Source>;

export const Transition = z.strictObject({
  id: TransitionId.describe('Name of the step, such as P4; never given to another one'),
  name: Zh,
  section: SectionId.optional().describe('Procedure it belongs to, where one chart carries several, such as two kinds of suit'),
  from: z
    .array(StageId)
    .min(1)
    .max(40)
    .describe('Stages it may be taken in, or [ANY]: all; of what follows an event, all in which no other transition follows it'),
  to: StageId.describe('Stage it leads to, or SAME: it is recorded and the stage stays'),
  actors: z
    .array(z.strictObject({ party: PartyId, roles: z.array(Role).min(1).max(9) }))
    .max(6)
    .describe('Who may take it: any post of these roles in an agency that is this party. Empty only where `driven` says what moves it'),
  driven: Driver.optional().describe('Follows an event instead of an officer'),
  requires: z.array(FieldName).max(40).default([]),
  allows: z.array(FieldName).max(40).default([]),
  carries: z
    .array(FieldName)
    .max(10)
    .default([])
    .describe('Announced fields that an earlier step recorded and this one tells again, so that clocks and other files need no memory'),
  conditions: z.array(Condition).max(20).default([]),
  sets: z
    .array(
      z.union([
        z.strictObject({ limit: z.string().max(40), field: FieldName }),
        z.strictObject({ limit: z.string().max(40), months: z.int().min(1).max(36) }),
      ]),
    )
    .max(4)
    .default([])
    .describe(
      'Limits this step sets: the day in a field of kind planned-day, or so many months after the step. A limit lasts to the end of its day',
    ),
  clears: z.array(z.string().max(40)).max(10).default([]).describe('Limits that end with this step'),
  document: DocumentCode.optional().describe('Document that makes the step, DOMAIN 5'),
  inFlight: z
    .enum(['permitted', 'refused'])
    .default('refused')
    .describe('Whether it may be taken while a hand-off of the matter is on its way'),
  internal: z.boolean().default(false).describe('A paper of the acting party, such as a draft: others are not told and do not read it'),
  owner: PartyId.optional().describe('Party that owns the matter from this step on; absent: as before'),
  closes: z.boolean().default(false).describe('Ends the administrative handling: not while a suspected crime waits for its transfer (G4)'),
  source: z.array(Source).min(1).max(10),
  note: z.string().max(400).optional(),
});
export type Transition = z.infer<typeof Transition>;

/** How a file of a chart comes to be. A chart without it is the road of something that is born otherwise, such as a problem. */
export const Opening = z.strictObject({
  received: z
    .array(RouteSlug)
    .max(40)
    .default([])
    .describe('Routes whose accepted hand-off opens such a file at the receiver, also where the route only shares'),
  own: z
    .array(
      z.strictObject({
        kinds: z.array(AgencyKind).min(1).max(20),
        roles: z.array(Role).min(1).max(9),
        from: z.array(ChartName).min(1).max(20).optional().describe('It goes on from a file of one of these charts; absent: it needs none'),
      }),
    )
    .max(10)
    .default([])
    .describe('Organs that open such a file by themselves, and the posts that may'),
});
export type Opening = z.infer<typeof Opening>;

/** The long road of one kind of matter, as data (DESIGN 3, 8). Checked whole by `check`; interpreted by `step`, `follow` and `possible`. */
export const StageChart = z.strictObject({
  chart: ChartName,
  title: Zh,
  opening: Opening.optional(),
  offices: z
    .array(AgencyKind)
    .min(1)
    .max(20)
    .optional()
    .describe('Kinds of organs that keep such a matter once it was reported to one of them; a chart of problems must say it'),
  sections: z.record(SectionId, Zh).default({}).describe('Procedures within the chart by the name a table of it has'),
  parties: z.record(PartyId, Zh),
  stages: z
    .array(z.strictObject({ id: StageId, name: Zh }))
    .min(2)
    .max(60),
  initial: StageId,
  ends: z.array(StageId).min(1).max(20).describe('Stages a matter may stay in for ever; others must lead on to one of them'),
  deviation: z
    .enum(['recorded', 'refused'])
    .describe('recorded: a judicial organ’s step that the chart does not foresee is kept with a mark and a reason (G3)'),
  checklists: z
    .record(
      z.string().max(60),
      z
        .array(z.strictObject({ id: FieldName, name: z.string().min(1).max(200) }))
        .min(1)
        .max(30),
    )
    .default({}),
  fields: z.record(FieldName, FieldDefinition),
  transitions: z.array(Transition).min(1).max(160),
});
export interface StageChart extends z.infer<typeof StageChart> {
  /** Names of the documents its steps make, by their codes: no file of a chart says them, its pack does (letters.yaml). */
  documents?: Readonly<Record<string, string>> | undefined;
}

/** How the document of a step is called; undefined where the step makes none, or the pack names none. */
export const documentNameOf = ({ documents }: StageChart, { document }: { document?: string | undefined }): string | undefined =>
  document === undefined ? undefined : documents?.[document];
