import { AccountId, AgencyId, FamilyId, MatterKind, Uuid, WorldId } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { SupervisionLevel } from '@xiezhi/mechanism-pack/ladder';
import { z } from 'zod';

const text = (what: string, max = 2000) => z.string().trim().min(2).max(max).describe(`${what}；不得填写姓名`);
const Day = z.iso.date().describe('Legal day, Asia/Shanghai');
const Agencies = (max: number) => z.array(AgencyId).max(max);
const Condition = z.string().regex(/^G\d{2}$/);

/** What a proposal may say at once, and what its approval may add to one of the system. */
const completion = {
  coIssuers: Agencies(10).describe('联合单位：签字同意后方可解除').optional(),
  observers: Agencies(10).describe('观察单位').optional(),
  conditions: z.array(Condition).max(60).describe('挂牌督办条件的代码，见该事项所属机制的督办阶梯').optional(),
  siteVisitOn: Day.describe('现场核实日期').optional(),
};

export const ProposeSupervisionBody = z
  .strictObject({
    ...actedAtFields,
    matterKind: MatterKind,
    matterId: Uuid,
    level: SupervisionLevel,
    unit: AgencyId.describe('被督办单位；检察院、法院、公安机关不作为被督办单位'),
    issuer: AgencyId.optional().describe('牵头单位；不填为本单位'),
    grounds: text('督办依据和情形'),
    ...completion,
  })
  .meta({ id: 'ProposeSupervision' });
export type ProposeSupervisionBody = z.infer<typeof ProposeSupervisionBody>;

export const ApproveSupervisionBody = z.strictObject({ ...actedAtFields, ...completion }).meta({ id: 'ApproveSupervision' });
export type ApproveSupervisionBody = z.infer<typeof ApproveSupervisionBody>;

export const IssueSupervisionBody = z
  .strictObject({
    ...actedAtFields,
    limitOn: Day.describe('办结期限'),
    requirements: z.array(text('督办要求', 500)).min(1).max(30),
    reportingEveryDays: z.int().min(1).max(90).optional().describe('报送进展的间隔天数'),
  })
  .meta({ id: 'IssueSupervision' });
export type IssueSupervisionBody = z.infer<typeof IssueSupervisionBody>;

/** A step that needs nothing said. */
export const SupervisionVerbBody = z.strictObject(actedAtFields).meta({ id: 'SupervisionVerb' });

export const ProgressBody = z.strictObject({ ...actedAtFields, progress: text('办理进展') }).meta({ id: 'ReportProgress' });
export type ProgressBody = z.infer<typeof ProgressBody>;

export const ReportSupervisionBody = z.strictObject({ ...actedAtFields, report: text('办理结果', 4000) }).meta({ id: 'ReportSupervision' });
export type ReportSupervisionBody = z.infer<typeof ReportSupervisionBody>;

export const CheckSupervisionBody = z
  .strictObject({
    ...actedAtFields,
    isPassed: z.boolean(),
    findings: text('核查意见；不合格的写明问题'),
    limitOn: Day.optional().describe('不合格退回办理的新期限；原期限未到的可以不填'),
  })
  .meta({ id: 'CheckSupervision' });
export type CheckSupervisionBody = z.infer<typeof CheckSupervisionBody>;

export const LiftSupervisionBody = z
  .strictObject({
    ...actedAtFields,
    reason: text('解除理由'),
    lookBackOn: z.array(Day).max(10).default([]).describe('回头看日期；挂牌督办必填'),
    publicNoticeOn: Day.optional().describe('向社会公告的日期；挂牌督办必填'),
  })
  .meta({ id: 'LiftSupervision' });
export type LiftSupervisionBody = z.infer<typeof LiftSupervisionBody>;

export const AskExtensionBody = z
  .strictObject({
    ...actedAtFields,
    progress: text('已完成的工作'),
    cause: text('不能按期完成的原因'),
    plan: text('后续计划'),
    requestedOn: Day.describe('申请延至'),
  })
  .meta({ id: 'AskExtension' });
export type AskExtensionBody = z.infer<typeof AskExtensionBody>;

export const ExtendSupervisionBody = z
  .strictObject({ ...actedAtFields, limitOn: Day.describe('新期限'), reason: text('批复意见') })
  .meta({ id: 'ExtendSupervision' });
export type ExtendSupervisionBody = z.infer<typeof ExtendSupervisionBody>;

export const SupervisionReasonBody = z.strictObject({ ...actedAtFields, reason: text('理由') }).meta({ id: 'SupervisionReason' });
export type SupervisionReasonBody = z.infer<typeof SupervisionReasonBody>;

export const EscalateSupervisionBody = z
  .strictObject({
    ...actedAtFields,
    level: SupervisionLevel.describe('更高的等级'),
    reason: text('升级理由'),
    issuer: AgencyId.optional().describe('牵头单位；不填为本单位'),
    ...completion,
  })
  .meta({ id: 'EscalateSupervision' });
export type EscalateSupervisionBody = z.infer<typeof EscalateSupervisionBody>;

const Said = z.object({ account: AccountId, reason: z.string() });

/** A supervision as its parties read it; before it is issued the unit is none. */
export const SupervisionView = z
  .object({
    id: Uuid,
    version: z.int().min(1),
    status: z.enum([
      'proposed',
      'approved',
      'rejected',
      'issued',
      'signed',
      'handling',
      'failed',
      'reported',
      'checked',
      'lifted',
      'escalated',
    ]),
    level: SupervisionLevel,
    matterKind: MatterKind,
    matterId: Uuid,
    familyId: FamilyId,
    world: WorldId.optional(),
    title: z.string(),
    packVersion: z.string().optional().describe('督办阶梯所属的机制包和版本；没有的，为各服务所装本机机制包'),
    issuer: AgencyId,
    coIssuers: z.array(AgencyId),
    observers: z.array(AgencyId),
    unit: AgencyId,
    grounds: z.string(),
    conditions: z.array(z.string()),
    siteVisitOn: z.string().optional(),
    clockId: Uuid.optional(),
    follows: Uuid.optional(),
    successor: Uuid.optional(),
    proposer: z.object({ by: AgencyId, account: AccountId }).optional().describe('Absent: the system'),
    approver: AccountId.optional(),
    rejection: Said.optional(),
    order: z
      .object({
        account: AccountId,
        documentNumber: z.string().optional(),
        limitOn: z.string(),
        requirements: z.array(z.string()),
        reportingEveryDays: z.int().optional(),
      })
      .optional(),
    progress: z.array(z.object({ account: AccountId, on: z.string(), text: z.string() })).optional(),
    report: z.object({ account: AccountId, on: z.string(), text: z.string(), isLate: z.boolean() }).optional(),
    check: z.object({ account: AccountId, isPassed: z.boolean(), findings: z.string() }).optional(),
    signedOff: z.array(AgencyId).optional(),
    extensionAsked: z
      .object({ account: AccountId, on: z.string(), progress: z.string(), plan: z.string(), cause: z.string(), requestedOn: z.string() })
      .optional(),
    extensionAnswered: Said.extend({ limitOn: z.string().optional() }).optional(),
    extensions: z.int().optional(),
    lifting: Said.extend({ lookBackOn: z.array(z.string()), publicNoticeOn: z.string().optional() }).optional(),
  })
  .meta({ id: 'Supervision' });
