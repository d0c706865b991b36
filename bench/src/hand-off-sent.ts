import { randomUUID } from 'node:crypto';
import { HandOffSentV1, type IntegrationEvent, noPrevious } from '@xiezhi/contracts';

/** One hand-off that was sent at nine in the morning of a day, with ids of its own: it starts the period of its signature. */
export function handOffSent(on: string): IntegrationEvent {
  const [handOffId, sender, receiver] = [randomUUID(), randomUUID(), randomUUID()];
  const matter = { matterKind: 'clue' as const, matterId: randomUUID(), title: '排水口异常排水' };
  const digests = { packageSha256: 'ab'.repeat(32), packageSm3: 'ab'.repeat(32), materialCount: 1 };
  const data = { handOffId, kind: 'owning' as const, ...matter, sender, receiver, routeId: 'clue-from-public', ...digests, isNamed: false };
  const meta: IntegrationEvent['meta'] = {
    familyId: randomUUID(),
    sequence: 1,
    prev: noPrevious,
    recordedAt: `${on}T01:00:00.000Z`,
    actedAt: `${on}T09:00:00+08:00`,
    actedAtSource: 'system',
    parties: [sender, receiver],
    actor: { service: 'clue-transfer' },
    correlationId: randomUUID(),
  };
  const { type, source } = HandOffSentV1;
  return { id: randomUUID(), source, type, subject: `hand-off/${handOffId}`, time: meta.recordedAt, meta, data };
}
