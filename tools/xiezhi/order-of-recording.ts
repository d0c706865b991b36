import type { IntegrationEvent } from '@xiezhi/contracts';

/** What tells announcements one by one, each topic in its own order. */
export interface Source {
  next(): Promise<IntegrationEvent | undefined>;
}

/**
 * Several topics as one, by the moment of recording; within a topic its own order stands, since that is the order of each stream. Of one
 * moment, the topic named first is heard first.
 */
export async function* byRecording(sources: readonly Source[]): AsyncGenerator<IntegrationEvent> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, event: await source.next() })));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads)
      if (head.event !== undefined && (first?.event === undefined || head.event.time < first.event.time)) first = head;
    if (first?.event === undefined) return;
    yield first.event;
    first.event = await first.source.next();
  }
}

/**
 * Topics hold some announcements twice, and those that the broker had lost later than those that followed them. Per stream the highest
 * sequence is kept, and the gaps below it.
 */
export class TakenOnce {
  readonly #streams = new Map<string, { last: number; gaps: Set<number> }>();

  isFirst({ source, subject, meta: { sequence } }: IntegrationEvent): boolean {
    const key = `${source} ${subject}`;
    const stream = this.#streams.get(key) ?? { last: 0, gaps: new Set<number>() };
    this.#streams.set(key, stream);
    if (sequence <= stream.last) return stream.gaps.delete(sequence);
    for (let gap = stream.last + 1; gap < sequence; gap += 1) stream.gaps.add(gap);
    stream.last = sequence;
    return true;
  }

  get missing(): number {
    return [...this.#streams.values()].reduce((sum, { gaps }) => sum + gaps.size, 0);
  }
}
