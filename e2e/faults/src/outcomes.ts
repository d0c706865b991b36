import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '@xiezhi/tools/stack';
import type { Outcome } from './scenario.ts';

const folder = join(repository, '.xiezhi', 'faults');

/** Whether faults lasted as usual, or for longer (`--long`, `--hour`). */
export type Length = 'usual' | 'longer';

const lengthOf = ({ form }: Outcome): Length => (form === 'long' || form === 'hour' ? 'longer' : 'usual');
const fileOf = (id: string, length: Length): string => join(folder, length === 'usual' ? `${id}.json` : `${id}.longer.json`);

/** The last outcome of each scenario is kept, of each length: a run may be of some of them, on another day. */
export function keep(outcome: Outcome): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(outcome.id, lengthOf(outcome)), `${JSON.stringify(outcome, undefined, 2)}\n`);
}

export function lastOutcomes(of: readonly { id: string }[], length: Length): Outcome[] {
  return of.flatMap(({ id }) => {
    const file = fileOf(id, length);
    return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Outcome] : [];
  });
}
