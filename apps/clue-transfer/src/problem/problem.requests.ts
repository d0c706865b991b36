import { AgencyId, CategoryCode, CreditCode, DivisionCode, FamilyId, Instant, Material, SourceCode, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { FieldValue, FormField } from '@xiezhi/stage-chart';
import { z } from 'zod';
import { ReporterIdentity } from '../reporter/reporter-vault.ts';

const noNames = '不得填写姓名';
const WaterBodyId = z.string().regex(/^[A-Z0-9-]{1,12}$/);
// The box of China's mainland and lakes, roughly: a slip such as exchanged numbers is met here.
const Lon = z.number().min(73).max(136).describe('Degrees east, CGCS2000');
const Lat = z.number().min(17).max(54).describe('Degrees north, CGCS2000');

/** F-01. What must be there is the chart's rule, not this form's. */
export const ReportProblemBody = z
  .strictObject({
    ...actedAtFields,
    title: z.string().trim().min(1).max(120).describe(noNames),
    description: z.string().trim().min(1).max(4000).describe(noNames),
    sourceCode: SourceCode,
    categoryCode: CategoryCode,
    divisionCode: DivisionCode,
    waterBodyId: WaterBodyId.optional(),
    reach: z.string().trim().min(1).max(80).optional().describe('河段'),
    place: z.string().trim().min(1).max(200).optional().describe(noNames),
    lon: Lon.optional(),
    lat: Lat.optional(),
    accuracyMetres: z.number().min(0).max(10_000).optional(),
    foundAt: Instant,
    measured: z.string().trim().min(1).max(60).optional().describe('Measured size with its unit: 420 m²'),
    urgency: z
      .string()
      .regex(/^\p{Script=Han}{2,6}$/u)
      .default('平件')
      .describe('Of the list urgency'),
    suspectedCreditCode: CreditCode.optional().describe('涉嫌单位的统一社会信用代码；不得填写个人'),
    office: AgencyId.optional().describe(
      'Organ that keeps it, such as the river chief office; absent: the reporter itself if it is one, else that of the county',
    ),
    mechanism: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,59}$/)
      .optional()
      .describe('Name of the mechanism it is reported under, such as forest-chief-procurator; absent: that of the service'),
    sameFactsAs: Uuid.optional().describe('Another problem of the same facts: both are linked, neither is merged'),
    classification: z
      .enum(['无', '秘密', '机密', '绝密'])
      .default('无')
      .describe('密级: anything but 无 is refused, such material must not enter'),
    materials: z.array(Material).max(100),
    noEvidenceReason: z.string().trim().min(2).max(500).optional().describe(`Why there is no evidence; ${noNames}`),
    reporter: ReporterIdentity.optional().describe('Sealed at once; absent for an anonymous report'),
  })
  .refine(({ lon, lat }) => (lon === undefined) === (lat === undefined), { path: ['lat'], message: '经度、纬度须同时填写' })
  .meta({ id: 'ReportProblem' });
export type ReportProblemBody = z.infer<typeof ReportProblemBody>;

/** Members of a step's form beside its legal time; a chart asks for far fewer. */
const fieldsMax = 40;

/** One step of the chart: the members are the fields of that transition, checked against the chart. */
export const StepBody = z
  .object(actedAtFields)
  .catchall(FieldValue)
  .refine((body) => Object.keys(body).length <= fieldsMax, `at most ${fieldsMax} fields`)
  .meta({ id: 'ProblemStep' });
export type StepBody = z.infer<typeof StepBody>;

export const TransitionName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/);

export const MergeBody = z
  .strictObject({ ...actedAtFields, into: Uuid.describe('Problem in which the work is done') })
  .meta({ id: 'MergeProblem' });

export const DuplicateQuery = z.strictObject({
  waterBodyId: WaterBodyId.optional(),
  reach: z.string().trim().min(1).max(80).optional(),
  lon: z.coerce.number().pipe(Lon).optional(),
  lat: z.coerce.number().pipe(Lat).optional(),
  on: z.iso.date().optional().describe('Day looked back from; absent: today'),
});
export type DuplicateQuery = z.infer<typeof DuplicateQuery>;

export const DuplicateHints = z
  .object({
    hints: z.array(
      z.object({
        id: Uuid,
        number: z.string(),
        title: z.string(),
        categoryCode: z.string(),
        reportedOn: z.iso.date(),
        isSameReach: z.boolean(),
        metres: z.int().optional().describe('Distance; absent when one of the two has no position'),
      }),
    ),
  })
  .meta({ id: 'DuplicateHints' });
export type DuplicateHints = z.infer<typeof DuplicateHints>;

const Fields = z.record(z.string(), FieldValue);

export const StepView = z.object({
  transition: z.string(),
  from: z.string(),
  to: z.string(),
  by: AgencyId.optional(),
  account: z.string().optional(),
  on: z.iso.date(),
  fields: Fields,
  document: z.string().optional(),
  deviation: z.string().optional(),
});

export const PossibleSteps = z
  .object({
    steps: z.array(
      z.object({
        transition: z.string(),
        name: z.string(),
        to: z.string(),
        toName: z.string(),
        document: z.string().optional().describe('Code of the document the step makes'),
        documentName: z.string().optional().describe('How that document is called'),
        form: z.array(FormField).describe('What the step asks for, and what may be said besides'),
        isPossible: z.boolean(),
        code: z.string().optional(),
        title: z.string().optional(),
        advice: z.string().optional(),
        missing: z.array(z.string()),
        source: z.string(),
      }),
    ),
  })
  .meta({ id: 'PossibleSteps' });

export const ProblemView = z
  .object({
    id: Uuid,
    version: z.int(),
    number: z.string(),
    familyId: FamilyId,
    stage: z.string(),
    stageName: z.string(),
    office: AgencyId,
    reportedBy: AgencyId,
    unit: AgencyId.optional(),
    owner: AgencyId,
    handOffId: Uuid.optional().describe('Assignment under way'),
    report: z.record(z.string(), z.unknown()),
    materials: z.array(Material),
    hasReporter: z.boolean(),
    known: Fields.describe('What the steps recorded, the latest under each name'),
    form: z.array(FormField).describe('How to read what was recorded'),
    limits: z.record(z.string(), z.iso.date()),
    documents: z.array(z.object({ transition: z.string(), number: z.string(), on: z.iso.date() })),
    links: z.array(z.object({ otherId: Uuid, relation: z.enum(['merged-into', 'merged-from', 'same-facts']) })),
    clues: z.array(Uuid),
    relapses: z.int(),
    packVersion: z.string(),
    taken: z.array(StepView),
    world: z.uuid().optional(),
  })
  .meta({ id: 'RiverProblem' });
