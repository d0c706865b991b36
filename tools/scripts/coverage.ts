import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coverageFolder } from './law-coverage/folder.ts';
import { sectionsOf } from './law-coverage/duties.ts';
import { coverageOf } from './law-coverage/page.ts';
import { recordsIn } from './law-coverage/records.ts';
import { root } from './run.ts';
import { firstDifference } from './stale.ts';

/**
 * `npm run coverage`: writes docs/coverage.md from what the last whole `npm test` saw happen. Commit what it changes on its own.
 * `npm run coverage -- --check`: fails naming every step and deadline that nothing executes, and a page that says otherwise.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const path = 'docs/coverage.md';
const { page, executed, excused, missing } = coverageOf(sectionsOf(root), recordsIn(coverageFolder()));
const committed = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
console.log(`${executed} executed, ${excused} named with a reason, ${missing.length} missing`);
for (const { of, id, name, where } of missing) console.log(`  missing: ${of} ${id} ${name} (${where})`);
const isStale = committed !== page;
if (values.check !== true) writeFileSync(join(root, path), page);
else if (isStale) {
  console.log(`${path} is stale: run \`npm run coverage\`, read the diff, commit it on its own.`);
  for (const line of firstDifference(committed, page)) console.log(`    ${line.slice(0, 160)}`);
}
process.exitCode = missing.length > 0 || (values.check === true && isStale) ? 1 : 0;
