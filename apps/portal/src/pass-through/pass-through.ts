import type { IncomingMessage } from 'node:http';
import { Refusal } from '@xiezhi/decider';
import {
  answerTo,
  bodyBytesMax,
  describeError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  isFault,
  sendProblem,
  traceparentOf,
} from '@xiezhi/http';
import type { Log } from '@xiezhi/messaging';
import type { Doorkeeper } from '../session/visitor.ts';
import type { TokenMint } from '../token/token-mint.ts';
import { refuseOthersThanOperators, targetOf } from './target.ts';
import { Upstream } from './upstream.ts';

/** What a service needs to know of the request. Everything else stays here: cookies, tokens, forwarding and hop-by-hop headers. */
const passedOn = ['accept', 'content-type', 'idempotency-key', 'if-match', 'xiezhi-read-token'] as const;
/** What the client needs to know of the answer. The portal sets its own security headers. */
const passedBack = ['content-type', 'content-length', 'etag', 'xiezhi-read-token', 'xiezhi-stale', 'retry-after', 'allow'] as const;

export interface PassThroughOptions {
  services: Readonly<Record<string, string>>;
  doorkeeper: Doorkeeper;
  mint: TokenMint;
  log: Log;
  /** Default 10 s. */
  answerTimeoutMs?: number;
}

/**
 * `/api/<service>/…`: commands and queries go on by path, with the caller vouched for by an internal token. There is no code per
 * command here; whether the caller may is the service's question. Bodies are passed on as bytes and read by the service.
 */
export class PassThrough {
  private readonly options: PassThroughOptions;
  private readonly upstreams: ReadonlyMap<string, Upstream>;

  constructor(options: PassThroughOptions) {
    this.options = options;
    const services = Object.entries(options.services);
    this.upstreams = new Map(services.map(([name, url]) => [name, new Upstream(new URL(url), options.answerTimeoutMs)]));
  }

  /** Adds the routes in a scope of their own, where a body is bytes and not JSON. */
  register(fastify: FastifyInstance): void {
    void fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, parsed) => parsed(null, body));
      scope.setErrorHandler((error, request, reply) => this.answerError(error, request, reply));
      scope.route({
        method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: '/api/:service/*',
        handler: (request, reply) => this.handle(request, reply),
      });
      done();
    });
  }

  onModuleDestroy(): void {
    for (const upstream of this.upstreams.values()) upstream.close();
  }

  private answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const answer = answerTo(error);
    if (isFault(answer.code))
      this.options.log.error({ code: answer.code, correlationId: request.id, error: describeError(error) }, 'could not pass on');
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(request, reply, answer);
  }

  private async handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = await this.options.doorkeeper.callerOf(await this.options.doorkeeper.visitorOf(request));
    const target = targetOf(request.url, (service) => this.upstreams.has(service));
    refuseOthersThanOperators(target, caller.roles);
    const upstream = this.upstreams.get(target.service);
    if (upstream === undefined) throw new Refusal('SERVICE_UNKNOWN');

    const leaving = new AbortController();
    reply.raw.once('close', () => leaving.abort());
    const headers = { ...headersOf(request), authorization: `Bearer ${await this.options.mint.tokenFor(caller)}` };
    const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined;
    const answer = await upstream.ask({ method: request.method, path: target.path, headers, body }, leaving.signal);
    return passBack(answer, reply);
  }
}

function headersOf(request: FastifyRequest): Record<string, string> {
  const given = passedOn.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const traceparent = traceparentOf(request);
  return {
    ...Object.fromEntries(given),
    'accept-encoding': 'identity',
    'x-correlation-id': request.id,
    ...(traceparent !== undefined && { traceparent }),
  };
}

async function passBack(answer: IncomingMessage, reply: FastifyReply): Promise<FastifyReply> {
  const status = answer.statusCode ?? 500;
  // No service of ours redirects. Following one would take the caller's token to an address nobody configured.
  if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
    answer.destroy();
    throw new Refusal('UNAVAILABLE');
  }
  reply.code(status);
  for (const name of passedBack) {
    const value = answer.headers[name];
    if (typeof value === 'string') reply.header(name, value);
  }
  return reply.send(answer);
}
