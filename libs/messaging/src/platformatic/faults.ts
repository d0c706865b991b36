import { ProduceFault, type ProduceFaultKind, type ProduceResult } from '../broker-port.ts';

/** Errors of the broker, by the names the protocol gives them. */
const kindOfApiId: Record<string, ProduceFaultKind> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  TOPIC_AUTHORIZATION_FAILED: 'not-allowed',
  CLUSTER_AUTHORIZATION_FAILED: 'not-allowed',
  SASL_AUTHENTICATION_FAILED: 'not-allowed',
};

const kindOfCode: Record<string, ProduceFaultKind> = {
  PLT_KFK_AUTHENTICATION: 'not-allowed',
  PLT_KFK_NETWORK: 'unreachable',
  PLT_KFK_TIMEOUT: 'unreachable',
};

/** An error tells of its tries and causes in layers; a broker's word counts more than what the connection did before or after. */
function* layersOf(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > 8) return;
  yield error;
  if (error instanceof AggregateError) for (const one of error.errors) yield* layersOf(one, depth + 1);
  yield* layersOf(error.cause, depth + 1);
}

/** What an error of @platformatic/kafka means. */
export function kindOf(error: unknown): ProduceFaultKind {
  const layers = [...layersOf(error)];
  const of = (table: Record<string, ProduceFaultKind>, member: 'apiId' | 'code') =>
    layers.flatMap((layer) => table[String((layer as { apiId?: unknown; code?: unknown })[member])] ?? [])[0];
  return of(kindOfApiId, 'apiId') ?? of(kindOfCode, 'code') ?? 'rejected';
}

/** @param confirmed what the error itself says was written */
export function produceFault(
  error: unknown,
  topic: string,
  partitions: readonly number[],
  confirmed: readonly ProduceResult[],
): ProduceFault {
  return error instanceof ProduceFault ? error : new ProduceFault(kindOf(error), topic, partitions, error, confirmed);
}
