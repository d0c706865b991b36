import { createHash } from 'node:crypto';

/** One announcement as audit recorded it. */
export interface Recorded {
  event_id: string;
  source: string;
  type: string;
  subject: string;
  sequence: number;
  prev: string;
  recorded_at: string;
  body: string;
}

const nobody = '0'.repeat(64);

/** What is wrong with the sequences and hashes of some announcements, by a stock SHA-256 and nothing of ours. */
export function chainBreaks(recorded: readonly Recorded[]): string[] {
  const streams = Map.groupBy(recorded, ({ source, subject }) => `${source} ${subject}`);
  return [...streams].flatMap(([stream, announcements]) => {
    const ordered = announcements.toSorted((one, other) => one.sequence - other.sequence);
    return ordered.flatMap(({ sequence, prev }, n) => {
      const before = ordered[n - 1];
      if (sequence !== n + 1) return [`${stream}: announcement ${n + 1} has sequence ${sequence}`];
      if (prev !== (before === undefined ? nobody : hashOf(before)))
        return [`${stream}: announcement ${sequence} does not follow its predecessor`];
      return [];
    });
  });
}

function hashOf({ event_id: id, source, type, subject, recorded_at: time, body }: Recorded): string {
  return createHash('sha256').update(`${id}\n${source}\n${type}\n${subject}\n${time}\n${body}`, 'utf8').digest('hex');
}
