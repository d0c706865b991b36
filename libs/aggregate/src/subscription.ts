import type { EventDefinition, IntegrationEvent, ServiceName } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, ChunkEventStore, type Fact, type PgEventStore, type StreamName } from '@xiezhi/event-store';
import type { Queryable } from '@xiezhi/postgres';
import type { Aggregate } from './aggregate.ts';
import { handle, view } from './handle.ts';

/** A command for one stream, waiting to be handled. Type-erased: the closure knows the aggregate. */
export interface PlannedCommand {
  subject: string;
  /** @param tx the transaction the store is in, for look-ups the content depends on */
  handle(store: PgEventStore, act: Act, tx: Queryable): Promise<unknown>;
}

export function command<Command, Event extends Fact, State>(
  aggregate: Aggregate<Command, Event, State>,
  id: string,
  content: Command,
): PlannedCommand {
  return { subject: `${aggregate.name}/${id}`, handle: (store, act) => handle(store, aggregate, id, content, act) };
}

/**
 * A command whose content is read from another stream of the same service, and from look-ups, in the transaction that handles it:
 * what the event does not carry because it is not public. Nothing is handled when `contentOf` answers undefined.
 */
export function commandFrom<Source extends Fact, SourceState, Command, Event extends Fact, State>(
  source: { aggregate: Aggregate<never, Source, SourceState>; id: string },
  target: { aggregate: Aggregate<Command, Event, State>; id: string },
  contentOf: (source: SourceState, tx: Queryable) => Command | undefined | Promise<Command | undefined>,
): PlannedCommand {
  const handleFrom = async (store: PgEventStore, act: Act, tx: Queryable) => {
    const found = await view(store, source.aggregate, source.id, act);
    const content = found === undefined ? undefined : await contentOf(found.state, tx);
    return content === undefined ? undefined : handle(store, target.aggregate, target.id, content, act);
  };
  return { subject: `${target.aggregate.name}/${target.id}`, handle: handleFrom };
}

export interface Subscription {
  type: string;
  plan(event: IntegrationEvent): PlannedCommand[];
}

/** Subscribes to one event type. The function is pure: an event becomes commands, and nothing else happens in it. */
export function on<Data>(definition: EventDefinition<Data>, plan: (event: IntegrationEvent<Data>) => PlannedCommand[]): Subscription {
  return { type: definition.type, plan: (event) => plan({ ...event, data: definition.data.parse(event.data) }) };
}

/** Keeps a refusal met while reacting to an event, so that operators see it; it is never retried. */
export type KeepRefusal = (tx: Queryable, event: IntegrationEvent, subject: string, refusal: Refusal) => Promise<void>;

/**
 * The effect of a service's subscriptions on one chunk of events, inside the inbox's transaction: all streams are loaded, every command is
 * decided on them in order, and all that follows is appended (DESIGN 6), so a crash leaves all of the chunk or none of it. A refusal is a result and is kept; any
 * other error leaves the effect and the inbox finds the culprit. That the version of its rules has not arrived here is no result: it
 * leaves, too, and the inbox lets the stream wait for it.
 */
export function subscriptionEffect(
  service: ServiceName,
  subscriptions: readonly Subscription[],
  keepRefusal: KeepRefusal,
): ((tx: Queryable, events: readonly IntegrationEvent[]) => Promise<void>) & { concerns(type: string): boolean } {
  const types = new Set(subscriptions.map(({ type }) => type));
  const effect = async (tx: Queryable, events: readonly IntegrationEvent[]): Promise<void> => {
    const commands = events.flatMap((event) =>
      subscriptions
        .filter(({ type }) => type === event.type)
        .flatMap((subscription) => subscription.plan(event))
        .map((planned) => ({ event, planned })),
    );
    const store = new ChunkEventStore(tx, service);
    await store.preload(commands.map(({ planned }) => streamOf(planned.subject)));
    for (const { event, planned } of commands) {
      try {
        await planned.handle(store, reactionTo(service, event), tx);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code === 'PACK_VERSION_NOT_LOADED') throw error;
        await keepRefusal(tx, event, planned.subject, error);
      }
    }
    await store.flush();
  };
  return Object.assign(effect, { concerns: (type: string) => types.has(type) });
}

function streamOf(subject: string): StreamName {
  const slash = subject.indexOf('/');
  return { aggregate: subject.slice(0, slash), id: subject.slice(slash + 1) };
}

/** The service acts for nobody, at the legal time of the event, in its world and under its correlation. */
export function reactionTo(service: string, event: IntegrationEvent): Act {
  return {
    caller: { service },
    actedAt: event.meta.actedAt,
    actedAtSource: event.meta.actedAtSource,
    correlationId: event.meta.correlationId,
    causationId: event.id,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    ...(event.meta.world === undefined ? {} : { world: event.meta.world }),
  };
}
