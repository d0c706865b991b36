import { describe, expect, it, vi } from 'vitest';
import { Isolation } from './isolation.ts';

const spoil = () => Promise.resolve();
/** Something that goes on until told to end. */
function job() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { begun: vi.fn<(isAlone?: boolean) => void>(), end: resolve, work: promise };
}

const running = (one: ReturnType<typeof job>) => (isAlone?: boolean) => {
  one.begun(isAlone);
  return one.work;
};

describe('a test of a suspect', () => {
  it('waits for what is under way, and keeps others out meanwhile', async () => {
    const isolation = new Isolation(1000);
    const [ordinary, tested, late] = [job(), job(), job()];
    const all = [isolation.together(running(ordinary)), isolation.alone(running(tested), spoil)];
    await Promise.resolve();
    all.push(isolation.together(running(late)));
    expect(ordinary.begun).toHaveBeenCalled();
    ordinary.end();
    await vi.waitFor(() => expect(tested.begun).toHaveBeenCalledWith(true));
    expect(late.begun).not.toHaveBeenCalled();
    tested.end();
    await vi.waitFor(() => expect(late.begun).toHaveBeenCalled());
    late.end();
    await Promise.all(all);
  });

  it('is one at a time', async () => {
    const isolation = new Isolation(1000);
    const [first, second] = [job(), job()];
    const all = [isolation.alone(running(first), spoil), isolation.alone(running(second), spoil)];
    await vi.waitFor(() => expect(first.begun).toHaveBeenCalledWith(true));
    expect(second.begun).not.toHaveBeenCalled();
    first.end();
    await vi.waitFor(() => expect(second.begun).toHaveBeenCalledWith(true));
    second.end();
    await Promise.all(all);
  });

  it('that cannot have the process for itself is made beside others, and knows', async () => {
    const isolation = new Isolation(20);
    const [slow, tested] = [job(), job()];
    const all = [isolation.together(running(slow)), isolation.alone(running(tested), spoil)];
    await vi.waitFor(() => expect(tested.begun).toHaveBeenCalledWith(false));
    tested.end();
    slow.end();
    await Promise.all(all);
  });

  it('that takes long keeps nobody out for ever; it is told before somebody else begins', async () => {
    const isolation = new Isolation(400);
    const [tested, other, another] = [job(), job(), job()];
    const told = vi.fn<() => Promise<void>>(() => Promise.resolve(expect(other.begun).not.toHaveBeenCalled()));
    const all = [isolation.alone(running(tested), told)];
    await vi.waitFor(() => expect(tested.begun).toHaveBeenCalledWith(true));
    all.push(isolation.together(running(other)), isolation.together(running(another)));
    await vi.waitFor(() => expect([other.begun, another.begun].map((begun) => begun.mock.calls.length)).toEqual([1, 1]));
    expect(told).toHaveBeenCalledOnce();
    // Whoever comes now finds a test that proves nothing any more, and does not wait for it.
    const waitedFrom = performance.now();
    await isolation.together(() => Promise.resolve());
    expect(performance.now() - waitedFrom).toBeLessThan(300);
    for (const one of [tested, other, another]) one.end();
    await Promise.all(all);
  });

  it('that fails lets the next one go', async () => {
    const isolation = new Isolation(20);
    await expect(isolation.alone(() => Promise.reject(new Error('handler fault')), spoil)).rejects.toThrow('handler fault');
    expect(await isolation.alone((isAlone) => Promise.resolve(isAlone), spoil)).toBe(true);
    expect(await isolation.together(() => Promise.resolve('done'))).toBe('done');
  });
});
