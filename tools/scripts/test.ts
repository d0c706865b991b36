import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, closingLine, isGreen, nothing, readCounts, sum, total, writeCounts } from './counts.ts';
import { coverageFolder } from './law-coverage/folder.ts';
import { OneStack } from './one-stack.ts';
import { runTool, secondsSince } from './run.ts';

/**
 * `npm test`: the pure specs, those on a real Postgres and Kafka, then the whole system; cheapest first, and what looks at what stories have left after the stories.
 *
 *   npm test -- --pure | --int | --e2e      one kind only
 *   npm test -- hand-off                    only files whose path contains the word
 *   npm test -- hand-off -t 'is accepted'   anything else goes on to vitest as it is
 */
const kinds = { pure: ['pure'], int: ['int'], e2e: ['journeys', 'conformance', 'browser', 'failures', 'faults'] } as const;
const flags = Object.keys(kinds).map((kind) => `--${kind}`);

const args = process.argv.slice(2);
const chosen = Object.entries(kinds).filter(([kind]) => args.includes(`--${kind}`));
const stages = (chosen.length > 0 ? chosen : Object.entries(kinds)).flatMap(([, suites]) => [...suites]);
const passedOn = args.filter((argument) => !flags.includes(argument));

/** Specs on a broker and a database wait more than they count: a third of them beside two keeps two cores busy. */
const workersOf: Readonly<Record<string, readonly string[]>> = { int: ['--maxWorkers=3'] };

/** With a filter most suites run nothing, and those that do start what they need. */
const isFiltered = passedOn.length > 0;

/** What a whole run sees happen is noted anew; of a part nothing is noted, unless whoever asks for it names a folder. */
const isWhole = !isFiltered && chosen.length === 0;
if (isWhole) rmSync(coverageFolder(), { recursive: true, force: true });
const noted = isWhole ? { XIEZHI_COVERAGE: coverageFolder() } : {};

const folder = mkdtempSync(join(tmpdir(), 'xiezhi-test-'));
const oneStack = new OneStack();
const results: { stage: string; counts: Counts; took: string }[] = [];
for (const [index, stage] of stages.entries()) {
  console.log(`\n── ${stage} (${index + 1} of ${stages.length})`);
  const startedAt = performance.now();
  results.push({ stage, counts: await runStage(stage).catch(broken), took: secondsSince(startedAt) });
}
await oneStack.remove();
rmSync(folder, { recursive: true });

const all = sum(results.map((result) => result.counts));
console.log('');
for (const result of results) console.log(`${result.stage.padEnd(12)} ${result.took.padStart(8)}   ${closingLine(result.counts)}`);
if (total(all) === 0) console.log('No test ran.');
console.log(closingLine(all));
if (process.env['XIEZHI_COUNTS'] !== undefined) writeCounts(process.env['XIEZHI_COUNTS'], all);
process.exitCode = isGreen(all) ? 0 : 1;

async function runStage(stage: string): Promise<Counts> {
  const file = join(folder, `${stage}.json`);
  const stack = isFiltered || !kinds.e2e.some((suite) => suite === stage) ? {} : await oneStack.environment();
  const { code } = await runTool(
    'vitest',
    ['run', '--project', stage, ...(workersOf[stage] ?? []), ...(isFiltered ? ['--passWithNoTests'] : []), ...passedOn],
    {
      env: { ...stack, ...noted, XIEZHI_COUNTS: file },
    },
  );
  const counts = readCounts(file);
  // A filter may match nothing in one stage; a whole suite that runs nothing has lost its tests.
  if (counts === undefined || (total(counts) === 0 && !isFiltered)) {
    if (counts !== undefined || code !== 0) console.log(`${stage}: ran nothing`);
    return code === 0 && isFiltered ? nothing : { ...nothing, failed: 1 };
  }
  // vitest says no although every test said yes: something outside the tests broke (a global setup, a worker).
  return code !== 0 && counts.failed === 0 && counts.skipped === 0 ? { ...counts, failed: 1 } : counts;
}

function broken(error: unknown): Counts {
  console.error(error);
  return { ...nothing, failed: 1 };
}
