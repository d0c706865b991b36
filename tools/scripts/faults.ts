import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { mutateAll } from '../mutations/mutate.ts';
import { root, run, runTool } from './run.ts';

const program = new Command('npm run faults --').description(
  'Every fault we can make, against the whole system; the invariants are checked after each scenario (docs/what-happens-if.md).',
);

program
  .command('scenarios', { isDefault: true })
  .description('faults under load, in scenarios of their own (default); `scenarios --help` lists them')
  .argument('[scenarios...]')
  .allowUnknownOption()
  .helpOption(false)
  .action(async (words: string[]) => {
    const { code } = await run(process.execPath, [join(root, 'e2e/faults/src/faults.ts'), ...words]);
    process.exitCode = code;
  });

program
  .command('specs')
  .description('the specs of e2e/failures in their long form: all kill points, rounds and outages instead of a sample')
  .argument('[vitest...]', 'handed on to vitest, such as -t "kill -9"')
  .allowUnknownOption()
  .action(async (words: string[]) => {
    process.exitCode = await specs(words);
  });

program
  .command('mutations')
  .description('takes out one defence at a time in a copied tree; the specs named for it must fail each time')
  .argument('[defences...]', 'names of defences (default: all)')
  .action(async (names: string[]) => {
    process.exitCode = (await mutateAll(names)) ? 0 : 1;
  });

await program.parseAsync();

/** `npm test` runs the same specs in their short form. */
async function specs(more: readonly string[]): Promise<number> {
  const files = globSync('e2e/failures/**/*.spec.ts', { cwd: root, exclude: ['**/node_modules/**'] });
  const longer = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('XIEZHI_FAULTS'));
  console.log(`${files.length} failure specs, of which ${longer.length} have a long form: ${longer.join(', ')}.`);
  const { code } = await runTool('vitest', ['run', '--project', 'failures', ...more], { env: { XIEZHI_FAULTS: 'long' } });
  return code;
}
