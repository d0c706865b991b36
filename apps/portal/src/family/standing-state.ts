/** Where a stream of a family stands, with the words officers read. */
export const standingStates = {
  'clue-registered': '已登记',
  'hand-off-pending-approval': '待审批',
  'hand-off-sent': '已移送，待签收',
  'hand-off-received': '已签收，待受理',
  'hand-off-accepted': '已受理',
  'hand-off-refused': '不予受理',
  'case-file-opened': '案卷已建立，待评估',
  'case-file-evaluated': '已评估，待决定',
  'case-file-decided': '已决定',
  'feedback-owed': '待反馈',
  'feedback-answered': '已反馈，待确认',
  'feedback-confirmed': '反馈已确认',
} as const;
export type StandingState = keyof typeof standingStates;
