import { Calendar } from '@xiezhi/statutory-time';
import { ladders, pack } from './ladders.samples.ts';
import type { KnownOrgan, Proposal, Rung, SupervisionCommand, SupervisionEvent } from './supervision.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const calendar = new Calendar(pack.calendars);

const organ = (last: string, kind: string, level = 'county'): KnownOrgan => ({
  id: `01920000-0000-7000-8000-00000000aa${last}`,
  kind,
  level,
});
export const harbour = organ('01', 'RCO');
export const customs = organ('02', 'PRO');
export const police = organ('03', 'POL');
export const fishery = organ('04', 'AGR');
export const city = organ('05', 'RCO', 'city');
export const water = organ('06', 'WAT');
export const organs: ReadonlyMap<string, KnownOrgan> = new Map(
  [harbour, customs, police, fishery, city, water].map((one) => [one.id, one]),
);

export const by = (who: KnownOrgan, account: string) => ({ by: who.id, account });
const handler = by(harbour, 'harbour.handler');
const approver = by(harbour, 'harbour.approver');
const unit = by(fishery, 'fishery.handler');
const joint = by(customs, 'customs.approver');

/** K05: nets over the lake, an order of the office and the procuratorate together. */
export const proposal: Proposal = {
  matterKind: 'problem',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  familyId: '01920000-0000-7000-8000-0000000000c1',
  title: '和孚漾围网养殖',
  level: 'S3',
  issuer: harbour.id,
  coIssuers: [customs.id],
  observers: [water.id],
  unit: fishery.id,
  grounds: '整改期限届满未完成。',
  conditions: [],
  proposer: handler,
};
export const bySystem: Proposal = {
  ...proposal,
  coIssuers: [],
  observers: [],
  proposer: undefined,
  clockId: '01920000-0000-7000-8000-0000000000d1',
};
export const listed: Proposal = {
  ...proposal,
  level: 'S4',
  issuer: city.id,
  conditions: ['G02'],
  siteVisitOn: '2026-08-28',
  proposer: by(city, 'city.handler'),
};

/** K05: listed 1 September for three months; an extension must be asked for by 17 November. */
export const on = '2026-09-01';
export const limitOn = '2026-12-01';
export const askBy = '2026-11-17';
const order = { limitOn, requirements: ['拆除全部围网'] };
const asked = { progress: '已拆除三分之二。', cause: '冬捕期限。', plan: '十二月底前拆完。', requestedOn: '2027-01-31' };
export const reported = { on: '2026-11-20', text: '围网全部拆除，水面恢复。' };
const findings = '现场核查围网已全部拆除。';
const granted = { limitOn: '2027-01-31', reason: '同意延期。' };

export const propose = (more: Partial<Proposal> = {}, climbsFrom?: Rung) =>
  ({ type: 'ProposeSupervision', proposal: { ...proposal, ...more }, ladders, organs, climbsFrom }) as const satisfies SupervisionCommand;

export const commands = {
  propose: propose(),
  approve: { type: 'ApproveSupervision', ...approver, completion: {}, ladders, organs },
  reject: { type: 'RejectSupervision', ...approver, reason: '已在办理。' },
  issue: { type: 'IssueSupervision', ...handler, order, ladders, on },
  sign: { type: 'SignSupervision', ...unit },
  progress: { type: 'ReportProgress', ...unit, text: '已拆除三分之一。', on: '2026-09-10' },
  report: { type: 'ReportSupervision', ...unit, ...reported },
  check: { type: 'CheckSupervision', ...handler, isPassed: true, findings, on: '2026-11-23' },
  checkFailed: { type: 'CheckSupervision', ...handler, isPassed: false, findings: '东侧仍有围网。', on: '2026-11-23' },
  signOff: { type: 'SignOffSupervision', ...joint },
  lift: { type: 'LiftSupervision', ...approver, lifting: { reason: '督办事项已完成。', lookBackOn: [] }, ladders },
  askExtension: { type: 'AskExtension', ...unit, asked, ladders, calendar, on: '2026-11-16' },
  extend: { type: 'ExtendSupervision', ...approver, ...granted, ladders },
  declineExtension: { type: 'DeclineExtension', ...approver, reason: '请按期完成。' },
  fail: { type: 'RecordFailure', limitOn },
  escalate: { type: 'RecordEscalation', successor: '01920000-0000-7000-8000-0000000000f2' },
} as const satisfies Record<string, SupervisionCommand>;

export const facts = {
  proposed: { type: 'SupervisionProposed', proposal },
  proposedBySystem: { type: 'SupervisionProposed', proposal: bySystem },
  approved: { type: 'SupervisionApproved', account: approver.account, completion: {} },
  rejected: { type: 'SupervisionRejected', account: approver.account, reason: '已在办理。' },
  issued: { type: 'SupervisionIssued', order: { account: handler.account, ...order } },
  signed: { type: 'SupervisionSigned', account: unit.account },
  progressed: { type: 'ProgressReported', account: unit.account, on: '2026-09-10', text: '已拆除三分之一。' },
  reported: { type: 'SupervisionReported', account: unit.account, ...reported, isLate: false },
  checked: { type: 'SupervisionChecked', account: handler.account, isPassed: true, findings },
  defective: { type: 'SupervisionChecked', account: handler.account, isPassed: false, findings: '东侧仍有围网。', limitOn },
  signedOff: { type: 'SupervisionSignedOff', ...joint },
  lifted: { type: 'SupervisionLifted', account: approver.account, reason: '督办事项已完成。', lookBackOn: [] },
  extensionAsked: { type: 'ExtensionAsked', account: unit.account, on: '2026-11-16', ...asked },
  extended: { type: 'SupervisionExtended', account: approver.account, ...granted },
  extensionDeclined: { type: 'ExtensionDeclined', account: approver.account, reason: '请按期完成。' },
  failed: { type: 'SupervisionFailed' },
  escalated: { type: 'SupervisionEscalated', successor: '01920000-0000-7000-8000-0000000000f2' },
} as const satisfies Record<string, SupervisionEvent>;
