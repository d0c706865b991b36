import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A log that a child process writes by itself, on a descriptor of its own. Nothing goes through us, so a child outlives a
 * launcher that was killed without ever meeting a broken pipe.
 */
export interface LogFile {
  path: string;
  /** For the child's stdio; close it with `close` as soon as the child has been spawned. */
  descriptor: number;
  close(): void;
  /** What was written since this object was made, the last 64 kB of it. */
  sinceOpened(): string;
}

const tailBytesMax = 64 * 1024;

export function openLog(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'a', 0o600);
  const from = statSync(path).size;
  let open = true;
  return {
    path,
    descriptor,
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
    },
    sinceOpened: () => readFrom(path, from),
  };
}

function readFrom(path: string, from: number): string {
  if (!existsSync(path)) return '';
  const end = statSync(path).size;
  const start = Math.max(from <= end ? from : 0, end - tailBytesMax);
  const buffer = Buffer.alloc(end - start);
  const file = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, start)).toString('utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Keeps a log and three older ones, each at most about `bytesMax`. The writer keeps its descriptor (it appends, so it goes on at
 * the new end); what it writes between our copy and our cut, some microseconds, is lost from the log. Logs are for reading, not proof.
 */
export function rotate(path: string, bytesMax = 10 * 1024 * 1024): boolean {
  if (!existsSync(path) || statSync(path).size < bytesMax) return false;
  for (const age of [2, 1]) if (existsSync(`${path}.${age}`)) renameSync(`${path}.${age}`, `${path}.${age + 1}`);
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  return true;
}
