import * as contracts from '@xiezhi/contracts';
import type { EventDefinition } from '@xiezhi/contracts';
import { pathOf } from './cloud-event.ts';
import type { Decoded, ReceivedEvent } from './received-event.ts';

/** Every integration event this build knows: what libs/contracts exports. */
export function allKnownEvents(): EventDefinition[] {
  return Object.values<unknown>({ ...contracts }).filter(isEventDefinition);
}

function isEventDefinition(value: unknown): value is EventDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'source' in value &&
    'version' in value &&
    'data' in value &&
    'description' in value
  );
}

/**
 * Judges whether a readable event is one this build understands. A type it never heard of is none of its business and passes (the
 * gate counts it); a newer version of one it knows is poison, because skipping it would lose a fact that matters here.
 */
export class EventCatalogue {
  readonly #byType: ReadonlyMap<string, EventDefinition>;
  readonly #newest = new Map<string, number>();

  constructor(definitions: readonly EventDefinition[]) {
    this.#byType = new Map(definitions.map((definition) => [definition.type, definition]));
    for (const { type, version } of definitions) {
      const name = nameOf(type);
      this.#newest.set(name, Math.max(version, this.#newest.get(name) ?? 0));
    }
  }

  check(decoded: Decoded): Decoded {
    if ('unreadable' in decoded) return decoded;
    const { event } = decoded;
    const definition = this.#byType.get(event.type);
    if (definition === undefined) {
      const newest = this.#newest.get(nameOf(event.type));
      const isNewer = newest !== undefined && versionOf(event.type) > newest;
      return isNewer ? poison(event, 'UNKNOWN_VERSION', event.type) : decoded;
    }
    const data = definition.data.safeParse(event.data);
    return data.success ? { event: { ...event, data: data.data } } : poison(event, 'BAD_DATA', pathOf(data.error));
  }
}

function poison(event: ReceivedEvent, reason: 'UNKNOWN_VERSION' | 'BAD_DATA', detail: string): Decoded {
  const { id, source, subject, type } = event;
  return { unreadable: { reason, detail, id, source, subject, type, sequence: event.meta.sequence, key: event.received.key } };
}

const nameOf = (type: string): string => type.slice(0, type.lastIndexOf('.v'));
const versionOf = (type: string): number => Number(type.slice(type.lastIndexOf('.v') + 2));
