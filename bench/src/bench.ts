// npm run bench: figures as ratios to a ceiling taken in the same run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { migrations as caseSupervision } from '@xiezhi/case-supervision/migrations';
import { migrations as clueTransfer } from '@xiezhi/clue-transfer/migrations';
import { messagingMigrations } from '@xiezhi/messaging';
import { migrations as portal } from '@xiezhi/portal/migrations';
import { Command } from 'commander';
import { clockTick } from './clock-tick.ts';
import { documentNumbers } from './document-numbers.ts';
import { handOffRate } from './hand-off-rate.ts';
import { startRig } from './rig.ts';
import { type Figure, isMet, type Spread } from './statistics.ts';
import { travelTime } from './travel-time.ts';
import { wholeStack } from './whole-stack.ts';
import { worklist } from './worklist.ts';

const results = resolve(import.meta.dirname, '..', '..', '.xiezhi', 'bench');
const names = ['rate', 'numbers', 'travel', 'tick', 'worklist', 'stack'] as const;
type Name = (typeof names)[number];

new Command('npm run bench --')
  .description('Measures hand-offs per second, travel time, the worklist, memory and start-up, as ratios to ceilings of the same run.')
  .argument('[which...]', `${names.join(', ')} (default: all)`)
  .option('--no-cold', 'leave out the cold start of a fresh clone')
  .action(async (which: string[], options: { cold: boolean }) => {
    const chosen = names.filter((name) => which.length === 0 || which.includes(name));
    if (chosen.length === 0) throw new Error(`nothing is called ${which.join(', ')}; there are: ${names.join(', ')}`);
    const before = loadavg()[0]!;
    const figures = await measure(chosen, options);
    report(figures, { before, after: loadavg()[0]! });
  })
  .parse();

async function measure(chosen: readonly Name[], options: { cold: boolean }): Promise<Figure[]> {
  const figures: Figure[] = [];
  if (chosen.some((name) => name !== 'stack')) {
    const rig = await startRig({
      'clue-transfer': clueTransfer,
      'case-supervision': caseSupervision,
      portal: [...messagingMigrations('portal'), ...portal],
    });
    try {
      if (chosen.includes('rate')) figures.push(await told('hand-offs through handle', () => handOffRate(rig)));
      if (chosen.includes('numbers')) figures.push(await told('document numbers of 64 units', () => documentNumbers(rig)));
      if (chosen.includes('worklist')) figures.push(await told('first page of the worklist', () => worklist(rig)));
      if (chosen.includes('travel')) figures.push(await told('commit at A → effect at B', () => travelTime(rig)));
      if (chosen.includes('tick')) figures.push(await told('a tick over a million clocks', () => clockTick(rig)));
    } finally {
      await rig.stop();
    }
  }
  if (chosen.includes('stack')) figures.push(...(await told('the whole stack', () => wholeStack(options))));
  return figures;
}

async function told<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  console.log(what);
  return work();
}

function report(figures: Figure[], load: { before: number; after: number }): void {
  const cores = cpus().length;
  console.log(`\n${cores} cores, load ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after; median (min–max)\n`);
  for (const figure of figures) {
    const goal = 'atLeast' in figure.goal ? `≥ ${figure.goal.atLeast}` : `≤ ${figure.goal.atMost}`;
    console.log(`${isMet(figure) ? '✓' : '✗'} ${figure.name}: ${text(figure.value)} ${figure.unit}   goal ${goal}`);
    for (const [name, part] of Object.entries(figure.parts)) console.log(`    ${name}: ${text(part)}`);
  }
  if (load.before > cores)
    console.log('\nThe machine was busy before the run began: ratios hold better than absolute figures, and neither is at its best.');
  mkdirSync(results, { recursive: true });
  const file = join(results, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ cores, load, figures }, null, 2));
  console.log(`\nkept in ${file}`);
  if (!figures.every(isMet)) process.exitCode = 1;
}

function text({ median, min, max }: Spread): string {
  const digits = median >= 100 ? 0 : 2;
  const [middle, low, high] = [median, min, max].map((value) => value.toFixed(digits));
  return min === max ? middle! : `${middle} (${low}–${high})`;
}
