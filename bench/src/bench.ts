// npm run bench: figures as ratios to a ceiling taken in the same run.
import { Command, InvalidArgumentError } from 'commander';
import { type Figure, goalText, spreadText, standingOf } from './figure.ts';
import { profileText } from './profile.ts';
import { probe } from './machine.ts';
import { type Options, type Part, quickPace, usualPace } from './part.ts';
import { parts } from './parts.ts';
import { type Rig, startRig } from './rig.ts';
import { writeReport } from './write-report.ts';
import { beginRecord, keep, type PartRecord, type RunRecord } from './run-record.ts';

const marks = { met: '✓', 'at its limit': '=', missed: '✗', told: ' ' } as const;

await new Command('npm run bench --')
  .description('Measures the platform, each figure as a ratio to a ceiling taken in the same run. A goal that is missed ends with code 1.')
  .argument('[parts...]', 'names of parts (default: all)')
  .option('--quick', 'short rounds: shows that the parts work, its figures are worth little', false)
  .option('--report', 'measure nothing: write docs/performance.md from the newest figures of each part', false)
  .option('--no-cold', 'leave out the cold start of a fresh clone')
  .option('--clues <number>', 'clues in the largest world of the lifecycle part (default: a million; --quick: 20000)', wholeNumber)
  .addHelpText('after', `\nParts:\n${parts.map(({ name, says }) => `  ${name.padEnd(10)} ${says}`).join('\n')}`)
  .action(async (names: string[], options: Options & { quick: boolean; report: boolean }) => {
    if (options.report) return console.log(`written: ${writeReport(parts)}`);
    const unknown = names.filter((name) => !parts.some((part) => part.name === name));
    if (unknown.length > 0)
      throw new Error(`nothing is called ${unknown.join(', ')}; there are: ${parts.map(({ name }) => name).join(', ')}`);
    const record = beginRecord(options.quick ? quickPace : usualPace);
    for (const part of parts) if (names.length === 0 || names.includes(part.name)) await measure(part, record, options);
    report(record);
    if (names.length === 0 && !options.quick) console.log(`written: ${writeReport(parts)}`);
  })
  .parseAsync();

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{2,7}$/.test(text)) throw new InvalidArgumentError('100 or more, in digits');
  return Number(text);
}

async function measure(part: Part, record: RunRecord, options: Options): Promise<void> {
  const { name, says } = part;
  console.log(`\n${name}: ${says}`);
  const note = (foreignCores?: number): void => {
    record.noise.push({ part: name, ...probe(), ...(foreignCores === undefined ? {} : { foreignCores }) });
  };
  const one: PartRecord = { name, says, startedAt: new Date().toISOString(), seconds: 0, figures: [] };
  record.parts.push(one);
  const begun = performance.now();
  let rig: Promise<Rig> | undefined;
  note();
  try {
    one.figures = await part.measure({ rig: () => (rig ??= startRig()), pace: record.pace, options, note });
  } catch (error) {
    // The others are measured nevertheless.
    one.failure = error instanceof Error ? error.message : String(error);
    console.error(error);
  } finally {
    await rig?.then((begunRig) => begunRig.stop()).catch(console.error);
  }
  note();
  one.seconds = (performance.now() - begun) / 1000;
  one.figures.forEach(say);
  keep(record);
}

function report(record: RunRecord): void {
  const { cores } = record.machine;
  const loads = record.noise.map(({ load }) => load);
  const seconds = record.parts.reduce((sum, part) => sum + part.seconds, 0);
  console.log(
    `\n${cores} cores, load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}; ${(seconds / 60).toFixed(1)} minutes; median (min–max)\n`,
  );
  for (const { figures } of record.parts) figures.forEach(say);
  const failed = record.parts.filter(({ failure }) => failure !== undefined);
  for (const { name, failure } of failed) console.log(`✗ ${name} failed: ${failure}`);
  if ((loads[0] ?? 0) > cores)
    console.log('\nThe machine was busy before the run began: ratios hold better than absolute figures, and neither is at its best.');
  console.log(`\nkept in ${keep(record)}`);
  const missed = record.parts.some(({ figures }) => figures.some((figure) => standingOf(figure) === 'missed'));
  if (missed || failed.length > 0) process.exitCode = 1;
}

function say(figure: Figure): void {
  const standing = standingOf(figure);
  const goal = figure.goal === undefined ? '' : `   goal ${goalText(figure.goal)}${standing === 'at its limit' ? ' (at its limit)' : ''}`;
  console.log(`${marks[standing]} ${figure.name}: ${spreadText(figure.value)} ${figure.unit}${goal}`);
  for (const [name, part] of Object.entries(figure.parts)) console.log(`    ${name}: ${spreadText(part)}`);
  if (figure.profile !== undefined) console.log(`    CPU of ${profileText(figure.profile)}`);
}
