import type { AnswerItem, ClueResult } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { z } from 'zod';

export type Item = z.infer<typeof AnswerItem>;

/** What the debtor says: the result, why, and item by item what was done (F-16). */
export interface Answer {
  resultCode?: ClueResult;
  answer: string;
  items: Item[];
}

export interface AnswerGiven {
  resultCode?: ClueResult | undefined;
  answer: string;
  items: Item[];
  /** Legal day of the answer, Asia/Shanghai: no day is promised that has passed. */
  actedOn: string;
}

export function isSameAnswer(left: Answer, right: Answer): boolean {
  return left.resultCode === right.resultCode && left.answer === right.answer && JSON.stringify(left.items) === JSON.stringify(right.items);
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
