import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What a suite did. A skipped test counts against the run: it says nothing while looking like one that does. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0 };

export const sum = (all: Counts[]): Counts =>
  all.reduce(
    (total, one) => ({ passed: total.passed + one.passed, failed: total.failed + one.failed, skipped: total.skipped + one.skipped }),
    nothing,
  );

export const total = (counts: Counts): number => counts.passed + counts.failed + counts.skipped;

/** The closing line of every run: `12 passed, 0 failed`, and what was skipped only when something was. */
export function closingLine(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

export const isGreen = (counts: Counts): boolean => counts.passed > 0 && counts.failed === 0 && counts.skipped === 0;

export const writeCounts = (file: string, counts: Counts): void => writeFileSync(file, `${JSON.stringify(counts)}\n`);

/** Undefined when the suite died before it could count. */
export function readCounts(file: string): Counts | undefined {
  if (!existsSync(file)) return undefined;
  const { passed, failed, skipped } = JSON.parse(readFileSync(file, 'utf8')) as Counts;
  return { passed, failed, skipped };
}
