import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceName } from '@xiezhi/contracts';
import { type Authenticate, createHttpApp, type FastifyInstance, tokenAuthentication } from '@xiezhi/http';
import { Broadcast, Mending } from '@xiezhi/messaging';
import { connect, migrate, type MigrationClass, poolOf, workerPool } from '@xiezhi/postgres';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { z } from 'zod';
import { Commands } from './commands.ts';
import type { ServiceContext } from './context.ts';
import { Database } from './database.ts';
import { FrontServer } from './front-server.ts';
import { Health } from './health.ts';
import { nestLogger, type ServiceLog } from './log.ts';
import { Intake, type Load } from './intake.ts';
import { Operations } from './operations.ts';
import type { OperationsStatus } from './operations.requests.ts';
import { untilDatabaseAnswers } from './patience.ts';
import { ReadGates } from './read-gates.ts';
import { rootOf, ServiceModule } from './service.module.ts';
import type { Settings } from './settings.ts';
import { StopList } from './stop-list.ts';
import { observeRequests, startTelemetry, type Telemetry } from './telemetry.ts';
import { type Consumer, Traffic } from './traffic.ts';

export interface ServiceOptions<Extra extends z.ZodObject = z.ZodObject> {
  name: ServiceName;
  /** The service's own module, or how it is made. Injected anywhere: Commands, Database, DataSource, ReadGates, SETTINGS, LOG. */
  module: Type | ((context: ServiceContext<z.output<Extra>>) => Type | DynamicModule);
  entities: EntityTarget<ObjectLiteral>[];
  migrations: MigrationClass[];
  /** Whether it announces anything: then the relay runs. */
  publishes: boolean;
  consumers: readonly Consumer[] | ((context: ServiceContext<z.output<Extra>>) => readonly Consumer[]);
  /** For specs, where many databases of one service share a broker. Never in production, where instances share a group. */
  besideOthers?: {
    /** Sets the consumer groups apart from those of the same service on another database. */
    groupSuffix: string;
    /** Done before the first record is read. */
    beforeReading(consumers: readonly Consumer[]): Promise<void>;
  };
  /** Schema of the settings that only this service reads, by their full names. */
  extraSettings?: Extra;
  /** Who calls. Default: the portal's internal tokens. */
  authenticate?: (context: ServiceContext<z.output<Extra>>) => Authenticate;
  /** Fastify hooks and routes beside the controllers', added before them. */
  hooks?: (fastify: FastifyInstance, context: ServiceContext<z.output<Extra>>) => void;
  /** Started once commands are taken, stopped before relay and inboxes. */
  background?: (context: ServiceContext<z.output<Extra>>, signals: Signals) => readonly Background[];
  /** What must be done before it counts as ready, with relay and inboxes running, such as loading what it starts with. */
  beforeReady?: (context: ServiceContext<z.output<Extra>>, commands: Commands, signal: AbortSignal) => Promise<void>;
}

/** A part that works by itself beside HTTP and messages, such as a ticker. Both ends are safe to call twice. */
export interface Background {
  name: string;
  start(): void;
  stop(): Promise<void>;
}

/** What a background part hears and says: a consumer committed something; it has announced something itself. */
export interface Signals {
  applied: Broadcast;
  announced(): void;
}

export interface RunningService {
  url: string;
  /** Resolves when the service accepts work; rejects when it cannot start, or was stopped before. */
  ready: Promise<void>;
  /** Stops everything in reverse order, within ten seconds. Safe to call twice. */
  stop(): Promise<void>;
}

const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
const stopTimeoutMs = 10_000;
/** What is looked at lies in memory, but for a broker that has not answered yet: it is asked again at this pace. */
const brokerPollMs = 25;

/**
 * Starts a service inside this process: the socket first, then database, application, relay and inboxes, each stopped in reverse.
 * Answers once the socket listens; `ready` tells the rest. Signals and exit codes are startService's.
 */
export async function launch<Extra extends z.ZodObject>(
  options: ServiceOptions<Extra>,
  settings: Settings<z.output<Extra>>,
  log: ServiceLog,
): Promise<RunningService> {
  const health = new Health();
  const stops = new StopList(log, stopTimeoutMs);
  const aborting = new AbortController();
  const telemetry = await startTelemetry(settings.service, settings.otlpEndpoint);
  stops.add('telemetry', () => telemetry.stop());
  const front = new FrontServer(health);
  const port = await front.listen(settings.host, settings.port);
  stops.add(
    'http',
    () => front.close(),
    () => front.cut(),
  );
  log.info({ host: settings.host, port }, 'listening');
  const ready = bringUp({ options, settings, log, health, stops, front, telemetry, signal: aborting.signal });
  // Whoever cares awaits `ready`; a failed start must not count as an unhandled rejection before that.
  ready.catch(() => undefined);
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  return {
    url,
    ready,
    stop: async () => {
      health.phase = 'stopping';
      aborting.abort(new Error('stopped'));
      await ready.catch(() => undefined);
      await stops.stop();
    },
  };
}

interface BringingUp<Extra extends z.ZodObject> {
  options: ServiceOptions<Extra>;
  settings: Settings<z.output<Extra>>;
  log: ServiceLog;
  health: Health;
  stops: StopList;
  front: FrontServer;
  telemetry: Telemetry;
  signal: AbortSignal;
}

async function bringUp<Extra extends z.ZodObject>(up: BringingUp<Extra>): Promise<void> {
  const { options, settings, log, health, stops, front, signal } = up;
  const database = await openDatabase(up);
  stops.add('database', async () => {
    await Promise.all([database.dataSource.destroy(), database.worker.end()]);
  });
  health.watchDatabase(database.app);
  health.phase = 'starting';

  const applied = new Broadcast();
  const context = { settings, log, database, readGates: new ReadGates(settings.service, database.app, applied) };
  const consumers = typeof options.consumers === 'function' ? options.consumers(context) : options.consumers;
  const traffic = new Traffic(context, applied, consumers, options.publishes, options.besideOthers?.groupSuffix);
  const app = await createApplication(up, context, traffic);
  stops.add('application', () => app.close());
  stops.add('relay and inboxes', () => traffic.stop());
  signal.throwIfAborted();

  health.watchBroker(() => traffic.isBrokerReachable());
  health.phase = 'waiting-for-broker';
  await options.besideOthers?.beforeReading(consumers);
  await traffic.start();
  // From here on commands are taken, whatever the broker does: they wait in the outbox.
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  front.open((request, response) => fastify.routing(request, response));
  for (const part of options.background?.(context, { applied, announced: () => traffic.wake() }) ?? []) {
    part.start();
    stops.add(part.name, () => part.stop());
  }
  stops.add('requests', () => front.close());
  await traffic.refuseWrongBroker();
  while (!(await traffic.isConnected())) {
    await pause(brokerPollMs, undefined, { signal });
    await traffic.refuseWrongBroker();
  }
  await options.beforeReady?.(context, app.get(Commands), signal);
  health.phase = 'ready';
  log.info('ready');
}

async function openDatabase<Extra extends z.ZodObject>({ options, settings, log, health, signal }: BringingUp<Extra>): Promise<Database> {
  const { database, schema, owner, app, worker } = settings;
  const migrated = await untilDatabaseAnswers('migrate', log, signal, () => {
    health.phase = 'migrating';
    return migrate(database, schema, owner, options.migrations);
  });
  if (migrated.length > 0) log.info({ migrations: migrated }, 'migrated');
  const dataSource = await untilDatabaseAnswers('connect', log, signal, () => connect(database, schema, app, options.entities));
  return new Database(dataSource, poolOf(dataSource), workerPool(database, worker, { asksByKey: true }));
}

function createApplication<Extra extends z.ZodObject>(
  { options, settings, log, health, telemetry }: BringingUp<Extra>,
  context: ServiceContext<z.output<Extra>>,
  traffic: Traffic,
): Promise<NestFastifyApplication> {
  const { database } = context;
  const intake = new Intake(settings.intake, () => loadOf(database, traffic), log);
  const commands = new Commands(
    settings.service,
    database.app,
    () => traffic.wake(),
    () => intake.admit(),
  );
  const mending = new Mending(settings.service, database.worker);
  const operations = new Operations(() => statusOf(settings, health, database, traffic, intake), mending, traffic);
  return createHttpApp(rootOf(moduleOf(options.module, context), ServiceModule.of(context, commands, operations)), {
    authenticate: options.authenticate?.(context) ?? tokenAuthentication(settings.tokenJwksUrl),
    // A closed door tells the operators once, not once per caller.
    onFault: ({ error, ...fault }) => fault.code !== 'OVERLOADED' && log.error({ ...fault, error }, 'fault'),
    info: { title: `协治 Xiezhi: ${settings.service}`, version: '1' },
    logger: nestLogger(log),
    hooks: (fastify) => {
      observeRequests(fastify, log);
      serveMetrics(fastify, telemetry);
      options.hooks?.(fastify, context);
    },
  });
}

function moduleOf<Context>(module: Type | ((context: Context) => Type | DynamicModule), context: Context): Type | DynamicModule {
  return isClass(module) ? module : module(context);
}

/** A class is the one kind of function whose prototype cannot be replaced. */
function isClass(value: object): value is Type {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}

function serveMetrics(fastify: FastifyInstance, telemetry: Telemetry): void {
  fastify.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await telemetry.metricsText()),
  );
}

function loadOf({ app }: Database, traffic: Traffic): Load {
  const { waiting, oldestSeconds } = traffic.backlog();
  return { outboxWaiting: waiting, outboxAgeSeconds: oldestSeconds, queued: app.waitingCount };
}

async function statusOf(
  settings: Settings<unknown>,
  health: Health,
  { app }: Database,
  traffic: Traffic,
  intake: Intake,
): Promise<OperationsStatus> {
  return {
    service: settings.service,
    environment: settings.environment,
    phase: health.phase,
    startedAt,
    intake: intake.isOpen() ? 'open' : 'closed',
    database: { connections: app.totalCount, idle: app.idleCount, waiting: app.waitingCount },
    ...(await traffic.status()),
  };
}
