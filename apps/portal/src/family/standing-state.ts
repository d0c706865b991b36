/** Where a stream of a family stands, with the words officers read. Charts name their stages themselves (`stageNameOf`). */
export const standingStates = {
  'clue-registered': '已登记',
  'problem-stage': '问题处理中',
  'hand-off-pending-approval': '待审批',
  'hand-off-sent-back': '退回修改',
  'hand-off-sent': '已移送，待签收',
  'hand-off-received': '已签收，待受理',
  'hand-off-supplement': '待补正',
  'hand-off-supplement-lapsed': '补正期满未补',
  'hand-off-accepted': '已受理',
  'hand-off-refused': '不予受理',
  'hand-off-forwarded': '已转送',
  'hand-off-recalled': '已撤回',
  'hand-off-returned': '已退回',
  'dispute-raised': '职责争议已提出',
  'dispute-stage': '职责争议协调中',
  'dispute-bound': '已定责',
  'case-file-opened': '案卷已建立，待评估',
  'case-file-stage': '案件办理中',
  'case-file-decided': '已决定',
  'return-requested': '请求退回，待对方答复',
  'return-declined': '不同意退回',
  'case-file-returned': '案卷已退回',
  'supervision-stage': '督办中',
  'feedback-owed': '待反馈',
  'feedback-met': '已由移送办理本身履行',
  'feedback-answered': '已反馈，待确认',
  'feedback-objected': '有异议，待再次反馈',
  'feedback-confirmed': '反馈已确认',
  'feedback-cancelled': '反馈义务已消灭',
} as const;
export type StandingState = keyof typeof standingStates;

/** Stages of the charts of the first mechanism pack (DOMAIN 3.1, 3.2, 3.7, 3.12). Another pack's stage goes by its own name. */
const stageNames: Readonly<Record<string, string>> = {
  REPORTED: '已上报',
  TRIAGED: '已分类',
  ASSIGNED: '已交办',
  SIGNED: '已签收',
  RECTIFYING: '整改中',
  PENDING_CHECK: '待核查',
  CLOSED: '已销号',
  REJECTED: '不属实',
  MERGED: '已合并',
  REMINDED: '已书面提示',
  STUDY: '会商研判',
  TRANSFERRED: '已移送',
  SUPERVISED: '已督办',
  LOOKBACK: '回头看',
  REOPENED: '反弹',
  RAISED: '已提出',
  OFFICE_COORDINATION: '河长办协调',
  JUSTICE_COORDINATION: '司法行政协调',
  GOV_DECISION: '政府决定',
  BOUND: '已定责',
  WITHDRAWN: '已撤回',
  ACCEPTED: '已受理',
  REGISTERED: '已登记',
  EVALUATING: '评估中',
  DECIDED_OPENED: '已决定：立案',
  DECIDED_NOT_OPENED: '已决定：不立案',
  DECIDED_REFERRED: '已决定：移送',
  CONSULTING: '磋商中',
  INVESTIGATING: '调查中',
  INV_DONE: '调查终结',
  SUGGESTION_APPROVED: '检察建议已批准',
  SUGGESTION_SERVED: '检察建议已送达',
  REPLIED: '行政机关已回复',
  HANDED_OVER: '已移交其他机关',
  RETURNED: '已退回',
  PROPOSED: '拟督办',
  APPROVED: '已批准',
  ISSUED: '已下达',
  HANDLING: '办理中',
  EXTENSION_ASKED: '已申请延期',
  EXTENDED: '已延期',
  CHECKED: '已核查',
  SIGNED_OFF: '联合单位已签字同意',
  LIFTED: '已解除',
  ESCALATED: '已升级',
  FAILED: '逾期未完成',
};

export function stageNameOf(stage: string): string {
  const key = stage.toUpperCase().replaceAll('-', '_');
  return Object.hasOwn(stageNames, key) ? (stageNames[key] ?? stage) : stage;
}

/** Stages whose letters another chart uses for something else. */
const namesWithin: Readonly<Partial<Record<StandingState, Readonly<Record<string, string>>>>> = {
  'supervision-stage': { REPORTED: '已报结果', REJECTED: '不予督办' },
  'case-file-stage': { CLOSED: '已终结案件' },
};

/** The words for where something stands: its stage's name where it follows a chart. */
export function stateNameOf(state: StandingState, stage: string | null): string {
  if (stage === null) return standingStates[state];
  return namesWithin[state]?.[stage.toUpperCase()] ?? stageNameOf(stage);
}
