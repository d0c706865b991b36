import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Clock, keepRunning, type Kept, type Running } from './keep-running.ts';

/** A program whose ends and starts the test decides. */
class Program {
  starts = 0;
  startable = true;
  private end: () => void = () => undefined;

  start = async (): Promise<Running> => {
    this.starts++;
    if (!this.startable) throw new Error('no port is free');
    const { promise: exited, resolve } = Promise.withResolvers<void>();
    this.end = resolve;
    return { pid: this.starts, exited, stop: async () => resolve() };
  };

  die(): void {
    this.end();
  }
}

/** A pause lasts no longer than a turn of the event loop, but the clock says that it did. */
class TestClock implements Clock {
  moment = 0;
  readonly pauses: number[] = [];
  holds = false;

  now = (): number => this.moment;

  pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    this.pauses.push(ms);
    this.moment += ms;
    if (!this.holds) return nextTurn();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
}

describe('a program that is kept running', () => {
  let program: Program;
  let clock: TestClock;
  let said: string[];
  beforeEach(() => {
    program = new Program();
    clock = new TestClock();
    said = [];
  });

  const keep = (): Promise<Kept> =>
    keepRunning({ name: 'audit', start: program.start, changed: () => undefined, say: (remark) => said.push(remark), clock });
  const dieAndReturn = async (): Promise<void> => {
    const before = program.starts;
    program.die();
    await vi.waitFor(() => expect(program.starts).toBe(before + 1));
  };

  it('is started again when it ends', async () => {
    const kept = await keep();
    await dieAndReturn();
    expect(kept.current()?.pid).toBe(2);
    expect(said).toEqual(['audit ended unexpectedly; starting it again in 100 ms']);
  });

  it('is waited for longer the more often it ends, and never longer than ten seconds', async () => {
    await keep();
    for (let death = 0; death < 9; death++) await dieAndReturn();
    expect(clock.pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it('is forgiven after half a minute of health', async () => {
    await keep();
    await dieAndReturn();
    await dieAndReturn();
    clock.moment += 31_000;
    await dieAndReturn();
    expect(clock.pauses).toEqual([100, 200, 100]);
  });

  it('is tried again while it cannot be started', async () => {
    const kept = await keep();
    program.startable = false;
    program.die();
    await vi.waitFor(() => expect(said.at(-1)).toContain('no port is free'));
    program.startable = true;
    await vi.waitFor(() => expect(kept.current()).toBeDefined());
  });

  it('stays down once it was stopped, also when it was just being started again', async () => {
    const kept = await keep();
    clock.holds = true;
    program.die();
    await vi.waitFor(() => expect(clock.pauses).toEqual([100]));
    await kept.stop();
    expect(program.starts).toBe(1);
  });

  it('must start the first time', async () => {
    program.startable = false;
    await expect(keep()).rejects.toThrow('no port is free');
  });

  it('is restarted at once when that was wished', async () => {
    const kept = await keep();
    await kept.restart();
    await vi.waitFor(() => expect(kept.current()?.pid).toBe(2));
    expect(clock.pauses).toEqual([0]);
    expect(said).toEqual([]);
  });
});
