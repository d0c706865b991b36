import { context, metrics, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { FastifyInstance, FastifyReply, FastifyRequest } from '@xiezhi/http';
import { correlationKey, type ServiceLog } from './log.ts';

export interface Telemetry {
  /** What Prometheus reads at /metrics. */
  metricsText(): Promise<string>;
  /** Sends what is waiting and lets go of the globals. */
  stop(): Promise<void>;
}

/**
 * Traces and metrics of one process. Every request and every message gets a trace id, which log lines, problems and events carry;
 * spans leave the process only where OTEL_EXPORTER_OTLP_ENDPOINT says so.
 */
export async function startTelemetry(service: string, otlpEndpoint: string | undefined): Promise<Telemetry> {
  const resource = resourceFromAttributes({ 'service.name': `xiezhi-${service}` });
  const tracerProvider = new TracerProvider({ resource, spanProcessors: otlpEndpoint === undefined ? [] : [await otlpProcessor()] });
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ resource, readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  observeProcess();
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  return {
    metricsText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    stop: async () => {
      await Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
      for (const api of [context, propagation, trace, metrics]) api.disable();
    },
  };
}

/** Loaded only where somebody collects: the exporter costs memory that an idle service need not hold. */
async function otlpProcessor(): Promise<BatchSpanProcessor> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
}

function observeProcess(): void {
  const meter = metrics.getMeter('@xiezhi/service');
  meter.createObservableGauge('process.memory.usage', { unit: 'By' }).addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter.createObservableGauge('process.uptime', { unit: 's' }).addCallback((result) => result.observe(process.uptime()));
}

const spans = new WeakMap<FastifyRequest, Span>();

/**
 * A server span, a duration and one log line per request. The line names the route's pattern, never the path: what stands in the
 * place of an id is what a client wrote.
 */
export function observeRequests(fastify: FastifyInstance, log: ServiceLog): void {
  const tracer = trace.getTracer('@xiezhi/service');
  const duration = metrics.getMeter('@xiezhi/service').createHistogram('http.server.request.duration', { unit: 's' });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const caller = propagation.extract(context.active(), request.headers);
    const attributes = { 'http.request.method': request.method, 'http.route': routeOf(request) };
    const span = tracer.startSpan(`${request.method} ${routeOf(request)}`, { kind: SpanKind.SERVER, attributes }, caller);
    spans.set(request, span);
    context.with(trace.setSpan(caller, span).setValue(correlationKey, request.id), done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    const attributes = {
      'http.request.method': request.method,
      'http.route': routeOf(request),
      'http.response.status_code': reply.statusCode,
    };
    span?.setAttributes(attributes);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    duration.record(reply.elapsedTime / 1000, attributes);
    if (routeOf(request) !== '/metrics') log.info(lineOf(request, reply, span), 'request');
    done();
  });
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? '(none)' : (request.routeOptions.url ?? '(none)');
}

/** Written after the request's context is gone, so it names correlation and trace itself. */
function lineOf(request: FastifyRequest, reply: FastifyReply, span: Span | undefined) {
  const { caller } = request;
  return {
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime),
    correlationId: request.id,
    ...(span !== undefined && { traceId: span.spanContext().traceId }),
    ...(caller !== undefined && { agency: caller.agency, post: caller.post }),
  };
}
