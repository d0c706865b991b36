import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerClientError, correlationIdOf, problemMediaType, problemOf, retryAfterSeconds } from '@xiezhi/http';
import type { Health } from './health.ts';

/** A keep-alive connection that asks nothing for so long is closed; longer than the portal's own idle time. */
const keepAliveMs = 72_000;
const idleSweepMs = 25;

/**
 * The socket of a service, open from the first moment: it answers health by itself and everything else with 503 until the
 * application is there, and again once it is stopping. So a client never meets a closed door where waiting would do.
 */
export class FrontServer {
  readonly server: Server;
  readonly #health: Health;
  /** Connections on which nothing was asked yet. */
  readonly #unasked = new Set<Socket>();
  #application: RequestListener | undefined;
  #isStopping = false;

  constructor(health: Health) {
    this.#health = health;
    this.server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: 15_000 }, (request, response) =>
      this.#answer(request, response),
    );
    this.server.on('clientError', answerClientError);
    this.server.on('connection', (socket) => {
      this.#unasked.add(socket);
      socket.once('close', () => this.#unasked.delete(socket));
    });
  }

  /** @returns the port, which matters where 0 was asked for */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, host, () => resolve());
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Hands over to the application: `application` is its request listener. */
  open(application: RequestListener): void {
    this.#application = application;
  }

  /** Lets requests that are being answered finish, refuses new ones, and closes. */
  async close(): Promise<void> {
    this.#isStopping = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    // Again and again: a connection whose answer ends after this moment, such as a stream of events, becomes idle only then.
    const sweep = setInterval(() => {
      this.server.closeIdleConnections();
      // A browser opens some in advance; Node holds them for busy until it gives up waiting for a request.
      for (const socket of this.#unasked) if (socket.bytesRead === 0) socket.destroy();
    }, idleSweepMs);
    await closed.finally(() => clearInterval(sweep));
  }

  /** Cuts whoever is still there when time is up. */
  cut(): void {
    this.server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#unasked.delete(request.socket);
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === '/health/live') return answerJson(response, 200, this.#health.live());
    if (path === '/health/ready') return void this.#answerReady(response);
    if (this.#isStopping) response.setHeader('connection', 'close');
    if (this.#application === undefined || this.#isStopping) return answerUnavailable(request, response);
    this.#application(request, response);
  }

  async #answerReady(response: ServerResponse): Promise<void> {
    const readiness = await this.#health.ready();
    answerJson(response, readiness.status === 'ready' && !this.#isStopping ? 200 : 503, readiness);
  }
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

function answerUnavailable(request: IncomingMessage, response: ServerResponse): void {
  const correlationId = correlationIdOf(request.headers);
  const problem = problemOf('UNAVAILABLE', { url: request.url ?? '', correlationId });
  const headers = {
    'content-type': problemMediaType,
    'retry-after': String(retryAfterSeconds),
    'x-correlation-id': correlationId,
    'cache-control': 'no-store',
  };
  response.writeHead(problem.status, headers).end(JSON.stringify(problem));
}
