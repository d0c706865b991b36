import { type ActedAtSource, type Actor, type Caller, isServiceCaller, type ServiceCaller, type WorldId } from '@xiezhi/contracts';

/** Everything about one command but its content: who, when in law, why, and under which key it may be repeated. */
export interface Act {
  caller: Caller | ServiceCaller;
  /** Legal time of the act, RFC 3339; absent means now. */
  actedAt?: string;
  actedAtSource?: ActedAtSource;
  correlationId: string;
  /** ce_id of the event this reacts to. */
  causationId?: string;
  /** W3C trace context, carried to the consumers of what is announced. */
  traceparent?: string;
  /** The caller's Idempotency-Key and the hash of what it was sent with. */
  idempotency?: { key: string; requestHash: string };
  /** From If-Match: the command holds for this version only. */
  expectedVersion?: number;
  /** Practice world the act belongs to. For a caller it comes from the token, for a service from the event it reacts to. */
  world?: WorldId;
}

/** Agency whose rows the act may touch; a service acts for none and is bound by its database role instead. */
export function agencyOf(act: Act): string | undefined {
  return isServiceCaller(act.caller) ? undefined : act.caller.agency;
}

export function worldOf(act: Act): WorldId | undefined {
  return isServiceCaller(act.caller) ? act.world : act.caller.world?.id;
}

export function actorOf(act: Act): Actor {
  if (isServiceCaller(act.caller)) return { service: act.caller.service };
  const { account, post, agency, onBehalfOf } = act.caller;
  return onBehalfOf === undefined ? { account, post, agency } : { account, post, agency, onBehalfOf };
}
