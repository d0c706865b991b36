import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/**
 * A step or a deadline of the law that was seen to happen: `machine` is a chart of the pack or an aggregate whose decider is code, `step`
 * a transition of it and `stage` the one that was expected, written by hand, and found. A deadline was found due when it was expected
 * to be, and then either met or missed.
 */
export type Executed =
  | { kind: 'transition'; machine: string; step: string; stage: string; by: string }
  | { kind: 'clock'; row: string; due: string; end: 'met' | 'breached'; by: string };

/**
 * Notes what an assertion has just found true, for docs/coverage.md: one line of JSON in the folder that XIEZHI_COVERAGE names, a file per
 * worker, so that none waits for another. Called by assertion helpers alone, after the assertion held; without the setting nothing is
 * written. A process that dies leaves whole lines.
 */
export function noteExecuted(one: Executed): void {
  const folder = process.env['XIEZHI_COVERAGE'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}-${threadId}.jsonl`), `${JSON.stringify(one)}\n`);
}
