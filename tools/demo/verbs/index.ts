import { caseSupervisionVerbs } from './case-supervision.ts';
import { disputeVerbs } from './dispute.ts';
import { feedbackVerbs } from './feedback.ts';
import { handOffVerbs } from './hand-off.ts';
import { problemVerbs } from './problem.ts';
import type { Verb } from './verb.ts';

const verbs = { ...problemVerbs, ...handOffVerbs, ...disputeVerbs, ...caseSupervisionVerbs, ...feedbackVerbs };

export type { Verb } from './verb.ts';
export type VerbName = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as [VerbName, ...VerbName[]];
export const verbOf = (name: VerbName): Verb => verbs[name];
