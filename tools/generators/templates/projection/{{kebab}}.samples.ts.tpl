import { {{eventName}}, topicOf } from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';

export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

const familyId = '01920000-0000-7000-8000-0000000000c1';
const at = (sequence: number) => `2026-10-30T01:00:0${sequence}.000000Z`;

/** An announcement of harbour and customs, the sequence-th of its stream. */
export function told(sequence: number): ReceivedEvent {
  return {
    id: `01920000-0000-7000-8000-0000000000d${sequence}`,
    source: {{eventName}}.source,
    type: {{eventName}}.type,
    subject: 'sample/01920000-0000-7000-8000-0000000000f1',
    time: at(sequence),
    meta: {
      familyId,
      sequence,
      prev: '0'.repeat(64),
      recordedAt: at(sequence),
      actedAt: '2026-10-30T09:00:00+08:00',
      actedAtSource: 'system',
      parties: [harbour, customs],
      actor: { service: '{{eventService}}' },
      correlationId: '01920000-0000-7000-8000-0000000000e1',
    },
    data: {},
    received: { topic: topicOf('{{eventService}}'), partition: 0, offset: sequence, key: familyId, body: '' },
  };
}
