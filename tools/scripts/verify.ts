import { catalogues } from './catalogues/index.ts';
import { root } from './run.ts';
import { type Stale, staleIn } from './stale.ts';

/** `npm run verify`: fails naming every committed catalogue that the code has moved away from. */
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
if (failed > 0) console.log(`\n${failed} stale: run \`npm run gen\`, read the diff, commit it on its own.`);
process.exitCode = failed === 0 ? 0 : 1;

function show({ path, why, difference }: Stale): void {
  console.log(`  ${path}: ${why}`);
  for (const line of difference) console.log(`    ${line.slice(0, 160)}`);
}
