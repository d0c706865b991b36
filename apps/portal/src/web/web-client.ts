import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from '@xiezhi/http';

/** First parts of paths that are the portal's own or a service's. A page never stands there, however the browser asks. */
const reserved = /^\/(api|auth|sign-in|sign-out|health|metrics|operations|development|assets|openapi\.json|\.well-known)(\/|$)/;

/** A file under its hash never changes. */
const yearSeconds = 31_536_000;

/** What the page says where the client was not built. */
const withoutClient =
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>协治</title><p>办理界面未安装。接口说明见 <a href="/openapi.json">/openapi.json</a>。</p></html>';

/**
 * The browser client: one page for every address that is nobody else's, and its files. The page is made anew for each request, with a
 * nonce for the styles that the client makes at run time; scripts are files of ours and have no exception (adr/0017).
 */
export class WebClient {
  private readonly assets: string;
  private readonly page: string;

  /** @param folder with index.html and assets/, as `vite build` leaves them */
  constructor(folder: string) {
    this.assets = resolve(folder, 'assets');
    const index = join(folder, 'index.html');
    this.page = existsSync(index) && existsSync(this.assets) ? readFileSync(index, 'utf8') : withoutClient;
  }

  register(fastify: FastifyInstance): void {
    if (this.page !== withoutClient) {
      void fastify.register(fastifyStatic, {
        root: this.assets,
        prefix: '/assets/',
        // A route per file and not one for all of them: a path that is no file stays unknown, and 404.
        wildcard: false,
        preCompressed: true,
        cacheControl: false,
        decorateReply: false,
        setHeaders: (reply) => void reply.header('cache-control', `public, max-age=${yearSeconds}, immutable`),
      });
    }
    // After the hooks that set headers for answers of an API: a page has others.
    fastify.addHook('preHandler', async (request, reply) => {
      if (isForPage(request)) return this.sendPage(reply);
      return undefined;
    });
  }

  private sendPage(reply: FastifyReply): FastifyReply {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .code(200)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': policyOf(nonce),
      })
      .send(this.page.replace('%NONCE%', nonce));
  }
}

/** A browser that goes to an address which no route knows. A program is told 404 as ever: it does not ask for a page. */
function isForPage(request: FastifyRequest): boolean {
  if (!request.is404 || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  const path = request.url.split('?', 1)[0] ?? '';
  // The address itself answers whoever asks: it is what people type, with whatever program.
  return path === '/' || (!reserved.test(path) && (request.headers.accept ?? '').includes('text/html'));
}

/** Nothing from elsewhere, no script but files of ours, no style but files of ours and what carries the nonce of this answer. */
export function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
