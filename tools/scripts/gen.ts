import { parseArgs } from 'node:util';
import { catalogues } from './catalogues/index.ts';
import { release } from './released/released.ts';
import { root } from './run.ts';
import { refresh } from './stale.ts';

/**
 * `npm run gen [name…]`: writes the catalogues, all or the named ones. Commit what it changes on its own.
 * `npm run gen -- --release 1.0.0`: freezes the committed event catalogue; from then on `npm run verify` refuses what breaks with it.
 */
const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { release: { type: 'string' } } });
if (values.release !== undefined) {
  const wrong = release(root, values.release);
  console[wrong === undefined ? 'log' : 'error'](wrong ?? `docs/released/${values.release} is frozen; commit it`);
  process.exit(wrong === undefined ? 0 : 1);
}
const unknown = wanted.filter((name) => !catalogues.some((catalogue) => catalogue.name === name));
if (unknown.length > 0) {
  console.error(`There is no catalogue called ${unknown.join(', ')}; there are ${catalogues.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

for (const catalogue of catalogues.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const changed = await refresh(root, catalogue);
  console.log(changed.length === 0 ? `${catalogue.name}: fresh` : `${catalogue.name}:\n${changed.map((path) => `  ${path}`).join('\n')}`);
}
