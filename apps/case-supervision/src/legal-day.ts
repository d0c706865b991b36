import type { Caller } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { legalNow } from '@xiezhi/http';

const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** Legal dates are Asia/Shanghai, whatever zone the machine is in. */
export const legalDayOf = (moment: string): string => shanghaiDay.format(new Date(moment));

/** The legal moment of an act, RFC 3339: when it happened, or the caller's legal now. */
export const momentOf = (act: Act, caller: Caller): string => act.actedAt ?? legalNow(caller).toISOString();
