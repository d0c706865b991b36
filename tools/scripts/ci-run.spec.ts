import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './run.ts';

/** `.ci/run` with an npm that does what the test says: how the gate counts, not what it counts. */
let bin: string;
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), 'xiezhi-ci-'));
});
afterAll(() => rmSync(bin, { recursive: true }));

describe('the build gate', () => {
  it('adds the tests it was told of and each gate', () => {
    const { last, code, output } = gate(['test', 'lint'], { counts: '{"passed":41,"failed":0,"skipped":0}' });
    expect(last).toBe('42 passed, 0 failed');
    expect(output).toMatch(/^test {9}passed +\d+ s$/m);
    expect(code).toBe(0);
  });

  it('is red when a test failed', () => {
    const { last, code, output } = gate(['test'], { counts: '{"passed":40,"failed":1,"skipped":0}', test: 1 });
    expect(last).toBe('40 passed, 1 failed');
    expect(output).toMatch(/^test {9}FAILED/m);
    expect(code).toBe(1);
  });

  it('is red when a test was skipped, even if npm says yes', () => {
    const { last, code } = gate(['test'], { counts: '{"passed":40,"failed":0,"skipped":2}' });
    expect(last).toBe('40 passed, 0 failed, 2 skipped');
    expect(code).toBe(1);
  });

  it('counts a run that died before it could count as one failure', () => {
    expect(gate(['test'], { test: 1 })).toMatchObject({ last: '0 passed, 1 failed', code: 1 });
    expect(gate(['test'], { test: 0 })).toMatchObject({ last: '0 passed, 1 failed', code: 1 });
  });

  it('counts a no that names no test', () =>
    expect(gate(['test'], { counts: '{"passed":40,"failed":0,"skipped":0}', test: 1 })).toMatchObject({
      last: '40 passed, 1 failed',
      code: 1,
    }));

  it('names the gate that failed and goes on with the next', () => {
    const { last, code, output } = gate(['lint', 'containers', 'catalogues'], { 'test:containers': 1 });
    expect(last).toBe('2 passed, 1 failed');
    expect(output).toMatch(/^containers {3}FAILED/m);
    expect(output).toMatch(/^catalogues {3}passed/m);
    expect(code).toBe(1);
  });

  it('knows no other gate', () => expect(gate(['luck'], {})).toMatchObject({ last: '0 passed, 1 failed', code: 1 }));
});

/** `counts`: what npm test leaves behind; the other members: how an npm script ends, 0 where nothing is said. */
function gate(gates: string[], { counts, ...codes }: { counts?: string } & Record<string, string | number>) {
  const cases = Object.entries(codes).map(([script, code]) => `*" ${script} "*) exit ${code} ;;`);
  const written = counts === undefined ? '' : `[ -n "\${XIEZHI_COUNTS:-}" ] && echo '${counts}' > "$XIEZHI_COUNTS"`;
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${written}\ncase " $* " in ${cases.join(' ')} esac\nexit 0\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}`, XIEZHI_COUNTS: '' };
  const { status, stdout, stderr } = spawnSync(join(root, '.ci/run'), gates, { encoding: 'utf8', env });
  return { code: status, last: stdout.trimEnd().split('\n').at(-1), output: stdout + stderr };
}
