import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endProcess, isAlive, processNow, processesWith, thisProcess } from './running-process.ts';

describe('a process', () => {
  it('is recognised by pid and birth together', () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive({ ...thisProcess(), startedAt: 'another time' })).toBe(false);
  });

  it('is not ended when its pid was handed to somebody else', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    await endProcess({ pid: child.pid ?? 0, startedAt: 'another time' });
    expect(processNow(child.pid ?? 0)).toBeDefined();
    child.kill('SIGKILL');
  });

  it('is ended by force when it does not listen', async () => {
    const child = spawn('sh', ['-c', 'trap "" TERM; echo deaf; while :; do sleep 0.05; done'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    const record = processNow(child.pid ?? 0);
    if (record === undefined) throw new Error('the child is not there');
    await endProcess(record, { graceMs: 50 });
    expect(isAlive(record)).toBe(false);
  });

  it('is found by its command line', async () => {
    const child = spawn('sleep', ['60.4711']);
    await once(child, 'spawn');
    expect(processesWith((words) => words.includes('60.4711')).map(({ pid }) => pid)).toEqual([child.pid]);
    child.kill('SIGKILL');
  });
});
