import { catalogues } from './catalogues/index.ts';
import { changesSinceRelease } from './released/released.ts';
import { root } from './run.ts';
import { type Stale, staleIn } from './stale.ts';

/** `npm run verify`: fails naming every committed catalogue that the code has moved away from, and every event that breaks with the last release. */
let failed = 0;
for (const catalogue of catalogues) {
  try {
    const stale = await staleIn(root, catalogue);
    console.log(`${stale.length === 0 ? 'fresh' : 'STALE'}  ${catalogue.name}`);
    for (const one of stale) show(one);
    failed += stale.length;
  } catch (error) {
    failed += 1;
    console.log(`BROKEN ${catalogue.name}`);
    console.error(error);
  }
}
const stale = failed;
failed += tellBroken();
if (stale > 0) console.log(`\n${stale} stale: run \`npm run gen\`, read the diff, commit it on its own.`);
process.exitCode = failed === 0 ? 0 : 1;

function show({ path, why, difference }: Stale): void {
  console.log(`  ${path}: ${why}`);
  for (const line of difference) console.log(`    ${line.slice(0, 160)}`);
}

/** Compares the committed event catalogue with the last released one; answers how many changes break. */
function tellBroken(): number {
  const since = changesSinceRelease(root);
  if (since === undefined) {
    console.log('fresh  released (nothing was released yet: `npm run gen -- --release <version>`)');
    return 0;
  }
  const breaking = since.changes.filter(({ severity }) => severity === 'breaking');
  console.log(`${breaking.length === 0 ? 'fresh' : 'BREAKS'}  released ${since.version}`);
  for (const { severity, where, what } of since.changes) console.log(`  ${severity}: ${where}: ${what}`);
  if (breaking.length > 0)
    console.log('  A published event does not change: define its next version and announce both (libs/contracts/README.md).');
  return breaking.length;
}
