import { join } from 'node:path';
import { root } from '../scripts/run.ts';
import { command, docker, lastLines } from './command.ts';

/** What the project builds from and runs on. */
export const upstreamImages = ['node:24-bookworm-slim', 'postgres:18', 'apache/kafka:4.4.0'] as const;

const standIns = join(root, 'tools/standin-images');

export interface Engine {
  version: string;
  /** Ends the engine if this run started it, and no other. */
  release(): Promise<void>;
}

/** The engine that answers, else one started from Debian's packages, for which this must be root on Debian or a kin. */
export async function findEngine(say: (remark: string) => void): Promise<Engine> {
  const answering = await version();
  if (answering !== undefined) {
    await command('bash', [join(standIns, 'start-engine.sh')], { timeoutMs: 120_000 }); // adds compose and buildx where the client has none
    return { version: answering, release: async () => undefined };
  }
  say('no container engine answers: starting one from Debian packages (tools/standin-images)');
  const { ok, output } = await command('bash', [join(standIns, 'start-engine.sh')], { timeoutMs: 300_000, show: true });
  const started = ok ? await version() : undefined;
  if (started === undefined) throw new Error(`no container engine answers and none could be started here.\n${lastLines(output, 6)}`);
  return { version: started, release: async () => void (await command('bash', [join(standIns, 'stop-engine.sh')], { timeoutMs: 60_000 })) };
}

async function version(): Promise<string | undefined> {
  const { ok, output } = await docker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 15_000 });
  return ok ? output.trim() : undefined;
}

/** Whether the images were there, were pulled, or were built here from packages because no image registry answers. */
export async function ensureImages(say: (remark: string) => void): Promise<'present' | 'pulled' | 'stand-ins'> {
  const missing = await missingImages();
  if (missing.length === 0) return 'present';
  say(`pulling ${missing.join(', ')}`);
  if (await pullAll(missing)) return 'pulled';
  say('they cannot be pulled: building stand-ins of the same names from packages');
  const { ok, output } = await command('bash', [join(standIns, 'build.sh')], { timeoutMs: 600_000, show: true });
  const still = ok ? await missingImages() : missing;
  if (still.length > 0) throw new Error(`these images can neither be pulled nor built here: ${still.join(', ')}\n${lastLines(output, 6)}`);
  return 'stand-ins';
}

async function missingImages(): Promise<string[]> {
  const there = await Promise.all(upstreamImages.map((image) => docker(['image', 'inspect', '--format', '{{.Id}}', image])));
  return upstreamImages.filter((_, index) => there[index]?.ok !== true);
}

/** One after the other: where nothing can be pulled the first says so, and the others need not be waited for. */
async function pullAll(images: string[]): Promise<boolean> {
  for (const image of images) {
    const { ok } = await docker(['pull', '--quiet', image], { timeoutMs: 300_000 });
    if (!ok) return false;
  }
  return true;
}
