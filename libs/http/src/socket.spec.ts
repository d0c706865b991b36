import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture } from './http.fixture.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
let port = 0;
beforeAll(async () => {
  fixture = await startFixture();
  await fixture.app.listen(0, '127.0.0.1');
  port = Number(new URL(await fixture.app.getUrl()).port);
});
afterAll(() => fixture.app.close());

/** Sends bytes as they are, with a client that does not care about HTTP, and reads until the server closes. */
function send(...bytes: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer)).on('error', reject);
    for (const chunk of bytes) socket.write(chunk, 'latin1');
  });
}

const head = (path: string, headers: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${fixture.authorization}\r\nIdempotency-Key: k\r\nConnection: close\r\n${headers}\r\n\r\n`;
const path = '/hand-offs/018f0000-0000-7000-8000-0000000000aa/refuse';

describe('on the wire', () => {
  it.each<[string, () => string[], number, string]>([
    ['what is not HTTP', () => ['hello\r\n\r\n'], 400, 'MALFORMED_HTTP'],
    ['a header with a null byte', () => ['GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n'], 400, 'MALFORMED_HTTP'],
    ['headers of 20 kB', () => [`GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'b'.repeat(20_000)}\r\n\r\n`], 431, 'HEADERS_TOO_LARGE'],
    [
      'two ways to tell the length',
      () => [head(path, 'Content-Length: 5\r\nTransfer-Encoding: chunked'), '0\r\n\r\n'],
      400,
      'MALFORMED_HTTP',
    ],
    ['broken UTF-8', () => [head(path, 'Content-Type: application/json\r\nContent-Length: 4'), '"\xe6\xb0"'], 400, 'INVALID_UTF8'],
    ['an announced body of 1 MB', () => [head(path, 'Content-Type: application/json\r\nContent-Length: 1048576')], 413, 'BODY_TOO_LARGE'],
    [
      'a chunked body that never ends',
      () => [head(path, 'Content-Type: application/json\r\nTransfer-Encoding: chunked'), ...chunks(40)],
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'a compressed body',
      () => [head(path, 'Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 4'), '\x1f\x8b\x08\x00'],
      400,
      'INVALID_UTF8',
    ],
  ])('%s is answered with a problem', async (_what, bytes, status, code) => {
    const answer = await send(...bytes());
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('a good request is served', async () => {
    const body = Buffer.from(JSON.stringify({ reason: '不属本单位管辖', kind: 'not-ours' })).toString('latin1');
    expect(await send(head(path, `Content-Type: application/json\r\nContent-Length: ${body.length}`), body)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

function chunks(count: number): string[] {
  return Array.from({ length: count }, () => `2000\r\n${' '.repeat(8192)}\r\n`);
}
