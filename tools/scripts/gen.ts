import { Command } from 'commander';
import { catalogues } from './catalogues/index.ts';
import { release } from './released/released.ts';
import { root } from './run.ts';
import { refresh } from './stale.ts';

const names = catalogues.map(({ name }) => name).join(', ');

await new Command('npm run gen --')
  .description('Writes the generated files that are committed, all or the named ones. Commit what it changes on its own.')
  .argument('[catalogues...]', `which (default: all): ${names}`)
  .option(
    '--release <version>',
    'freezes the committed event catalogue instead; from then on npm run verify refuses what breaks with it (docs/adr/0024)',
  )
  .action(async (wanted: string[], options: { release?: string }) => {
    const unknown = wanted.filter((name) => !catalogues.some((catalogue) => catalogue.name === name));
    if (unknown.length > 0) {
      console.error(`There is no catalogue called ${unknown.join(', ')}; there are ${names}.`);
      process.exitCode = 2;
    } else if (options.release !== undefined) freeze(options.release);
    else await write(wanted);
  })
  .parseAsync();

function freeze(version: string): void {
  const wrong = release(root, version);
  console[wrong === undefined ? 'log' : 'error'](wrong ?? `docs/released/${version} is frozen; commit it`);
  process.exitCode = wrong === undefined ? 0 : 1;
}

async function write(wanted: readonly string[]): Promise<void> {
  for (const catalogue of catalogues.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const changed = await refresh(root, catalogue);
    console.log(changed.length === 0 ? `${catalogue.name}: fresh` : `${catalogue.name}:\n${changed.map((path) => `  ${path}`).join('\n')}`);
  }
}
