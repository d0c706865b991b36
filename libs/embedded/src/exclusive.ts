import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessRecord, readRecord, thisProcess } from './running-process.ts';

/** Something only one process may do at a time. It ends with `release`, or with the process. */
export interface Exclusive {
  release(): void;
}

/**
 * Tries to become the only holder of `path`; answers who holds it otherwise.
 *
 * The lock is a row of numbered files `<path>.<n>`, of which only the highest counts. A taker reads the highest, and if that
 * holder is dead or has let go, links its own record as the next number: linking fails if anybody was quicker, so two takers
 * who saw the same dead holder cannot both win, which is what removing a stale lock file and making a new one would allow.
 * A taker delayed so long that higher numbers came and lower ones were swept finds itself not the highest, and withdraws.
 */
export function tryExclusive(path: string): Exclusive | { holder: ProcessRecord } {
  mkdirSync(dirname(path), { recursive: true });
  const highest = highestOf(path);
  const holder = highest === 0 ? undefined : readRecord(`${path}.${highest}`);
  if (holder !== undefined && isAlive(holder)) return { holder };
  const mine = highest + 1;
  if (!linkRecord(path, mine)) return tryExclusive(path);
  if (highestOf(path) !== mine) {
    rmSync(`${path}.${mine}`, { force: true });
    return tryExclusive(path);
  }
  sweepBelow(path, mine);
  return { release: () => letGo(`${path}.${mine}`) };
}

/** Who holds it now, for those who only want to know. */
export function holderOf(path: string): ProcessRecord | undefined {
  if (!existsSync(dirname(path))) return undefined;
  const holder = readRecord(`${path}.${highestOf(path)}`);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

/** Waits its turn. `waitMs` bounds the wait; afterwards the holder is named in the error. */
export async function exclusive(path: string, waitMs: number): Promise<Exclusive> {
  for (const deadline = Date.now() + waitMs; ; await delay(50)) {
    const taken = tryExclusive(path);
    if ('release' in taken) return taken;
    if (Date.now() > deadline) throw new Error(`process ${taken.holder.pid} has held ${path} for more than ${waitMs} ms`);
  }
}

function numbersOf(path: string): number[] {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

const highestOf = (path: string): number => Math.max(0, ...numbersOf(path));

function linkRecord(path: string, number: number): boolean {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.draft`);
  writeFileSync(draft, JSON.stringify(thisProcess()));
  try {
    linkSync(draft, `${path}.${number}`); // with its content, or not at all
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function sweepBelow(path: string, number: number): void {
  for (const lower of numbersOf(path)) if (lower < number) rmSync(`${path}.${lower}`, { force: true });
}

// The file stays, empty of a holder: were it removed, numbering would begin again below a taker that is still on its way.
function letGo(file: string): void {
  const draft = `${file}.released`;
  writeFileSync(draft, '{}');
  try {
    renameSync(draft, file);
  } catch (error) {
    throw new Error(`could not let go of ${file}`, { cause: error });
  }
}
