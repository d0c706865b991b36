import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusive, readJson } from '@xiezhi/embedded';
import { rolldown, type RolldownOptions, type RolldownOutput, watch } from 'rolldown';
import { z } from 'zod';
import { type App, repository } from './services.ts';

const configFile = join(repository, 'rolldown.config.mjs');
const buildWithinMs = 120_000;

/** Builds what changed since its last build, one after the other (each takes 0.2 s); answers how many there were. One build at a time per clone. */
export async function buildApps(apps: App[]): Promise<number> {
  const turn = await exclusive(join(repository, '.xiezhi', 'build'), buildWithinMs);
  try {
    const stale = apps.filter((app) => !isFresh(app));
    for (const app of stale) await build(app);
    return stale.length;
  } finally {
    turn.release();
  }
}

async function configOf(app: App): Promise<RolldownOptions> {
  const { default: shared }: { default: RolldownOptions } = await import(configFile);
  return { ...shared, cwd: app.folder, logLevel: 'warn' };
}

async function build(app: App): Promise<void> {
  rmSync(inputsFile(app), { force: true }); // a build that dies halfway must not look fresh
  const config = await configOf(app);
  const bundle = await rolldown(config);
  try {
    noteInputs(app, await bundle.write(outputOf(config)));
  } catch (cause) {
    throw new Error(`could not build ${app.name}`, { cause });
  } finally {
    await bundle.close();
  }
}

function outputOf(config: RolldownOptions) {
  const { output } = config;
  if (output === undefined || Array.isArray(output)) throw new Error(`${configFile} must have one output`);
  return output;
}

const inputsFile = (app: App): string => join(app.folder, 'dist', '.inputs.json');
const inputsSchema = z.record(z.string(), z.string());

// The files a bundle was made of, with size and time; a bundle is fresh while they are all as they were.
function noteInputs(app: App, { output }: RolldownOutput): void {
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  const files = [
    ...modules.filter((id) => existsSync(id)),
    configFile,
    join(app.folder, 'package.json'),
    join(repository, 'tsconfig.base.json'),
  ];
  writeFileSync(inputsFile(app), JSON.stringify(Object.fromEntries(files.map((file) => [file, mark(file)]))));
}

export function isFresh(app: App): boolean {
  const { data } = inputsSchema.safeParse(readJson(inputsFile(app)));
  if (data === undefined || !existsSync(join(app.folder, 'dist', 'main.mjs'))) return false;
  return Object.entries(data).every(([file, before]) => mark(file) === before);
}

function mark(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'gone' : `${found.size} ${found.mtimeMs}`;
}

/** Rebuilds an app whenever a file of it or of a library of ours changes. Answers how to end it. */
export async function watchApp(app: App, rebuilt: () => void, failed: (reason: string) => void): Promise<() => Promise<void>> {
  const watcher = watch(await configOf(app));
  let first = true;
  watcher.on('event', async (event) => {
    if (event.code === 'ERROR') failed(event.error instanceof Error ? event.error.message : String(event.error));
    if (event.code !== 'BUNDLE_END') return;
    await event.result.close();
    if (!first) rebuilt();
    first = false;
  });
  return () => watcher.close();
}
