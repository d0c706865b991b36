import { type Action, actionsOf, type Role, roles } from '@xiezhi/contracts';

/** Why something waits for somebody, and the action a post must be allowed for it to be that post's turn. */
export const turnKinds = {
  'approve-hand-off': { name: '待审批', action: 'hand-off:approve' },
  'sign-for-hand-off': { name: '待签收', action: 'hand-off:receive' },
  'answer-hand-off': { name: '待受理', action: 'hand-off:answer' },
  'hand-on-refused-clue': { name: '不予受理，待另行处理', action: 'hand-off:draft' },
  'evaluate-case-file': { name: '待评估', action: 'case-file:evaluate' },
  'decide-case-file': { name: '待决定', action: 'case-file:decide' },
  'answer-feedback': { name: '待反馈', action: 'feedback:answer' },
  'confirm-feedback': { name: '待确认', action: 'feedback:confirm' },
} as const satisfies Record<string, { name: string; action: Action }>;

export type TurnKind = keyof typeof turnKinds;
export const turnKindNames = Object.keys(turnKinds) as [TurnKind, ...TurnKind[]];

/** Roles whose turn it is: exactly those the service will let act, by the one table of permissions. */
export function turnRolesOf(kind: TurnKind): Role[] {
  return roles.filter((role) => actionsOf[role].includes(turnKinds[kind].action));
}
