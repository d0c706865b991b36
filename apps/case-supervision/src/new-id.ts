import { derivedId } from '@xiezhi/aggregate';
import { isServiceCaller } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';

/** An id for what a command begins: it follows from account and idempotency key, so a request sent twice begins one thing. */
export function newId(what: string, { caller, idempotency }: Act): string {
  if (isServiceCaller(caller) || idempotency === undefined) throw new Error(`a new ${what} needs an account and a key`);
  return derivedId(`${caller.account}/${idempotency.key}`, what);
}
