import type { Caller } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { legalNow } from '@xiezhi/http';
import { dateOf } from '@xiezhi/statutory-time';

/** The legal moment of an act, RFC 3339: when it happened, or the caller's legal now. */
export const momentOf = (act: Act, caller: Caller): string => act.actedAt ?? legalNow(caller).toISOString();

/** The day of that moment, Asia/Shanghai. */
export const dayOf = (act: Act, caller: Caller): string => dateOf(momentOf(act, caller));
