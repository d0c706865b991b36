import type { EventDefinition, IntegrationEvent } from '@xiezhi/contracts';
import type { Queryable } from '@xiezhi/postgres';
import type { ReceivedEvent } from './received-event.ts';

/**
 * What a consumer does with a chunk of events, in order, inside the inbox's transaction and with its client. It must change
 * nothing outside that transaction: the chunk may be rolled back and handed over again, whole or event by event.
 */
export interface Effect {
  (tx: Queryable, events: ReceivedEvent[]): Promise<void>;
  /** Whether it does anything about events of this type; absent: about any. What concerns nobody is only counted, and may wait for company. */
  concerns?: (type: string) => boolean;
}

export function concerning(concerns: (type: string) => boolean, effect: Effect): Effect {
  return Object.assign((...given: Parameters<Effect>) => effect(...given), { concerns });
}

export interface Handler {
  type: string;
  handle(tx: Queryable, event: ReceivedEvent): Promise<void>;
}

/** One event type and what it does to a read model. */
export function when<Data>(
  definition: EventDefinition<Data>,
  handle: (tx: Queryable, event: IntegrationEvent<Data> & ReceivedEvent) => Promise<void>,
): Handler {
  // The inbox has validated the data with this definition's schema before any effect sees the event.
  return { type: definition.type, handle: (tx, event) => handle(tx, event as IntegrationEvent<Data> & ReceivedEvent) };
}

/** An effect that folds events into rows, one after the other. Types without a handler pass and are counted by the gate. */
export function projection(handlers: readonly Handler[]): Effect {
  const byType = Map.groupBy(handlers, (handler) => handler.type);
  return concerning(
    (type) => byType.has(type),
    async (tx, events) => {
      for (const event of events) {
        for (const handler of byType.get(event.type) ?? []) await handler.handle(tx, event);
      }
    },
  );
}

/** Several effects on the same chunk, one after the other. */
export function inOrder(...effects: readonly Effect[]): Effect {
  return concerning(
    (type) => effects.some(({ concerns }) => concerns?.(type) ?? true),
    async (tx, events) => {
      for (const effect of effects) await effect(tx, events);
    },
  );
}
