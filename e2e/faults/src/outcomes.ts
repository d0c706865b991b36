import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '@xiezhi/tools/stack';
import type { Outcome } from './scenario.ts';

const folder = join(repository, '.xiezhi', 'faults');
const fileOf = (id: string): string => join(folder, `${id}.json`);

/** The last outcome of each scenario is kept: a run may be of some of them, on another day. */
export function keep(outcome: Outcome): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(outcome.id), `${JSON.stringify(outcome, undefined, 2)}\n`);
}

export function lastOutcomes(of: readonly { id: string }[]): Outcome[] {
  return of.flatMap(({ id }) => (existsSync(fileOf(id)) ? [JSON.parse(readFileSync(fileOf(id), 'utf8')) as Outcome] : []));
}
