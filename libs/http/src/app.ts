import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refusal } from '@xiezhi/decider';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AnswerInterceptor } from './answer.ts';
import { CallerGuard } from './caller.ts';
import { answerClientError } from './client-error.ts';
import { correlationIdOf } from './correlation.ts';
import { answerTo } from './error-answer.ts';
import { openApiDocument } from './open-api.ts';
import { assertEveryRouteDecides, PermissionGuard } from './permission.ts';
import { type Fault, ProblemFilter, sendProblem } from './problem.filter.ts';
import { RouteTable } from './route-table.ts';
import { readStrictJson } from './strict-json.ts';
import type { Authenticate } from './token.ts';
import { ValidationPipe } from './validation.pipe.ts';

/** Commands are a few kB; material travels by digest. */
export const bodyBytesMax = 256 * 1024;
/** Requests in the works at once. At 5 ms each this is a second's backlog of a small machine; more would only grow older. */
const requestsMax = 500;
/** A client that has not sent its request whole by then is told 408. */
const requestTimeoutMs = 15_000;

export interface HttpOptions {
  /** Who calls: `tokenAuthentication(jwksUrl)` in a service, the session in the portal. */
  authenticate: Authenticate;
  /** Told about every answer of 500 or more. */
  onFault: (fault: Fault) => void;
  /** Name and version in the OpenAPI document. */
  info: { title: string; version: string };
  logger?: LoggerService | false;
  /** Adds Fastify hooks before the first route: tracing, access log. */
  hooks?: (fastify: FastifyInstance) => void;
}

/**
 * A Nest application on Fastify with every promise of this library kept, initialised but not listening.
 *
 * @throws Error when a handler does not say who may call it
 */
export async function createHttpApp(module: Type | DynamicModule, options: HttpOptions): Promise<NestFastifyApplication> {
  const routes = new RouteTable();
  const adapter = fastifyAdapter();
  const fastify: FastifyInstance = adapter.getInstance();
  routes.watch(fastify);
  addHooks(fastify, options);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    bufferLogs: options.logger !== false,
    ...(options.logger !== undefined && { logger: options.logger }),
  });
  await app.register(helmet, helmetOptions);
  app.useGlobalFilters(new ProblemFilter(routes, options.onFault));
  app.useGlobalGuards(new CallerGuard(options.authenticate), new PermissionGuard());
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalInterceptors(new AnswerInterceptor());
  serveOpenApi(fastify, app, options.info);
  assertEveryRouteDecides(app);
  await app.init();
  await fastify.ready();
  return app;
}

function fastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => correlationIdOf(request.headers),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => sendProblem(request, reply, answerTo(error)),
  });
}

/** Answers of an API: nothing in them is to be rendered, framed, cached or sniffed. */
const helmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
} as const;

function addHooks(fastify: FastifyInstance, { hooks }: HttpOptions): void {
  let requests = 0;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      refuseOtherCharset(request.headers['content-type'] ?? '');
      done(null, body.length === 0 ? undefined : readStrictJson(Buffer.from(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error('unreadable body'));
    }
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    requests += 1;
    reply.raw.once('close', () => (requests -= 1));
    reply.header('x-correlation-id', request.id).header('cache-control', 'no-store');
    if (requests > requestsMax) done(new Refusal('OVERLOADED'));
    else if (request.url.includes('%00')) done(new Refusal('NUL_CHARACTER'));
    else done();
  });
  hooks?.(fastify);
}

/** RFC 8259 knows no charset but UTF-8; a client that names another one has sent something else. */
function refuseOtherCharset(contentType: string): void {
  const charset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
}

/** Made when first asked for: the document and the library that makes it cost several MB that an idle service need not hold. */
function serveOpenApi(fastify: FastifyInstance, app: NestFastifyApplication, info: HttpOptions['info']): void {
  let document: Promise<object> | undefined;
  fastify.get('/openapi.json', async () => (document ??= openApiDocument(app, info)));
}
