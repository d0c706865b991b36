import { AccountId, AgencyId, FamilyId, Material, MatterKind, ResultCode, SourceCode, Uuid, WorldId } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { FieldValue, FormField } from '@xiezhi/stage-chart';
import { z } from 'zod';

/** Free text stays in the file and names nobody: persons are entered only in typed fields, which are sealed (DESIGN 6). */
const text = (what: string, max = 4000) =>
  z.string().trim().min(1).max(max).describe(`${what}。不得填写姓名等个人信息，不得填写涉密内容；限 ${max} 字`);

const deviation = text('流程图以外办理的原因：只有检察院、法院、公安机关可以填写，填写后照样记录，标为偏离', 2000).optional();

export const OpenCaseFileBody = z
  .strictObject({
    ...actedAtFields,
    chart: z
      .string()
      .regex(/^[a-z][a-z-]{0,39}$/)
      .describe('Chart of the mechanism pack that the file follows, such as penalty'),
    title: z.string().trim().min(2).max(200).describe('案由；不得填写姓名等个人信息'),
    sourceCode: SourceCode.optional(),
    from: z
      .strictObject({ matterKind: MatterKind, matterId: Uuid })
      .optional()
      .describe('What the file is opened for: a file of one’s own, a clue or a problem one is party to. Absent: a family of its own'),
  })
  .meta({ id: 'OpenCaseFile' });
export type OpenCaseFileBody = z.infer<typeof OpenCaseFileBody>;

export const OpenableCharts = z
  .array(
    z.object({
      chart: z.string(),
      title: z.string(),
      from: z.array(z.string()).optional().describe('It goes on from a file of one of these'),
    }),
  )
  .meta({ id: 'OpenableCharts' });
export type OpenableCharts = z.infer<typeof OpenableCharts>;

export const EvaluateCaseFileBody = z
  .strictObject({ ...actedAtFields, findings: text('评估意见，仅本单位可见'), deviation })
  .meta({ id: 'EvaluateCaseFile' });
export type EvaluateCaseFileBody = z.infer<typeof EvaluateCaseFileBody>;

export const DecideCaseFileBody = z
  .strictObject({
    ...actedAtFields,
    resultCode: ResultCode.describe('决定结果：案卷流程图列出的线索办理结果代码'),
    reason: text('决定理由，仅本单位可见'),
    caseNumber: z.string().trim().min(1).max(80).optional().describe('立案或者不立案文书编号：由办案系统编号，平台只作记录'),
    respondent: AgencyId.optional().describe(
      '立案的被监督行政机关；行政公益诉讼由同级检察院管辖，被监督机关为政府的，可以由上一级检察院管辖',
    ),
    deviation,
  })
  .meta({ id: 'DecideCaseFile' });
export type DecideCaseFileBody = z.infer<typeof DecideCaseFileBody>;

const FieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);

export const CaseFileStepBody = z
  .strictObject({
    ...actedAtFields,
    fields: z.record(FieldName, FieldValue).default({}).describe('此步在流程图中要求和允许的内容；不得填写姓名'),
    deviation,
    to: z.string().max(40).optional().describe('图上没有的步骤（unforeseen）所到达的阶段'),
  })
  .meta({ id: 'CaseFileStep' });
export type CaseFileStepBody = z.infer<typeof CaseFileStepBody>;

export const ReferCaseFileBody = z
  .strictObject({
    ...actedAtFields,
    receiver: AgencyId,
    routeId: z
      .string()
      .regex(/^[a-z0-9-]{1,80}$/)
      .describe('Slug of a route in the directory'),
    purpose: z.string().trim().min(2).max(1000).describe('What the receiver is asked to do; 不得填写姓名'),
    legalBasis: z.string().trim().min(2).max(500),
    facts: text('案情摘要，随移送材料交给接收单位').optional(),
    materials: z.array(Material).max(50).optional().describe('本案卷补充的材料；收到的材料一并移送，不必重复填写'),
  })
  .meta({ id: 'ReferCaseFile' });
export type ReferCaseFileBody = z.infer<typeof ReferCaseFileBody>;

const Step = z.object({
  transition: z.string(),
  from: z.string(),
  to: z.string(),
  by: AgencyId.optional(),
  account: AccountId.optional(),
  on: z.iso.date(),
  fields: z.record(z.string(), z.unknown()),
  deviation: z.string().optional().describe('Why it departs from the chart; present only then'),
  after: z.object({ fileId: Uuid, agency: AgencyId }).optional().describe('File whose step it follows, and who keeps it'),
});

/** A file as its keeper reads it. */
export const CaseFileView = z
  .object({
    id: Uuid,
    version: z.int().min(1),
    status: z.enum(['open', 'handing-over', 'handed-over', 'returned']),
    stage: z.string().describe('Stage of the chart'),
    stageName: z.string(),
    isDecided: z.boolean(),
    handOffId: Uuid.optional().describe('By which the matter came; absent on a file its keeper opened'),
    matterKind: MatterKind,
    matterId: Uuid,
    familyId: FamilyId,
    world: WorldId.optional(),
    agency: AgencyId,
    sender: AgencyId.optional(),
    title: z.string(),
    chart: z.string(),
    chartTitle: z.string(),
    packVersion: z.string(),
    values: z.record(z.string(), z.unknown()).describe('What the steps recorded, the latest under each name'),
    form: z.array(FormField).describe('How to read what was recorded'),
    steps: z.array(Step),
    referral: z
      .object({ handOffId: Uuid, receiver: AgencyId, routeId: z.string() })
      .optional()
      .describe('The file’s own hand-off on its way'),
    shares: z
      .array(
        z.object({
          handOffId: Uuid,
          receiver: AgencyId,
          routeId: z.string(),
          outcome: z.enum(['refused', 'recalled', 'returned']).optional(),
          endedOn: z.iso.date().optional(),
          answers: z.array(z.object({ chart: z.string(), transition: z.string(), on: z.iso.date() })),
        }),
      )
      .describe('Hand-offs that shared the file; what became of each is known where the chart waits for the answers of all'),
    offspring: z.array(Uuid).describe('Files that came from this one'),
    byHandOff: Uuid.optional().describe('Hand-off by which the file went on'),
    basis: z.enum(['consent', 'unilateral']).optional().describe('How it was returned'),
  })
  .meta({ id: 'CaseFile' });
export type CaseFileView = z.infer<typeof CaseFileView>;
