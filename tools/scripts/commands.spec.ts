import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './run.ts';

/** Those that no other suite runs as they are typed: what they load on Node alone, without a bundler, must load. */
const commands = {
  bench: 'bench/src/bench.ts',
  faults: 'e2e/faults/src/faults.ts',
  demo: 'tools/demo/demo.ts',
  xiezhi: 'tools/xiezhi/xiezhi.ts',
};

describe('each command of the project', () => {
  it.each(Object.entries(commands))('%s loads and says how it is used', (_, file) => {
    const said = execFileSync(process.execPath, [join(root, file), '--help'], { encoding: 'utf8', timeout: 25_000 });
    expect(said).toMatch(/^Usage: /);
  });
});
