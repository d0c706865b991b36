import type { Role } from './caller.ts';

/** What a post may ask for. Whether its agency is a party to the matter is decided by the decider and the row policies, not here. */
export const actions = [
  'clue:register',
  'clue:read',
  'reporter:disclose',
  'problem:report',
  'problem:work',
  'problem:read',
  'hand-off:draft',
  'hand-off:submit',
  'hand-off:approve',
  'hand-off:receive',
  'hand-off:answer',
  'hand-off:supplement',
  'hand-off:recall',
  'hand-off:read',
  'dispute:work',
  'dispute:read',
  'case-file:work',
  'case-file:evaluate',
  'case-file:decide',
  'case-file:return',
  'case-file:read',
  'clock:extend',
  'clock:read',
  'supervision:work',
  'supervision:approve',
  'supervision:read',
  'feedback:answer',
  'feedback:confirm',
  'feedback:object',
  'feedback:read',
  'worklist:read',
  'trail:read',
  'directory:administer',
  'practice:administer',
  'operations:read',
  'operations:mend',
  'operations:review',
  'replan:read',
  'replan:work',
] as const;
export type Action = (typeof actions)[number];

const reading = [
  'clue:read',
  'problem:read',
  'hand-off:read',
  'dispute:read',
  'case-file:read',
  'clock:read',
  'supervision:read',
  'feedback:read',
  'worklist:read',
  'trail:read',
] as const satisfies Action[];

/**
 * Steps of a chart (problem, dispute, case file) and of a supervision are one action each: which role may take which step is data of the
 * pack, checked
 * by the decider against the roles of the caller.
 */
const working = ['problem:work', 'dispute:work', 'case-file:work', 'supervision:work'] as const satisfies Action[];

/**
 * Role → actions, the whole table. The three platform administrators hold no case action between them, and none holds another's:
 * who runs the machines does not read cases, who grants posts does not run machines, who audits changes nothing. What they share is
 * the re-plan of running deadlines, which takes two persons: whoever of the first two did not propose it confirms it (adr/0030).
 */
export const actionsOf: Readonly<Record<Role, readonly Action[]>> = {
  intake: [
    ...reading,
    ...working,
    'clue:register',
    'problem:report',
    'hand-off:draft',
    'hand-off:submit',
    'hand-off:receive',
    'hand-off:answer',
    'hand-off:supplement',
    'feedback:confirm',
    'feedback:object',
  ],
  handler: [
    ...reading,
    ...working,
    'clue:register',
    'problem:report',
    'reporter:disclose',
    'hand-off:draft',
    'hand-off:submit',
    'hand-off:answer',
    'hand-off:supplement',
    'case-file:evaluate',
    'case-file:return',
    'feedback:answer',
    'feedback:confirm',
    'feedback:object',
  ],
  'section-head': [
    ...reading,
    ...working,
    'reporter:disclose',
    'hand-off:approve',
    'hand-off:answer',
    'case-file:return',
    'feedback:confirm',
    'feedback:object',
  ],
  approver: [
    ...reading,
    ...working,
    'hand-off:approve',
    'hand-off:recall',
    'hand-off:answer',
    'case-file:decide',
    'case-file:return',
    'clock:extend',
    'supervision:approve',
  ],
  liaison: [...reading, 'problem:report', 'hand-off:receive', 'feedback:answer'],
  inspector: reading,
  'system-admin': ['operations:read', 'operations:mend', 'practice:administer', 'replan:read', 'replan:work'],
  'security-admin': ['directory:administer', 'replan:read', 'replan:work'],
  'audit-admin': ['trail:read', 'operations:review', 'replan:read'],
};
