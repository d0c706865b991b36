// npm run faults: every scenario against real services, a real broker and a real database; every invariant after each of them.
import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '@xiezhi/tools/stack';
import { writeReport } from './report.ts';
import { isKept, type Outcome, play } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** Long form: everything lasts so many times longer. */
const longScale = 6;

await new Command('npm run faults --')
  .description('Plays faults under load and checks every promise after each: nothing lost, nothing twice, nothing out of order.')
  .argument('[scenarios...]', `which: ${scenarios.map(({ id }) => id).join(', ')} (default: all)`)
  .option('--long', `every fault lasts ${longScale} times longer`, false)
  .action(async (ids: string[], { long }: { long: boolean }) => {
    // A client of a broker that died under it may keep its timers: what is told has been told.
    process.exit((await playAll(ids, long)) ? 0 : 1);
  })
  .parseAsync();

/** Prints a line for each scenario; the whole is kept as JSON, from which `docs/reliability.md` is generated. */
async function playAll(ids: readonly string[], long: boolean): Promise<boolean> {
  const unknown = ids.filter((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown.length > 0)
    throw new Error(`no scenario is called ${unknown.join(', ')}; there are: ${scenarios.map(({ id }) => id).join(', ')}`);
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    console.log(`${scenario.id}  ${scenario.title} …`);
    const outcome = await play(scenario, long ? longScale : 1);
    outcomes.push(outcome);
    tell(outcome);
  }
  keep(outcomes, long);
  if (outcomes.length === scenarios.length) writeReport(outcomes, long);
  const kept = outcomes.filter(isKept).length;
  console.log(`\n${kept} passed, ${outcomes.length - kept} failed`);
  return kept === outcomes.length;
}

function tell(outcome: Outcome): void {
  const { findings, lives, unavailable, unanswered, recoveryS, tookS } = outcome;
  const { accepted, effects, lost, doubled, reordered, parked } = findings;
  console.log(
    `${isKept(outcome) ? '✓' : '✗'} ${lives} lives, ${accepted} commands accepted, ${effects} announcements; ` +
      `lost ${lost.length}, doubled ${doubled.length}, reordered ${reordered.length}, parked ${parked.length}; ` +
      `${unavailable} × 503, ${unanswered} × no answer; whole again after ${recoveryS.toFixed(1)} s (${tookS.toFixed(0)} s in all)`,
  );
  const complaints = [...outcome.scandals, ...lost, ...doubled, ...reordered, ...parked];
  for (const complaint of complaints.slice(0, 12)) console.log(`    ${complaint}`);
  if (outcome.givenUp > 0) console.log(`    ${outcome.givenUp} lives were given up`);
}

function keep(outcomes: readonly Outcome[], long: boolean): void {
  const folder = join(repository, '.xiezhi', 'faults');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), long, outcomes }, undefined, 2)}\n`);
  console.log(`\nkept in ${file}`);
}
