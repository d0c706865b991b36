import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closingLine, isGreen, readCounts } from './counts.ts';
import { root, runTool } from './run.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe('a counted run', () => {
  it('is green when everything passed, and says so in its last line', async () => {
    const { code, counts, output } = await runSuite({ 'good.spec.ts': `it('a', () => {}); it('b', () => {});` });
    expect(counts).toEqual({ passed: 2, failed: 0, skipped: 0 });
    expect(code).toBe(0);
    expect(output.trimEnd().split('\n').at(-1)).toBe('2 passed, 0 failed');
  });

  it('is red when a test was skipped or is still to be written', async () => {
    const lazy = `it('a', () => {}); it.skip('b', () => {}); it.todo('c');`; // The suite under test: its silence must turn the run red.
    const { code, counts } = await runSuite({ 'lazy.spec.ts': lazy });
    expect(counts).toEqual({ passed: 1, failed: 0, skipped: 2 });
    expect(code).toBe(1);
  });

  it('counts as failures what breaks outside the tests', async () => {
    const { code, counts } = await runSuite({
      'hook.spec.ts': `describe('x', () => { beforeAll(() => { throw new Error('no'); }); it('a', () => {}); });`,
      'import.spec.ts': `import './nowhere.ts';`,
      'empty.spec.ts': `export {};`,
      'lone.spec.ts': `it.only('a', () => {}); it('b', () => {});`, // The suite under test: the lone test must be refused.
      'loose.spec.ts': `it('a', async () => { void Promise.reject(new Error('no')); await new Promise((go) => setTimeout(go, 20)); });`,
    });
    // Skipped: the test behind the broken hook, and the one that the refused `only` silences.
    expect(counts).toEqual({ passed: 1, failed: 5, skipped: 2 });
    expect(code).toBe(1);
  });
});

describe('the closing line', () => {
  it('names what was skipped only when something was', () => {
    expect(closingLine({ passed: 3, failed: 1, skipped: 0 })).toBe('3 passed, 1 failed');
    expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('is not green for a suite that ran nothing', () => expect(isGreen({ passed: 0, failed: 0, skipped: 0 })).toBe(false));
});

async function runSuite(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-counting-'));
  folders.push(folder);
  const config = `import { CountingReporter } from '${root}/tools/scripts/counting-reporter.ts';
    export default { test: { globals: true, allowOnly: false, reporters: [new CountingReporter()] } };`;
  for (const [name, text] of Object.entries({ ...files, 'vitest.config.mjs': config })) writeFileSync(join(folder, name), text);
  const countsFile = join(folder, 'counts.json');
  const { code, output } = await runTool('vitest', ['run', '--root', folder], { quiet: true, env: { XIEZHI_COUNTS: countsFile } });
  return { code, output, counts: readCounts(countsFile) };
}
