import type { AnswerItem, LetterParts as Parts } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { z } from 'zod';

export type Item = z.infer<typeof AnswerItem>;

/** What the debtor says (F-16): the result, why, item by item what was done, and what else the letter has to say. */
export interface Answer extends LetterParts {
  resultCode?: string | undefined;
  answer: string;
  items: Item[];
}
type LetterParts = z.infer<z.ZodObject<typeof Parts>>;

export interface AnswerGiven extends Answer {
  /** Legal day of the answer, Asia/Shanghai: no day is promised that has passed. */
  actedOn: string;
}

/** What is decided already: nobody types it, and nobody may say otherwise. */
interface Decided {
  decidedResult?: string | undefined;
  decisionNumber?: string | undefined;
}

/**
 * The answer as it stands once what is decided has been taken over.
 *
 * @throws Refusal FEEDBACK_CONTRADICTS_DECISION
 */
export function answerTaking(given: Answer, { decidedResult, decisionNumber }: Decided): Answer {
  const { resultCode = decidedResult, answer, items, nextSteps, expectedOn, recovered, cooperation } = given;
  const number = given.decisionNumber ?? decisionNumber;
  if (decidedResult !== undefined && resultCode !== decidedResult)
    throw new Refusal('FEEDBACK_CONTRADICTS_DECISION', { decided: decidedResult });
  if (decisionNumber !== undefined && number !== decisionNumber) throw new Refusal('FEEDBACK_CONTRADICTS_DECISION', { decisionNumber });
  return { resultCode, decisionNumber: number, answer, items, nextSteps, expectedOn, recovered, cooperation };
}

/**
 * An answer is whole when every thing asked is repeated as an item, done means proof, and what is not done yet has a promised day
 * (COUNTING 17). What is impossible has its reason in `measure` and needs neither.
 *
 * @throws Refusal naming the first kind of gap, with the numbers of the items
 */
export function refuseIncomplete(items: readonly Item[], asked: readonly string[], actedOn: string): void {
  const refuseWhere = (code: Gap, isWrong: (item: Item, index: number) => boolean): void => {
    const places = items.flatMap((item, index) => (isWrong(item, index) ? [index + 1] : []));
    if (places.length > 0) throw new Refusal(code, { items: places.join(', ') });
  };
  const missing = asked.flatMap((item, index) => (items.some((given) => given.item === item) ? [] : [index + 1]));
  if (missing.length > 0) throw new Refusal('FEEDBACK_ITEMS_MISSING', { asked: missing.join(', ') });
  refuseWhere('FEEDBACK_ITEM_REPEATED', ({ item }, index) => items.findIndex((other) => other.item === item) !== index);
  refuseWhere('FEEDBACK_PROOF_MISSING', ({ state, proof }) => state === 'done' && proof.length === 0);
  refuseWhere('FEEDBACK_PLANNED_DAY_MISSING', (item) => isPromise(item) !== (item.plannedOn !== undefined));
  refuseWhere('FEEDBACK_PLANNED_DAY_PAST', ({ plannedOn }) => plannedOn !== undefined && plannedOn < actedOn);
}

type Gap = 'FEEDBACK_ITEM_REPEATED' | 'FEEDBACK_PROOF_MISSING' | 'FEEDBACK_PLANNED_DAY_MISSING' | 'FEEDBACK_PLANNED_DAY_PAST';

const isPromise = ({ state }: Item): boolean => state === 'in-progress' || state === 'planned';
