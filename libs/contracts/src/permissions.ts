import type { Role } from './caller.ts';

/** What a post may ask for. Whether its agency is a party to the matter is decided by the decider and the row policies, not here. */
export const actions = [
  'clue:register',
  'clue:read',
  'reporter:disclose',
  'hand-off:draft',
  'hand-off:submit',
  'hand-off:approve',
  'hand-off:receive',
  'hand-off:answer',
  'hand-off:read',
  'case-file:evaluate',
  'case-file:decide',
  'case-file:read',
  'feedback:answer',
  'feedback:confirm',
  'feedback:read',
  'worklist:read',
  'trail:read',
  'directory:administer',
  'practice:administer',
  'operations:read',
] as const;
export type Action = (typeof actions)[number];

const reading = [
  'clue:read',
  'hand-off:read',
  'case-file:read',
  'feedback:read',
  'worklist:read',
  'trail:read',
] as const satisfies Action[];

/**
 * Role → actions, the whole table. The three platform administrators hold no case action between them, and none holds another's:
 * who runs the machines does not read cases, who grants posts does not run machines, who audits changes nothing.
 */
export const actionsOf: Readonly<Record<Role, readonly Action[]>> = {
  intake: [...reading, 'clue:register', 'hand-off:draft', 'hand-off:submit', 'hand-off:receive', 'hand-off:answer', 'feedback:confirm'],
  handler: [
    ...reading,
    'clue:register',
    'reporter:disclose',
    'hand-off:draft',
    'hand-off:submit',
    'hand-off:answer',
    'case-file:evaluate',
    'feedback:answer',
    'feedback:confirm',
  ],
  'section-head': [...reading, 'reporter:disclose', 'hand-off:answer', 'feedback:confirm'],
  approver: [...reading, 'hand-off:approve', 'case-file:decide'],
  liaison: [...reading, 'hand-off:receive', 'feedback:answer'],
  inspector: reading,
  'system-admin': ['operations:read', 'practice:administer'],
  'security-admin': ['directory:administer'],
  'audit-admin': ['trail:read'],
};
