import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A process named so that it can be found again later: a bare pid may belong to somebody else by then, the pair of pid and
 * moment of birth cannot. On Linux the moment is the kernel's start tick together with the boot it was counted from.
 */
export interface ProcessRecord {
  pid: number;
  startedAt: string;
}

const linux = process.platform === 'linux';

/** Who `pid` is now; undefined when nobody, or only a zombie that its parent has not yet collected. */
export function processNow(pid: number): ProcessRecord | undefined {
  const startedAt = linux ? startTickOnLinux(pid) : startTimeFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(record: ProcessRecord): boolean {
  return processNow(record.pid)?.startedAt === record.startedAt;
}

export const thisProcess = (): ProcessRecord => {
  const record = processNow(process.pid);
  if (record === undefined) throw new Error(`could not read the start time of this process (${process.pid})`);
  return record;
};

function startTickOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in parentheses may hold blanks and parentheses itself, so fields are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined; // no such process, or it ended while we were reading: the same answer
  }
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
      undefined
    );
  } catch {
    return undefined; // ps answers 1 for an unknown pid
  }
}

/** Ends one process, politely first. Never signals a pid that has been handed to somebody else in the meantime. */
export async function endProcess(record: ProcessRecord, options: { signal?: NodeJS.Signals; graceMs?: number } = {}): Promise<void> {
  const { signal = 'SIGTERM', graceMs = 10_000 } = options;
  if (!sendSignal(record, signal) || (await isGone(record, graceMs))) return;
  sendSignal(record, 'SIGKILL');
  if (!(await isGone(record, 5_000))) throw new Error(`process ${record.pid} does not end, not even by SIGKILL`);
}

export function sendSignal(record: ProcessRecord, signal: NodeJS.Signals): boolean {
  if (!isAlive(record)) return false;
  try {
    process.kill(record.pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw new Error(`could not send ${signal} to process ${record.pid}`, { cause: error });
  }
}

async function isGone(record: ProcessRecord, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(15)) if (!isAlive(record)) return true;
  return !isAlive(record);
}

/**
 * Processes found by their command line: the way to an orphan whose starter died before it could write the pid down.
 * Where there is no /proc the answer is empty, and the pid file alone must do.
 */
export function processesWith(commandLine: (words: string[]) => boolean): ProcessRecord[] {
  return pidsOnLinux()
    .filter((pid) => pid !== process.pid && commandLine(wordsOf(pid)))
    .flatMap((pid) => processNow(pid) ?? []);
}

/** Processes whose working directory is `folder`; a Postgres and each of its children sit in their data folder. */
export function processesIn(folder: string): ProcessRecord[] {
  return pidsOnLinux()
    .filter((pid) => workingFolderOf(pid) === folder)
    .flatMap((pid) => processNow(pid) ?? []);
}

function pidsOnLinux(): number[] {
  return linux
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    : [];
}

function wordsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // ended, or another user's
  }
}

/** Written whole or not at all: a crash in the middle leaves the old text. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.${process.pid}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode });
  renameSync(draft, path);
}

export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // absent, or cut off by a full disk: both mean that we know nothing
  }
}

export function readRecord(path: string): ProcessRecord | undefined {
  const value = readJson(path);
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return undefined;
  return typeof value.pid === 'number' && typeof value.startedAt === 'string' ? { pid: value.pid, startedAt: value.startedAt } : undefined;
}

/** Removes a pid file once its process has ended; one that names a successor by now stays. */
export function removeRecord(path: string, record: ProcessRecord): void {
  if (readRecord(path)?.pid === record.pid) rmSync(path, { force: true });
}
