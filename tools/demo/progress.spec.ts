import { describe, expect, it } from 'vitest';
import { drawn, Progress } from './progress.ts';

describe('the progress of stories told at once', () => {
  it('says which are running, at which step, and how many are done', () => {
    const progress = new Progress(3);
    expect(progress.line).toBe('［0/3］');
    progress.step('K01', 2, 14);
    progress.step('K02', 1, 40);
    expect(progress.line).toBe('［0/3］正在演示 K01 2/14　K02 1/40');
    progress.end('K01');
    expect(progress.line).toBe('［1/3］正在演示 K02 1/40');
  });
  it('is drawn over itself at a terminal, within its width, and nowhere else', () => {
    const written: string[] = [];
    const output = { isTTY: true, columns: 40, write: (text: string) => written.push(text) };
    const progress = new Progress(9);
    for (const name of ['K01', 'K02', 'K06', 'K08']) progress.step(name, 1, 10);
    drawn(progress, output)();
    expect(written.join('')).toHaveLength('\r\u{1B}[2K'.length + 20);
    drawn(progress, { ...output, isTTY: false })();
    expect(written).toHaveLength(1);
  });
});
