import { caseSupervisionVerbs } from './case-supervision.ts';
import { chartVerbs } from './chart-steps.ts';
import { disputeVerbs } from './dispute.ts';
import { feedbackVerbs } from './feedback.ts';
import { handOffVerbs } from './hand-off.ts';
import { problemVerbs } from './problem.ts';
import type { Verb } from './verb.ts';

const verbs: Readonly<Record<string, Verb>> = {
  ...problemVerbs,
  ...handOffVerbs,
  ...disputeVerbs,
  ...caseSupervisionVerbs,
  ...feedbackVerbs,
  ...chartVerbs,
};

export type { Verb } from './verb.ts';
export const verbNames = Object.keys(verbs);

/** @throws Error when there is no such word; a story that is read has none */
export function verbOf(name: string): Verb {
  const verb = verbs[name];
  if (verb === undefined) throw new Error(`没有“${name}”这一办理`);
  return verb;
}
