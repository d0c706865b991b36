import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool } from './run.ts';

/**
 * `npm run faults`: the specs of e2e/failures with XIEZHI_FAULTS=long, in which the kill points, rounds and outages are all there
 * instead of a sample. `npm test` runs the same specs in their short form.
 */
const specs = globSync('e2e/failures/**/*.spec.ts', { cwd: root, exclude: ['**/node_modules/**'] });
const longer = specs.filter((file) => readFileSync(join(root, file), 'utf8').includes('XIEZHI_FAULTS'));

if (specs.length === 0) {
  console.log('There is no failure spec yet: e2e/failures is empty.');
  process.exitCode = 1;
} else {
  console.log(
    `${specs.length} failure specs, of which ${longer.length} have a long form${longer.length > 0 ? `: ${longer.join(', ')}` : ''}.`,
  );
  const { code } = await runTool('vitest', ['run', '--project', 'failures', ...process.argv.slice(2)], { env: { XIEZHI_FAULTS: 'long' } });
  process.exitCode = code;
}
