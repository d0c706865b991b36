import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's root folder, with no slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const bin = join(root, 'node_modules/.bin');

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Collect what the tool prints instead of showing it. */
  quiet?: boolean;
}

export interface RunResult {
  code: number;
  output: string;
}

/** Runs one of the workspace's own tools (nx, vitest, oxlint, …) on the Node that runs us, and its children on the same. */
export function runTool(name: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  return run(process.execPath, [realpathSync(join(bin, name)), ...args], options);
}

export function run(command: string, args: string[], { cwd = root, env = {}, quiet = false }: RunOptions = {}): Promise<RunResult> {
  return new Promise((settle, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    const heard: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => heard.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => heard.push(chunk));
    child.on('error', (error) => reject(new Error(`could not run ${command}`, { cause: error })));
    // Killed by a signal: there is no code, and it is no success.
    child.on('close', (code) => settle({ code: code ?? 1, output: Buffer.concat(heard).toString('utf8') }));
  });
}

/** `83 s`, for a person who waits. */
export const secondsSince = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
