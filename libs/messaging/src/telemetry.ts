import {
  type Link,
  type Meter,
  metrics,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

/**
 * Every name this library measures or traces under, in one file: the OpenTelemetry messaging conventions are still "development"
 * and may be renamed. Without an SDK all of it does nothing.
 */
export const metricNames = {
  outboxWaiting: 'xiezhi.outbox.waiting',
  outboxOldest: 'xiezhi.outbox.oldest.age',
  outboxDeadRows: 'xiezhi.outbox.dead_rows',
  outboxBlockedKeys: 'xiezhi.outbox.blocked_keys',
  relayShards: 'xiezhi.relay.shards',
  leasesTaken: 'xiezhi.relay.lease.taken',
  publishBatch: 'xiezhi.publish.batch.size',
  publishDuration: 'xiezhi.publish.duration',
  publishFaults: 'xiezhi.publish.faults',
  leaseLosses: 'xiezhi.relay.lease.losses',
  consumerLag: 'xiezhi.consumer.lag',
  chunkDuration: 'xiezhi.consumer.chunk.duration',
  applied: 'xiezhi.consumer.applied',
  duplicates: 'xiezhi.consumer.duplicates',
  fenceLosses: 'xiezhi.consumer.fence.losses',
  parked: 'xiezhi.consumer.parked',
  released: 'xiezhi.consumer.released',
  transientFaults: 'xiezhi.consumer.transient_faults',
  lossAlarms: 'xiezhi.consumer.loss_alarms',
  missing: 'xiezhi.consumer.missing',
  failing: 'xiezhi.consumer.failing',
  stopped: 'xiezhi.consumer.stopped',
  joined: 'xiezhi.consumer.joined',
  rebuilt: 'xiezhi.consumer.rebuilt',
  parkedRecords: 'xiezhi.consumer.parked.records',
  parkedLanes: 'xiezhi.consumer.parked.lanes',
  parkedOldest: 'xiezhi.consumer.parked.oldest.age',
  beacons: 'xiezhi.consumer.beacons',
  forgotten: 'xiezhi.consumer.forgotten',
} as const;

export const attributeNames = {
  system: 'messaging.system',
  operation: 'messaging.operation.name',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  group: 'messaging.consumer.group.name',
  batchCount: 'messaging.batch.message_count',
  offset: 'messaging.kafka.offset',
} as const;

const scope = '@xiezhi/messaging';

/** Every counter and histogram of this library; everything else in `metricNames` is a gauge. */
export function makeInstruments(meter: Meter = metrics.getMeter(scope)) {
  return {
    publishBatch: meter.createHistogram(metricNames.publishBatch, { unit: '{record}', description: 'Records per confirmed send' }),
    publishDuration: meter.createHistogram(metricNames.publishDuration, { unit: 'ms', description: 'Time of one send until confirmed' }),
    publishFaults: meter.createCounter(metricNames.publishFaults, { description: 'Sends that were not confirmed, by kind' }),
    leaseLosses: meter.createCounter(metricNames.leaseLosses, { description: 'Deletes that found another owner of the shard' }),
    leasesTaken: meter.createCounter(metricNames.leasesTaken, { description: 'Shards taken over; often means that owners flap' }),
    chunkDuration: meter.createHistogram(metricNames.chunkDuration, { unit: 'ms', description: 'Time of one chunk from begin to commit' }),
    applied: meter.createCounter(metricNames.applied, { description: 'Events applied' }),
    duplicates: meter.createCounter(metricNames.duplicates, {
      description: 'Duplicates by the defence that dropped them: offset, id, gate',
    }),
    fenceLosses: meter.createCounter(metricNames.fenceLosses, { description: 'Chunks that somebody else had taken' }),
    parked: meter.createCounter(metricNames.parked, { description: 'Records parked, by reason' }),
    released: meter.createCounter(metricNames.released, { description: 'Parked records applied after all' }),
    transientFaults: meter.createCounter(metricNames.transientFaults, { description: 'Chunks to be tried again: database away, deadlock' }),
    beacons: meter.createCounter(metricNames.beacons, { description: 'Beacons met' }),
    forgotten: meter.createCounter(metricNames.forgotten, { description: 'Ids of old announcements forgotten' }),
    lossAlarms: meter.createCounter(metricNames.lossAlarms, { description: 'Partitions stopped because records are gone' }),
  };
}

let made: ReturnType<typeof makeInstruments> | undefined;

/** Made when first used, so that a provider registered at start-up is the one they report to. */
export function instruments(): ReturnType<typeof makeInstruments> {
  made ??= makeInstruments();
  return made;
}

export interface Reading {
  value: number;
  attributes: Record<string, string | number>;
}

/** Registers a gauge that is read when somebody collects; the answer is how to take it away again. */
export function observe(name: string, description: string, read: () => Reading[]): () => void {
  const gauge = metrics.getMeter(scope).createObservableGauge(name, { description });
  const callback: Parameters<typeof gauge.addCallback>[0] = (result) => {
    for (const { value, attributes } of read()) result.observe(value, attributes);
  };
  gauge.addCallback(callback);
  return () => gauge.removeCallback(callback);
}

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span a traceparent names, for links: a batch has many parents, so no one of them is made its parent. */
export function spanContextOf(traceparent: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = traceparentPattern.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** At most as many links as OpenTelemetry's default limit keeps. */
const linksMax = 128;

/** Runs work in a producer or consumer span that links to the spans its events came from. */
export async function inSpan<Result>(
  name: string,
  kind: 'producer' | 'consumer',
  attributes: Record<string, string | number>,
  traceparents: readonly (string | null | undefined)[],
  work: () => Promise<Result>,
): Promise<Result> {
  const links: Link[] = [...new Set(traceparents)].slice(0, linksMax).flatMap((traceparent) => {
    const context = spanContextOf(traceparent);
    return context === undefined ? [] : [{ context }];
  });
  const options = {
    kind: kind === 'producer' ? SpanKind.PRODUCER : SpanKind.CONSUMER,
    attributes: { [attributeNames.system]: 'kafka', ...attributes },
    links,
  };
  return trace.getTracer(scope).startActiveSpan(name, options, async (span: Span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  });
}
