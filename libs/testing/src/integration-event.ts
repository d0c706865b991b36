import { randomUUID } from 'node:crypto';
import { type EventDefinition, type EventMeta, type IntegrationEvent, noPrevious } from '@xiezhi/contracts';

/** An announcement of another service, as a spec hands it to a subscription or puts it on a topic. The first of its stream unless said. */
export function integrationEvent<Data>(
  definition: EventDefinition<Data>,
  subject: string,
  data: Data,
  meta: Partial<EventMeta> & Pick<EventMeta, 'familyId' | 'parties'>,
): IntegrationEvent<Data> {
  const time = '2026-10-13T01:00:00.000000Z';
  return {
    id: randomUUID(),
    source: definition.source,
    type: definition.type,
    subject,
    time,
    meta: {
      sequence: 1,
      prev: noPrevious,
      recordedAt: time,
      actedAt: '2026-10-13T09:00:00+08:00',
      actedAtSource: 'entered',
      actor: { service: definition.service },
      correlationId: randomUUID(),
      ...meta,
    },
    data,
  };
}
