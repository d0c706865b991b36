import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually, testDatabase, type TestDatabase } from '@xiezhi/testing';
import { build } from 'rolldown';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { environmentOf } from './environment.fixture.ts';
import { migrations } from './steps.fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}dist/process.fixture.mjs`;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase('feedback', migrations);
  await build({
    cwd: root,
    input: 'src/process.fixture.ts',
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: (id) => /^[^./\0]/.test(id) && !/^@(xiezhi|oxc-project)\//.test(id),
    output: { file: bundle, format: 'esm', keepNames: true, codeSplitting: false },
    logLevel: 'silent',
  });
});
afterAll(() => database.close());

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

interface Line {
  msg: string;
  level: string;
  port?: number;
  error?: { name: string; message: string };
}

function run(environment: Record<string, string>) {
  const lines: Line[] = [];
  child = spawn(process.execPath, [bundle], { env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((part) => JSON.parse(part) as Line));
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const line = (message: string) =>
    eventually(() => lines.find(({ msg }) => msg === message) ?? Promise.reject(new Error(message)), { withinMs: 25_000 });
  return { lines, exited, line, process: child };
}

describe('a service as a process', () => {
  it('says which settings keep it from starting, and exits with 1', async () => {
    const { lines, exited } = run({ ...environmentOf(database), XIEZHI_BROKERS: '', XIEZHI_TYPO: 'CANARY' });
    expect(await exited).toBe(1);
    expect(lines).toMatchObject([{ level: 'fatal', msg: 'could not start', error: { name: 'SettingsError' } }]);
    expect(lines[0]?.error?.message).toContain('XIEZHI_TYPO is unknown');
    expect(lines[0]?.error?.message).toContain('XIEZHI_BROKERS is malformed');
    expect(JSON.stringify(lines)).not.toContain('CANARY');
  });

  it('gets ready, and goes on SIGTERM with 0', async () => {
    const { line, exited, process: running } = run(environmentOf(database));
    const { port } = await line('listening');
    await line('ready');
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    running.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('ends with 1 after an error that nobody caught, and does not quote it', async () => {
    const { lines, line, exited } = run(environmentOf(database));
    const { port } = await line('listening');
    await line('ready');
    await fetch(`http://127.0.0.1:${port}/break`).catch(() => undefined);
    expect(await exited).toBe(1);
    // The access line of the broken request may come before or after it.
    const fatal = { level: 'fatal', msg: 'uncaught exception', error: expect.objectContaining({ name: 'Error' }) as unknown };
    expect(lines).toContainEqual(expect.objectContaining(fatal));
    expect(JSON.stringify(lines)).not.toContain('CANARY');
  });
});
