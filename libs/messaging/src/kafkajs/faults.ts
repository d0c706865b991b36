import { ProduceFault, type ProduceFaultKind } from '../broker-port.ts';

const kindOfType: Record<string, ProduceFaultKind> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  TOPIC_AUTHORIZATION_FAILED: 'not-allowed',
  CLUSTER_AUTHORIZATION_FAILED: 'not-allowed',
};

const kindOfName: Record<string, ProduceFaultKind> = {
  KafkaJSConnectionError: 'unreachable',
  KafkaJSConnectionClosedError: 'unreachable',
  KafkaJSRequestTimeoutError: 'unreachable',
  KafkaJSBrokerNotFound: 'unreachable',
  KafkaJSNoBrokerAvailableError: 'unreachable',
  KafkaJSSASLAuthenticationError: 'not-allowed',
};

/** What an error of kafkajs means; it wraps the telling one in several layers of `cause`. */
export function kindOf(error: unknown): ProduceFaultKind {
  for (let layer: unknown = error; layer instanceof Error; layer = layer.cause) {
    const type = 'type' in layer && typeof layer.type === 'string' ? layer.type : '';
    const kind = kindOfType[type] ?? kindOfName[layer.name];
    if (kind !== undefined) return kind;
  }
  return 'rejected';
}

export function produceFault(error: unknown, topic: string, partitions: readonly number[] = []): ProduceFault {
  return error instanceof ProduceFault ? error : new ProduceFault(kindOf(error), topic, partitions, error);
}
