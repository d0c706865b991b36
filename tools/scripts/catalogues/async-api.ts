import { Parser } from '@asyncapi/parser';
import { type EventDefinition, EventMeta, partitionsPerTopic, publishers, topicOf } from '@xiezhi/contracts';
import { schemaOf } from './json-schema.ts';

/**
 * The events as AsyncAPI 3: a channel per topic, a message per event, and what each service sends. Checked by the reference
 * parser before it is given out.
 *
 * @throws Error naming what the parser found wrong
 */
export async function asyncApi(definitions: EventDefinition[]): Promise<object> {
  const services = publishers.filter((service) => definitions.some((definition) => definition.service === service));
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: '协治 Xiezhi: events',
      version: '1',
      description:
        'Facts that one service tells others. CloudEvents 1.0 in Kafka binary mode; no reporter identity, no data of natural persons.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(services.map((service) => [service, channelOf(service, definitions)])),
    operations: Object.fromEntries(services.map((service) => [`${service}.announces`, announces(service)])),
    components: {
      messages: Object.fromEntries(definitions.map((definition) => [definition.type, messageOf(definition)])),
      schemas: {
        meta: schemaOf(EventMeta, 'draft-7'),
        ...Object.fromEntries(definitions.map(({ type, data }) => [type, schemaOf(data, 'draft-7')])),
      },
    },
  };
  await check(document);
  return document;
}

type Publisher = EventDefinition['service'];

function channelOf(service: Publisher, definitions: EventDefinition[]) {
  const own = definitions.filter((definition) => definition.service === service);
  return {
    address: topicOf(service),
    description: `What ${service} announces. Order holds per ce_subject; across services events arrive in any order.`,
    messages: Object.fromEntries(own.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: {
      kafka: {
        partitions: partitionsPerTopic,
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

const announces = (service: Publisher) => ({
  action: 'send',
  channel: { $ref: `#/channels/${service}` },
  summary: `${service} announces its facts`,
});

function messageOf({ type, source, description }: EventDefinition) {
  return {
    name: type,
    title: type,
    summary: description,
    contentType: 'application/json',
    correlationId: { location: '$message.payload#/meta/correlationId' },
    headers: headersOf(type, source),
    payload: {
      type: 'object',
      required: ['meta', 'data'],
      properties: { meta: { $ref: '#/components/schemas/meta' }, data: { $ref: `#/components/schemas/${type}` } },
    },
    bindings: {
      kafka: { key: { type: 'string', format: 'uuid', description: 'familyId; in directory the aggregate id' }, bindingVersion: '0.5.0' },
    },
  };
}

function headersOf(type: string, source: string) {
  return {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_subject', 'content-type'],
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: { type: 'string', format: 'uuid', description: 'UUIDv7; a repeated id is the same event' },
      ce_source: { const: source },
      ce_type: { const: type },
      ce_time: { type: 'string', format: 'date-time', description: 'Machine time of the recording, six fractional digits, Z' },
      ce_subject: { type: 'string', description: '`<aggregate>/<uuid>`: the stream whose announcement sequence meta.sequence counts' },
      'content-type': { const: 'application/json' },
      traceparent: { type: 'string', description: 'W3C trace context of the command that recorded it' },
    },
  };
}

async function check(document: object): Promise<void> {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  const errors = diagnostics.filter(({ severity }) => !severity); /* 0 is an error */
  if (errors.length === 0) return;
  throw new Error(
    `docs/asyncapi.json would be invalid:\n${errors.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`,
  );
}
