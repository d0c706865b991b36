// npm run faults: every scenario against real services, a real broker and a real database; every invariant after each of them.
import { Command } from 'commander';
import { lastOutcomes, keep } from './outcomes.ts';
import { writeReport } from './report.ts';
import { type Form, isKept, type Outcome, type Scenario, Theatre } from './scenario.ts';
import { inOrderOfPlay, scenarios } from './scenarios/index.ts';
import { inOwnRoom, isInOwnRoom } from './small-disk.ts';

const formOptions: Record<Form, readonly string[]> = { short: [], usual: [], long: ['--long'], hour: ['--hour'] };

// Broken off: the ground and the services go with us (their `exit` handlers), which a signal alone would not see to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

await new Command('npm run faults --')
  .description('Plays faults under load and checks every promise after each: nothing lost, nothing twice, nothing out of order.')
  .argument('[scenarios...]', `which (default: all):\n${scenarios.map(({ id, title }) => `${id.padEnd(5)}${title}`).join('\n')}`)
  .option('--long', 'F1 lasts 10 min, outages 60 s and 300 s, everything else about six times longer', false)
  .option('--hour', 'as --long, and the broker is away for an hour once (F1b)', false)
  .option('--report', 'plays nothing, writes docs/reliability.md from the last outcome of each scenario', false)
  .action(async (ids: string[], { long, hour, report }: { long: boolean; hour: boolean; report: boolean }) => {
    if (report) return reportLastOutcomes();
    const unknown = ids.filter((id) => !scenarios.some((scenario) => scenario.id === id));
    if (unknown.length > 0)
      throw new Error(`no scenario is called ${unknown.join(', ')}; there are: ${scenarios.map(({ id }) => id).join(', ')}`);
    const chosen = scenarios.filter(({ id }) => ids.length === 0 || ids.includes(id));
    if (!(await playAll(chosen, hour ? 'hour' : long ? 'long' : 'usual'))) process.exitCode = 1;
  })
  .parseAsync();

/** Prints a line for each scenario; outcomes are kept, and `docs/reliability.md` is written from the last one of each. */
async function playAll(chosen: readonly Scenario[], form: Form): Promise<boolean> {
  let kept = 0;
  const theatre = new Theatre();
  for (const scenario of inOrderOfPlay(chosen)) {
    console.log(`${scenario.id}  ${scenario.title} …`);
    try {
      if (scenario.ownRoom === true && !isInOwnRoom()) {
        await theatre.close();
        if (await inOwnRoom([import.meta.filename, scenario.id, ...formOptions[form]])) kept += 1;
        continue;
      }
      const outcome = await theatre.play(scenario, form);
      keep(outcome);
      tell(outcome);
      if (isKept(outcome)) kept += 1;
    } catch (error) {
      console.log(`✗ could not be played: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  await theatre.close();
  if (lastOutcomes(scenarios, 'usual').length === scenarios.length && !isInOwnRoom()) reportLastOutcomes();
  console.log(`\n${kept} passed, ${chosen.length - kept} failed`);
  return kept === chosen.length;
}

function reportLastOutcomes(): void {
  writeReport(lastOutcomes(scenarios, 'usual'), lastOutcomes(scenarios, 'longer'), scenarios);
}

function tell(outcome: Outcome): void {
  const { findings, lives, unavailable, unanswered, repeated, recoveryS, recoversWithinS, tookS } = outcome;
  const { accepted, effects, lost, doubled, reordered, parked } = findings;
  console.log(
    `${isKept(outcome) ? '✓' : '✗'} ${lives} lives, ${accepted} commands accepted, ${repeated} repeated, ${effects} announcements; ` +
      `lost ${lost.length}, doubled ${doubled.length}, reordered ${reordered.length}, parked ${parked.length}; ` +
      `${unavailable} × 503, ${unanswered} × no answer; whole again after ${recoveryS.toFixed(1)} s of ${recoversWithinS} s (${tookS.toFixed(0)} s in all)`,
  );
  for (const { text, holds, seen } of outcome.claims) console.log(`    ${holds ? '✓' : '✗'} ${text}${seen === '' ? '' : `: ${seen}`}`);
  const complaints = [...outcome.scandals, ...lost, ...doubled, ...reordered, ...parked];
  for (const complaint of complaints.slice(0, 12)) console.log(`    ${complaint}`);
  if (outcome.givenUp > 0) console.log(`    ${outcome.givenUp} lives were given up`);
}
