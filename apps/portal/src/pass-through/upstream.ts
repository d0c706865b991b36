import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Refusal } from '@xiezhi/decider';

/** Until the answer begins, and between any two pieces of it. Longer than any command of ours may take (statement: 15 s at worst). */
export const answerTimeoutMs = 10_000;
/** Connections per service; a service's pool answers fewer at a time, and what queues here longer than the time-out is told 503. */
const connectionsMax = 64;
/** Requests waiting for or using a connection; beyond it the service is not keeping up and more waiting helps nobody. */
const requestsMax = 200;
/** A service closes an idle connection after 5 s or more: ours must give it up first. */
const idleConnectionMs = 4_000;

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** One service behind the portal: bounded connections, kept alive; answers are streamed, redirects are not followed. */
export class Upstream {
  private readonly origin: URL;
  private readonly agent: HttpAgent;
  private readonly timeoutMs: number;
  private underWay = 0;

  constructor(origin: URL, timeoutMs = answerTimeoutMs) {
    this.origin = origin;
    this.timeoutMs = timeoutMs;
    const options = {
      keepAlive: true,
      maxSockets: connectionsMax,
      maxFreeSockets: 4,
      timeout: idleConnectionMs,
      scheduling: 'lifo',
    } as const;
    this.agent = origin.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /**
   * The service's answer, its body still to be read. Aborting ends it at any point.
   *
   * @throws Refusal UNAVAILABLE when the service does not answer in time, OVERLOADED when too many wait for it
   */
  async ask(asked: Asked, signal: AbortSignal): Promise<IncomingMessage> {
    if (this.underWay >= requestsMax) throw new Refusal('OVERLOADED');
    this.underWay += 1;
    try {
      return await this.attempt(asked, signal);
    } catch (error) {
      // A kept connection may have been closed by the service while our request was on its way: that request was never handled,
      // or was and is answered from its receipt. Once more, on a new connection.
      if (!(error instanceof StaleConnection) || signal.aborted) throw new Refusal('UNAVAILABLE');
      return await this.attempt(asked, signal).catch(() => {
        throw new Refusal('UNAVAILABLE');
      });
    } finally {
      this.underWay -= 1;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private attempt({ method, path, headers, body }: Asked, signal: AbortSignal): Promise<IncomingMessage> {
    const begin = this.origin.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const { hostname, port, protocol } = this.origin;
      const length = body === undefined ? {} : { 'content-length': String(body.length) };
      const host = hostname.replace(/^\[|\]$/g, '');
      const request = begin({ protocol, host, port, method, path, headers: { ...headers, ...length }, agent: this.agent, signal });
      const timer = setTimeout(() => request.destroy(new Error('no answer in time')), this.timeoutMs);
      request.once('response', (answer) => {
        clearTimeout(timer);
        // An answer that begins and then stops must not hold its client for ever.
        answer.setTimeout(this.timeoutMs, () => answer.destroy(new Error('the answer stopped')));
        resolve(answer);
      });
      request.once('error', (error) => {
        clearTimeout(timer);
        reject(isStale(request, error) ? new StaleConnection() : error);
      });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {}

function isStale(request: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
