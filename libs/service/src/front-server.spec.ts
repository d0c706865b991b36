import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FrontServer } from './front-server.ts';
import { Health } from './health.ts';

let health: Health;
let front: FrontServer;
let port = 0;
beforeEach(async () => {
  health = new Health();
  front = new FrontServer(health);
  port = await front.listen('127.0.0.1', 0);
});
afterEach(() => front.close());

function get(path: string): Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the socket of a service', () => {
  it('is open before anything else is there, and asks clients to wait', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200 });
    expect(await get('/health/ready?verbose')).toMatchObject({ status: 503, body: expect.stringContaining('waiting-for-database') });
    const answer = await get('/hand-offs');
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2', 'content-type': 'application/problem+json; charset=utf-8' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'UNAVAILABLE', instance: '/hand-offs' });
  });

  it('hands over to the application and keeps health to itself', async () => {
    front.open((asked, response) => response.end(`application ${asked.url}`));
    health.phase = 'ready';
    expect(await get('/hand-offs')).toMatchObject({ status: 200, body: 'application /hand-offs' });
    expect(await get('/health/ready')).toMatchObject({ status: 200 });
  });

  it('lets a request that is being answered finish, and takes no new one', async () => {
    let finish = () => undefined as void;
    const begun = new Promise<void>((resolve) =>
      front.open((_asked, response) => {
        finish = () => void response.end('finished');
        resolve();
      }),
    );
    const answer = get('/slow');
    await begun;
    const closed = front.close();
    await expect(get('/new')).rejects.toThrow(/ECONNREFUSED/);
    finish();
    expect(await answer).toMatchObject({ status: 200, body: 'finished' });
    await closed;
  });

  it('is not held up by a connection on which nothing was asked, as browsers open them in advance', async () => {
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    await get('/health/live'); // the server has seen the one before
    const ended = once(silent, 'close');
    await front.close();
    await ended;
    expect(silent.destroyed).toBe(true);
  });
});
