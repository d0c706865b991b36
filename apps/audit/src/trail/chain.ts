import { announcementHash, type AgencyId, type FamilyId, noPrevious } from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';

/** Last announcement of one stream: what the next one must name. */
export interface Head {
  source: string;
  subject: string;
  familyId: FamilyId;
  sequence: number;
  hash: string;
  parties: AgencyId[];
}

export interface Link {
  event: ReceivedEvent;
  hash: string;
  /** Whether it names the announcement before it, and is the next in number. */
  isChained: boolean;
}

export interface LinkedChunk {
  links: Link[];
  /** Heads of the streams in the chunk, after it. */
  heads: Map<string, Head>;
  /** Streams that had other parties before: their earlier rows are labelled anew. */
  relabelled: Head[];
}

export const streamKey = ({ source, subject }: { source: string; subject: string }): string => `${source} ${subject}`;

/**
 * Follows each stream of a chunk from its head on. A break is a finding, not a fault: it is marked, and the chain goes on from what
 * came, so that one break is counted once and not again for every later announcement.
 *
 * @param heads of the streams as they stand before the chunk; one that is missing has not begun
 */
export function linkChunk(events: readonly ReceivedEvent[], heads: readonly Head[]): LinkedChunk {
  const before = new Map(heads.map((head) => [streamKey(head), head]));
  const after = new Map<string, Head>();
  const links = events.map((event): Link => {
    const key = streamKey(event);
    const head = after.get(key) ?? before.get(key);
    const hash = announcementHash(event, Buffer.from(event.received.body, 'utf8'));
    const { familyId, sequence, prev, parties } = event.meta;
    after.set(key, { source: event.source, subject: event.subject, familyId, sequence, hash, parties });
    return { event, hash, isChained: prev === (head?.hash ?? noPrevious) && sequence === (head?.sequence ?? 0) + 1 };
  });
  const relabelled = [...after].flatMap(([key, head]) => {
    const known = before.get(key);
    return known === undefined || isSameSet(known.parties, head.parties) ? [] : [head];
  });
  return { links, heads: after, relabelled };
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}
