import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { atOnce, slowly } from './pace.ts';

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  const shown: string[] = [];
  output.on('data', (text: Buffer) => shown.push(text.toString()));
  const pace = slowly({ input, output, pauseMs: 60_000 });
  return { input, pace, shown };
}
/** What a promise has come to by now. */
const sofar = (promise: Promise<boolean>) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 30, 'waiting'))]);

describe('a demonstration step by step', () => {
  it('stands after each step until Enter is pressed, and says where it is', async () => {
    const { input, pace, shown } = terminal();
    const first = pace.goOn('第 1/3 步');
    expect(await sofar(first)).toBe('waiting');
    expect(shown.join('')).toContain('第 1/3 步：回车继续');
    input.write('\n');
    expect(await first).toBe(true);
    expect(await sofar(pace.goOn('第 2/3 步'))).toBe('waiting');
    pace.close();
  });
  it('takes a key that was pressed while a step was being done', async () => {
    const { input, pace } = terminal();
    input.write('\n');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await sofar(pace.goOn('第 1/3 步'))).toBe(true);
    pace.close();
  });
  it('plays the rest without a stop after c, and asks no more', async () => {
    const { input, pace, shown } = terminal();
    const first = pace.goOn('第 1/3 步');
    input.write('c\n');
    expect([await first, await pace.goOn('第 2/3 步'), await pace.goOn('第 3/3 步')]).toEqual([true, true, true]);
    expect(shown.join('')).not.toContain('第 2/3 步');
    pace.close();
  });
  it.each([
    ['q', (input: PassThrough) => input.write('q\n')],
    ['the end of input', (input: PassThrough) => input.end()],
  ])('ends after %s', async (_what, press) => {
    const { input, pace } = terminal();
    const asked = pace.goOn('第 1/3 步');
    press(input);
    expect(await asked).toBe(false);
    pace.close();
  });
  it('stands for a while where nobody can press a key', async () => {
    const input = new PassThrough();
    const began = performance.now();
    expect(await slowly({ input, output: new PassThrough(), pauseMs: 40 }).goOn('第 1/3 步')).toBe(true);
    expect(performance.now() - began).toBeGreaterThanOrEqual(35);
  });
});

it('a demonstration at once stops nowhere', async () => expect(await atOnce.goOn('第 1/3 步')).toBe(true));
