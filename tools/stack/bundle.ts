import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown, type RolldownOptions, type RolldownOutput, watch } from 'rolldown';
import { inputsFile, mark } from './build.ts';
import { type App, repository } from './services.ts';

// Whoever loads this file loads the compiler, 200 MB of it: a process of its own for a build, the launcher only with --watch.

const configFile = join(repository, 'rolldown.config.mjs');

async function configOf(app: App): Promise<RolldownOptions> {
  const { default: shared }: { default: RolldownOptions } = await import(configFile);
  return { ...shared, cwd: app.folder, logLevel: 'warn' };
}

export async function bundle(app: App): Promise<void> {
  rmSync(inputsFile(app), { force: true }); // a build that dies halfway must not look fresh
  const config = await configOf(app);
  const compiler = await rolldown(config);
  try {
    noteInputs(app, await compiler.write(outputOf(config)));
  } catch (cause) {
    throw new Error(`could not build ${app.name}`, { cause });
  } finally {
    await compiler.close();
  }
}

function outputOf(config: RolldownOptions) {
  const { output } = config;
  if (output === undefined || Array.isArray(output)) throw new Error(`${configFile} must have one output`);
  return output;
}

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
