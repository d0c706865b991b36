import { Refusal } from '@xiezhi/decider';

/** A code that no mechanism in force lists, with the list it should be in. */
export interface UnlistedCode {
  list: string;
  code: string;
}

/** @throws Refusal CODE_NOT_LISTED naming list and code: what nobody could choose, no rule waits for */
export function refuseUnlisted(unlisted: readonly UnlistedCode[] = []): void {
  const [first] = unlisted;
  if (first !== undefined) throw new Refusal('CODE_NOT_LISTED', { list: first.list, code: first.code });
}
