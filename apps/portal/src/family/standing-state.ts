/** Where a stream of a family stands, with the words officers read. A chart names its stages itself. */
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

/** Steps of a supervision, which are code's own (DOMAIN 3.7). A stage of a chart comes with its name. */
const supervisionStages: Readonly<Record<string, string>> = {
  PROPOSED: '拟督办',
  APPROVED: '已批准',
  REJECTED: '不予督办',
  ISSUED: '已下达',
  SIGNED: '已签收',
  HANDLING: '办理中',
  EXTENSION_ASKED: '已申请延期',
  EXTENDED: '已延期',
  REPORTED: '已报结果',
  CHECKED: '已核查',
  SIGNED_OFF: '联合单位已签字同意',
  LIFTED: '已解除',
  ESCALATED: '已升级',
  FAILED: '逾期未完成',
};

/** The words for where something stands: its stage's name where it follows a chart or the ladder. */
export function stateNameOf(state: StandingState, stage: string | null): string {
  if (stage === null) return standingStates[state];
  return state === 'supervision-stage' ? (supervisionStages[stage.toUpperCase().replaceAll('-', '_')] ?? stage) : stage;
}
