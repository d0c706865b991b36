import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rig } from './rig.ts';
import type { Work } from './rounds.ts';

export interface PgbenchRun {
  user: string;
  /** `:n` in it is another number for each transaction: from `base` on, no two alike. */
  script: string;
  base: number;
  /** How many numbers there are. */
  count: number;
  clients: number;
  seconds: number;
}

/**
 * Runs a script with prepared statements as a role of the product.
 *
 * @throws when one failed, or when the numbers ran out
 */
export async function pgbench(rig: Rig, { user, script, base, count, clients, seconds }: PgbenchRun): Promise<Work> {
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-pgbench-'));
  const file = join(folder, 'script.sql');
  writeFileSync(file, `\\set i :i + 1\n\\set n :base + :client_id * :span + :i\n${script}\n`);
  const variables = { base, span: Math.floor(count / clients), i: 0 };
  const defined = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const words = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds), '-f', file, ...defined];
  const login = ['-h', rig.host, '-p', String(rig.port), '-U', user, rig.database];
  const output = await run('pgbench', [...words, ...login], { PGPASSWORD: rig.password });
  rmSync(folder, { recursive: true });
  const rate = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  if (!(rate > 0)) throw new Error(`pgbench told no rate:\n${output}`);
  const failed = Number(/number of failed transactions: (\d+)/.exec(output)?.[1] ?? 0);
  if (failed > 0) throw new Error(`${failed} pgbench transactions failed`);
  const done = Number(/transactions actually processed: (\d+)/.exec(output)?.[1]);
  refuseUsedUp(done, count);
  return { count: done, seconds: done / rate };
}

/** Each number is used once: a figure that counted repetitions would be worth nothing. */
export function refuseUsedUp(used: number, count: number): void {
  if (used >= count) throw new Error(`a round used up its ${count} hand-offs: give it more, the figure would count repetitions`);
}

function run(program: string, words: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}:\n${output.slice(-2000)}`)),
    );
  });
}

export function requirePgbench(): void {
  if (spawnSync('pgbench', ['--version']).status === 0) return;
  throw new Error(
    'pgbench is needed as the ceiling and was not found: install PostgreSQL’s client programs (Debian: postgresql-contrib), then run again',
  );
}
