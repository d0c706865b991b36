/** The services a hand-off crosses, each a process of its own. The client stands where the portal would. */
export const members = ['directory', 'clue-transfer', 'case-supervision', 'feedback', 'audit'] as const;
export type Member = (typeof members)[number];
