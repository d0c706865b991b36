import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A server that says back what it hears, with a proxy before it. */
async function echo(): Promise<{ proxy: FaultProxy; connect(): Promise<net.Socket> }> {
  const server = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => void server.close());
  const proxy = await FaultProxy.start({ host: '127.0.0.1', port: (server.address() as net.AddressInfo).port });
  closing.push(() => proxy.stop());
  return {
    proxy,
    async connect() {
      const socket = net.connect(proxy.port, '127.0.0.1');
      closing.push(() => void socket.destroy());
      // A proxy that is down may reset it first; the test sees that when it speaks.
      await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
      return socket;
    },
  };
}

/** Sends a text and collects what comes back until it is all there, the connection ends, or nothing came for so long. */
function said(socket: net.Socket, text: string, quietMs = 400): Promise<{ heard: string; error?: string; tookMs: number }> {
  const startedAt = performance.now();
  return new Promise((settle) => {
    let heard = '';
    const done = (error?: string): void => settle({ heard, tookMs: performance.now() - startedAt, ...(error !== undefined && { error }) });
    const timer = setTimeout(() => done('quiet'), quietMs);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.length >= text.length) done();
      timer.refresh();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code));
    socket.on('close', () => done('closed'));
    if (socket.destroyed) done('closed');
    else socket.write(text);
  });
}

describe('a fault proxy', () => {
  it('without trouble lets everything through', async () => {
    const { connect } = await echo();
    expect(await said(await connect(), 'a'.repeat(100_000))).toMatchObject({ heard: 'a'.repeat(100_000) });
  });
  it('with latency lets everything through, later', async () => {
    const { proxy, connect } = await echo();
    proxy.add('downstream', { type: 'latency', latencyMs: 80 });
    const { heard, tookMs } = await said(await connect(), 'late');
    expect(heard).toBe('late');
    expect(tookMs).toBeGreaterThan(70);
  });
  it('with little bandwidth takes its time', async () => {
    const { proxy, connect } = await echo();
    proxy.add('upstream', { type: 'bandwidth', rateKb: 100 });
    const { heard, tookMs } = await said(await connect(), 'b'.repeat(10_000));
    expect(heard).toHaveLength(10_000);
    expect(tookMs).toBeGreaterThan(80);
  });
  it('slices what passes', async () => {
    const { proxy, connect } = await echo();
    proxy.add('downstream', { type: 'slicer', sizeBytes: 2, delayMs: 1 });
    expect(await said(await connect(), 'sliced')).toMatchObject({ heard: 'sliced' });
  });
  it('as a black hole answers nothing and does not hang up', async () => {
    const { proxy, connect } = await echo();
    proxy.add('downstream', { type: 'timeout', timeoutMs: 0 });
    expect(await said(await connect(), 'anybody?')).toMatchObject({ heard: '', error: 'quiet' });
  });
  it('cuts an answer in its middle', async () => {
    const { proxy, connect } = await echo();
    proxy.add('downstream', { type: 'limit_data', bytes: 4 });
    const { heard, error } = await said(await connect(), 'a long answer');
    expect(heard.length).toBeLessThanOrEqual(4);
    expect(error).toMatch(/ECONNRESET|closed/);
  });
  it('resets a connection after a while', async () => {
    const { proxy, connect } = await echo();
    proxy.add('upstream', { type: 'reset_peer', timeoutMs: 30 });
    const socket = await connect();
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });
  it('makes open connections meet new trouble, and lets later ones through when it is healed', async () => {
    const { proxy, connect } = await echo();
    const before = await connect();
    before.on('error', () => undefined);
    const isCut = new Promise((settle) => before.once('close', settle));
    const end = proxy.strike('downstream', { type: 'timeout', timeoutMs: 0 });
    await isCut;
    expect(await said(await connect(), 'hole')).toMatchObject({ heard: '' });
    end();
    expect(await said(await connect(), 'whole')).toMatchObject({ heard: 'whole' });
  });
  it('that holds a direction keeps the bytes of open connections and gives them back', async () => {
    const { proxy, connect } = await echo();
    const open = await connect();
    expect(await said(open, 'before')).toMatchObject({ heard: 'before' });
    open.removeAllListeners('data');
    const release = proxy.hold('downstream');
    expect(await said(open, 'kept', 100)).toMatchObject({ heard: '', error: 'quiet' });
    expect(await said(await connect(), 'too', 100)).toMatchObject({ heard: '' });
    open.removeAllListeners('data');
    const given = once(open, 'data');
    release();
    expect(String((await given)[0])).toBe('kept');
  });
  it('that is down refuses everybody, and is up again', async () => {
    const { proxy, connect } = await echo();
    proxy.down();
    expect(await said(await connect(), 'hello')).toMatchObject({ heard: '' });
    proxy.up();
    expect(await said(await connect(), 'hello')).toMatchObject({ heard: 'hello' });
    expect(proxy.accepted).toBe(2);
  });
});
