import { isAllowed } from '@xiezhi/http';
import type { Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';

export interface Target {
  service: string;
  /** Path and query at the service. */
  path: string;
}

const prefix = '/api/';
const targetLengthMax = 2000;
/** Ids, verbs and post names need no more; so no escape, dot segment or empty segment ever reaches a service's router. */
const segment = /^(?!\.+$)[\w.~-]{1,128}$/;
/** A query may carry escapes; control characters and half escapes are refused. */
const query = /^(?:[\w\-.~!$'()*+,;=:@/?[\]]|&|%[0-9a-fA-F]{2})*$/;

/** Paths every service has that are none of a caller's business. */
const closed = new Set(['health', 'metrics', '.well-known', 'development']);

/**
 * Which service a path below `/api` is for, and what is asked of it.
 *
 * @throws Refusal SERVICE_UNKNOWN, ROUTE_NOT_FOUND
 */
export function targetOf(url: string, isKnown: (service: string) => boolean): Target {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const search = mark === -1 ? '' : url.slice(mark + 1);
  if (!path.startsWith(prefix) || url.length > targetLengthMax) throw new Refusal('ROUTE_NOT_FOUND');
  const [service = '', ...segments] = path.slice(prefix.length).split('/');
  if (!isKnown(service)) throw new Refusal('SERVICE_UNKNOWN');
  if (segments.length === 0 || !segments.every((each) => segment.test(each)) || !query.test(search)) throw new Refusal('ROUTE_NOT_FOUND');
  if (closed.has(segments[0]!.toLowerCase())) throw new Refusal('ROUTE_NOT_FOUND');
  return { service, path: `/${segments.join('/')}${mark === -1 ? '' : `?${search}`}` };
}

/** What operators do is asked for again by the service; here it is refused before the service is troubled. */
export function refuseOthersThanOperators({ path }: Target, roles: readonly Role[]): void {
  const mayPass = isAllowed(roles, 'operations:read') || isAllowed(roles, 'operations:review');
  if (/^\/operations(\/|\?|$)/i.test(path) && !mayPass) throw new Refusal('ACTION_NOT_PERMITTED');
}
