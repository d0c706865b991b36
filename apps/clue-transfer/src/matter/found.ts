import { Refusal } from '@xiezhi/decider';

/** @throws Refusal FOUND_IN_FUTURE: what was found after it was reported is a slip of the keyboard, and clocks and statistics would keep it */
export function refuseFoundLater({ foundAt }: { foundAt: string }, at: string): void {
  if (Date.parse(foundAt) > Date.parse(at)) throw new Refusal('FOUND_IN_FUTURE', { foundAt, at });
}
