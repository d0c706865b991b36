import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { holderOf, isAlive, temporaryHome } from '@xiezhi/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReady } from './app-process.ts';
import { homeAt, launcherLock, readSecrets, readStack, recordedProcess, type Stack } from './home.ts';

const temporary = temporaryHome('xiezhi-launcher-spec-');
const home = homeAt(temporary.path);
const launcherFile = join(import.meta.dirname, 'launcher.ts');
const toolFile = join(import.meta.dirname, '..', 'xiezhi', 'xiezhi.ts');
const everything = ['postgres', 'kafka', 'identity'];

interface Launch {
  process: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

let launch: Launch;

// One stack for all of it: a start costs seconds, and each step below begins where the one before has left.
beforeAll(async () => {
  launch = run(launcherFile, '--home', home.path, '--ports', 'auto');
  await says(launch, 'ready in');
}, 240_000);

afterAll(async () => {
  await run(toolFile, '--home', home.path, 'stop').ended;
  temporary.remove();
}, 120_000);

describe('the launcher', () => {
  it('writes down what runs where, with a password for each role and user', () => {
    const stack = stackNow();
    expect(stack.services.map(({ name }) => name)).toContain('directory');
    const secrets = readSecrets(home);
    for (const { roles } of stack.services) for (const role of Object.values(roles)) expect(secrets?.database[role]).toHaveLength(48);
    expect(secrets?.broker[stack.broker.user]).toHaveLength(48);
  });

  it('refuses a second one on the same home and says how to stop the first', async () => {
    const second = run(launcherFile, '--home', home.path);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('npm run xiezhi stop');
  });

  it('starts again whatever is killed', async () => {
    const names = [...everything, ...stackNow().services.map(({ name }) => name)];
    const before = names.map((name) => recordedProcess(home, name));
    for (const record of before) if (record !== undefined) process.kill(record.pid, 'SIGKILL');
    for (const record of before) await until(() => Promise.resolve(recordedPids(names).every((pid) => pid !== record?.pid)));
    for (const { url } of stackNow().services) await until(() => isReady(url));
    expect(stackNow().services.map(({ pid }) => pid)).toEqual(stackNow().services.map(({ name }) => recordedProcess(home, name)?.pid));
  }, 120_000);

  it('stops everything in order when it is asked', async () => {
    const names = [...everything, ...stackNow().services.map(({ name }) => name)];
    const records = names.flatMap((name) => recordedProcess(home, name) ?? []);
    launch.process.kill('SIGTERM');
    expect(await launch.ended).toBe(0);
    expect(records.filter(isAlive)).toEqual([]);
    expect(readStack(home)).toBeUndefined();
    expect(holderOf(launcherLock(home))).toBeUndefined();
    expect(readFileSync(join(home.logs, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  }, 90_000);
});

function stackNow(): Stack {
  const stack = readStack(home);
  if (stack === undefined) throw new Error(`no stack.json in ${home.run}:\n${launch.output()}`);
  return stack;
}

const recordedPids = (names: string[]) => names.map((name) => recordedProcess(home, name)?.pid);

function run(file: string, ...words: string[]): Launch {
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', file, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString('utf8')));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { process: child, output: () => output, ended };
}

async function says(launched: Launch, words: string): Promise<void> {
  let code: number | null | undefined;
  void launched.ended.then((ending) => (code = ending));
  await until(async () => {
    if (code !== undefined) throw new Error(`the launcher ended with ${code}:\n${launched.output()}`);
    return launched.output().includes(words);
  }, 220_000);
}

async function until(holds: () => Promise<boolean>, withinMs = 100_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await holds()); await delay(100)) {
    if (Date.now() > deadline) throw new Error(`it did not come about within ${withinMs} ms:\n${launch.output()}`);
  }
}
