import type { FastifyInstance } from 'fastify';

/** Which methods each path knows, so that a wrong method is told 405 with `Allow` and not 404. Fastify's router does not say. */
export class RouteTable {
  private readonly routes: { method: string; path: RegExp }[] = [];

  /** Must be called before the first route is added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      const path = new RegExp(
        `^${url
          .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
          .replace(/:\w+/g, '[^/]+')
          .replace(/\*/g, '.*')}$`,
      );
      for (const each of [method].flat()) this.routes.push({ method: each, path });
    });
  }

  methodsOf(path: string): string[] {
    return [...new Set(this.routes.filter((route) => route.path.test(path)).map((route) => route.method))];
  }
}
