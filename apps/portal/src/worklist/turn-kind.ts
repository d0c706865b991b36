import { type Action, actionsOf, type Role, roles } from '@xiezhi/contracts';

/** Where an open turn lies on the worklist: waits for a signature of receipt, for somebody's review, or for work. */
export type Shelf = 'sign' | 'review' | 'do';

/** Why something waits for somebody, the action a post must be allowed for it to be that post's turn, and the tab it lies in. */
export const turnKinds = {
  'hand-over-clue': { name: '已登记，待移送', action: 'hand-off:draft', shelf: 'do' },
  'approve-hand-off': { name: '待审批', action: 'hand-off:approve', shelf: 'review' },
  'revise-hand-off': { name: '退回修改，待重新报批', action: 'hand-off:submit', shelf: 'do' },
  'sign-for-hand-off': { name: '待签收', action: 'hand-off:receive', shelf: 'sign' },
  'answer-hand-off': { name: '待受理', action: 'hand-off:answer', shelf: 'do' },
  'await-supplement': { name: '等待对方补正', action: 'hand-off:answer', shelf: 'do' },
  'supply-supplement': { name: '待补正', action: 'hand-off:supplement', shelf: 'do' },
  'answer-recall': { name: '对方请求撤回，待答复', action: 'hand-off:answer', shelf: 'do' },
  'hand-on-refused-matter': { name: '未被受理或已退回，待另行处理', action: 'hand-off:draft', shelf: 'do' },
  'answer-return': { name: '对方请求退回，待答复', action: 'case-file:return', shelf: 'do' },
  'evaluate-case-file': { name: '待评估', action: 'case-file:evaluate', shelf: 'do' },
  'decide-case-file': { name: '待决定', action: 'case-file:decide', shelf: 'do' },
  'work-case-file': { name: '案件办理中', action: 'case-file:evaluate', shelf: 'do' },
  'triage-problem': { name: '问题待分类', action: 'problem:work', shelf: 'do' },
  'assign-problem': { name: '问题待交办', action: 'problem:work', shelf: 'do' },
  'rectify-problem': { name: '问题待整改', action: 'problem:work', shelf: 'do' },
  'check-problem': { name: '整改待核查', action: 'problem:work', shelf: 'do' },
  'study-problem': { name: '待会商研判', action: 'problem:work', shelf: 'do' },
  'look-back-problem': { name: '待回头看', action: 'problem:work', shelf: 'do' },
  'work-problem': { name: '问题待处理', action: 'problem:work', shelf: 'do' },
  'coordinate-dispute': { name: '职责争议待协调', action: 'dispute:work', shelf: 'do' },
  'approve-supervision': { name: '拟督办，待审批', action: 'supervision:approve', shelf: 'review' },
  'issue-supervision': { name: '督办待下达', action: 'supervision:work', shelf: 'do' },
  'sign-for-supervision': { name: '督办待签收', action: 'supervision:work', shelf: 'sign' },
  'report-supervision': { name: '督办事项待报结果', action: 'supervision:work', shelf: 'do' },
  'check-supervision': { name: '督办结果待核查', action: 'supervision:work', shelf: 'do' },
  'answer-feedback': { name: '待反馈', action: 'feedback:answer', shelf: 'do' },
  'answer-objection': { name: '对方有异议，待再次反馈', action: 'feedback:answer', shelf: 'do' },
  'confirm-feedback': { name: '待确认', action: 'feedback:confirm', shelf: 'do' },
  'meet-deadline': { name: '期限事项', action: 'hand-off:answer', shelf: 'do' },
} as const satisfies Record<string, { name: string; action: Action; shelf: Shelf }>;

export type TurnKind = keyof typeof turnKinds;

/** Stand on the list and are told to nobody: a deadline is told when it warns, and who asked for a supplement knows that it waits. */
export const untoldKinds: ReadonlySet<string> = new Set<TurnKind>(['meet-deadline', 'await-supplement']);

export const turnKindNames = Object.keys(turnKinds) as [TurnKind, ...TurnKind[]];

/**
 * Roles whose turn it is: exactly those the service will let act, by the one table of permissions; of them only the one whose
 * signature the signing chain awaits, where it names one.
 */
export function turnRolesOf(kind: TurnKind, awaited: string | null = null): Role[] {
  return roles.filter((role) => actionsOf[role].includes(turnKinds[kind].action) && (awaited === null || awaited === role));
}
