import { spawn } from 'node:child_process';
import { root } from '../scripts/run.ts';

export interface CommandOptions {
  /** The command is ended after this long, first politely. */
  timeoutMs: number;
  env?: Record<string, string>;
  /** Let the person who waits read along. */
  show?: boolean;
  input?: string;
}

export interface CommandResult {
  ok: boolean;
  output: string;
}

/** Runs a program, bounded in time; answers what it printed. Never throws: a program that is missing is one that failed. */
export function command(
  name: string,
  args: string[],
  { timeoutMs, env = {}, show = false, input }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((settle) => {
    const child = spawn(name, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const heard: Buffer[] = [];
    const listen = (chunk: Buffer, to: NodeJS.WriteStream): void => {
      heard.push(chunk);
      if (show) to.write(chunk);
    };
    child.stdout.on('data', (chunk: Buffer) => listen(chunk, process.stdout));
    child.stderr.on('data', (chunk: Buffer) => listen(chunk, process.stderr));
    child.stdin.on('error', () => undefined); // it may end before it has read everything
    child.stdin.end(input ?? '');
    const polite = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
    const firm = setTimeout(() => child.kill('SIGKILL'), timeoutMs + 20_000);
    const end = (ok: boolean, why: string): void => {
      clearTimeout(polite);
      clearTimeout(firm);
      settle({ ok, output: `${Buffer.concat(heard).toString('utf8')}${why}` });
    };
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code, signal) =>
      end(code === 0, signal === null ? '' : `\n${name} was ended by ${signal} (it had ${timeoutMs / 1000} s)`),
    );
  });
}

export const docker = (args: string[], options: Partial<CommandOptions> = {}): Promise<CommandResult> =>
  command('docker', args, { timeoutMs: 30_000, ...options });

/** The output of a command that has to succeed. */
export async function must(result: Promise<CommandResult>): Promise<string> {
  const { ok, output } = await result;
  if (!ok) throw new Error(lastLines(output));
  return output.trim();
}

export function lastLines(text: string, count = 25): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
