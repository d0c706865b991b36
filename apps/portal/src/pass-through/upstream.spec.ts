import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asked, Upstream } from './upstream.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const asked: Asked = { method: 'POST', path: '/hand-offs', headers: { 'idempotency-key': 'k' }, body: Buffer.from('{}') };

async function upstreamOf(listener: RequestListener, timeoutMs?: number): Promise<Upstream> {
  return upstreamAt(await listening(createServer(listener)), timeoutMs);
}

function upstreamAt(port: number, timeoutMs?: number): Upstream {
  const upstream = new Upstream(new URL(`http://127.0.0.1:${port}`), timeoutMs);
  cleanUps.push(() => upstream.close());
  return upstream;
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const ask = (upstream: Upstream, signal = new AbortController().signal) => upstream.ask(asked, signal);

describe('a service behind the portal', () => {
  it('is asked with what was asked, and answers', async () => {
    const upstream = await upstreamOf((request, response) => {
      void text(request).then((body) =>
        response.end(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['idempotency-key'] as string} ${body}`),
      );
    });
    expect(await text(await ask(upstream))).toBe('POST /hand-offs k {}');
  });

  it('that is not there is unavailable', async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(ask(upstreamAt(port))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('that does not answer in time is unavailable', async () =>
    await expect(ask(await upstreamOf(() => undefined, 50))).rejects.toMatchObject({ code: 'UNAVAILABLE' }));

  it('that begins an answer and stops is cut off', async () => {
    const upstream = await upstreamOf((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    }, 50);
    await expect(text(await ask(upstream))).rejects.toThrow('the answer stopped');
  });

  it('that speaks something else than HTTP is unavailable', async () => {
    const port = await listening(createTcpServer((socket) => socket.end('SSH-2.0-x\r\n')));
    await expect(ask(upstreamAt(port))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('that closed a kept connection meanwhile is asked once more, on a new one', async () => {
    let requests = 0;
    const upstream = await upstreamOf((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else response.end('answered');
    });
    expect(await text(await ask(upstream))).toBe('answered');
    expect(await text(await ask(upstream))).toBe('answered');
    expect(requests).toBe(3);
  });

  it('that dies on a new connection is not asked again: nobody knows what it did', async () => {
    let requests = 0;
    const upstream = await upstreamOf((request) => {
      requests += 1;
      request.socket.destroy();
    });
    await expect(ask(upstream)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(requests).toBe(1);
  });

  it('is not asked by more than it can serve', async () => {
    const upstream = await upstreamOf(() => undefined, 2_000);
    const leaving = new AbortController();
    const waiting = Array.from({ length: 200 }, () => ask(upstream, leaving.signal).catch(() => 'left'));
    await expect(ask(upstream)).rejects.toMatchObject({ code: 'OVERLOADED' });
    leaving.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['left']));
  });
});
