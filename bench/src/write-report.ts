import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { latestParts } from './latest-parts.ts';
import { drawingsOf, performancePage } from './performance-page.ts';
import { linesPlot, roundsPlot } from './plot.ts';
import { repository, results, type RunRecord } from './run-record.ts';

/** Writes docs/performance.md and its drawings from the newest figures of each part. @returns the page's file */
export function writeReport(parts: readonly { name: string; says: string }[]): string {
  const latest = latestParts(
    keptRuns(),
    parts.map(({ name }) => name),
  );
  if (latest.length === 0) throw new Error(`nothing was measured yet that is worth keeping: there is no run in ${results}`);
  const docs = join(repository, 'docs');
  rmSync(join(docs, 'performance'), { recursive: true, force: true });
  mkdirSync(join(docs, 'performance'));
  for (const { file, figure, of } of drawingsOf(latest))
    writeFileSync(join(docs, file), of === 'lines' ? linesPlot(figure.lines!) : roundsPlot(figure.rounds!));
  const page = join(docs, 'performance.md');
  writeFileSync(page, performancePage(latest, parts));
  return page;
}

function keptRuns(): RunRecord[] {
  return filesIn(results)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const run = JSON.parse(readFileSync(join(results, name), 'utf8')) as Partial<RunRecord>;
      // An older form had no parts.
      return Array.isArray(run.parts) ? [run as RunRecord] : [];
    });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
