import { announcementHash, type EventMeta, noPrevious } from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';

// Announcements as a service makes them and the inbox hands them over, for specs.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';
export const family = '01920000-0000-7000-8000-0000000000c1';

export interface Wanted {
  count: number;
  service?: string;
  subject?: string;
  familyId?: string;
  partiesOf?: (sequence: number) => string[];
  /** First sample number; ids and moments follow from it, so two calls with distant starts never collide. */
  start?: number;
}

/** One stream: numbered from 1, each naming the hash of the one before. */
export function announcements({
  count,
  service = 'clue-transfer',
  subject = `hand-off/${uuid(0xf1)}`,
  familyId = family,
  partiesOf = () => [harbour, customs],
  start = 1,
}: Wanted): ReceivedEvent[] {
  const events: ReceivedEvent[] = [];
  let prev = noPrevious;
  for (let sequence = 1; sequence <= count; sequence++) {
    const event = announcement({ service, subject, familyId, parties: partiesOf(sequence), sequence, prev, number: start + sequence });
    prev = announcementHash(event, Buffer.from(event.received.body, 'utf8'));
    events.push(event);
  }
  return events;
}

function announcement(wanted: {
  service: string;
  subject: string;
  familyId: string;
  parties: string[];
  sequence: number;
  prev: string;
  number: number;
}): ReceivedEvent {
  const { service, subject, familyId, parties, sequence, prev, number } = wanted;
  const time = new Date(Date.UTC(2026, 9, 12, 1, 0, number)).toISOString().replace('Z', '000Z');
  const meta: EventMeta = {
    familyId,
    sequence,
    prev,
    recordedAt: time,
    actedAt: '2026-10-12T09:00:00+08:00',
    actedAtSource: 'entered',
    parties,
    actor: { account: 'harbour.intake', post: 'harbour.intake', agency: harbour },
    correlationId: uuid(0xd2),
  };
  const data = { note: '排水口异常排水', sequence };
  const body = JSON.stringify({ meta, data });
  const source = `/xiezhi/${service}`;
  const received = { topic: `xiezhi.${service}.events.v1`, partition: 0, offset: number, key: familyId, body };
  return { id: uuid(number), source, type: `${service}.sample-told.v1`, subject, time, meta, data, received };
}

export function uuid(number: number): string {
  return `01920000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
