import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, rolldown, type RolldownOptions, type RolldownOutput, watch } from 'rolldown';
import { inputsFile, mark } from './build.ts';
import { type App, repository } from './services.ts';

// Whoever loads this file loads the compiler, 200 MB of it: a process of its own for a build, the launcher only with --watch.

const configFile = join(repository, 'rolldown.config.mjs');

/**
 * Of npm packages, these alone stay in node_modules: the repairs of kafkajs reach into its files, the second producer is not loaded by
 * default, and pg and pino are small and find files beside themselves.
 */
const outside = /^(kafkajs|@platformatic\/kafka|pg|pino)(\/|$)/;
const inPackages = /[\\/]node_modules[\\/]/;

/**
 * The bundle of an image with its packages inlined as well: a thousand files of npm are found, read and linked at every start otherwise,
 * and six services doing so at once cost a second of a warm start. They are files of their own, beside `main.mjs`: what is loaded later
 * (OpenAPI, sign-in) stays apart, and our own text, which is Chinese, does not make theirs take two bytes a letter.
 */
async function configOf(app: App): Promise<RolldownOptions> {
  const { default: shared }: { default: RolldownOptions } = await import(configFile);
  return {
    ...shared,
    cwd: app.folder,
    external: outside,
    logLevel: 'warn',
    onLog: (level, log, next) => {
      // Packages try what they can do without, and more that is not ours to mend.
      if (!inPackages.test(log.id ?? '')) next(level, log);
    },
    plugins: [withoutMaps],
    output: {
      ...outputOf(shared),
      chunkFileNames: 'packages/[name].mjs',
      codeSplitting: {
        groups: [{ name: 'packages', test: inPackages, entriesAware: true }],
      },
      comments: false,
    },
  };
}

/** Nobody reads those of the packages: 13 MB for each program. */
const withoutMaps: Plugin = {
  name: 'without-maps',
  generateBundle(_options, files) {
    for (const file of Object.keys(files)) if (/^packages\/.*\.map$/.test(file)) delete files[file];
  },
};

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

// The files a bundle was made of, with size and time; a bundle is fresh while they are all as they were. For the thousand of npm stands the lock.
function noteInputs(app: App, { output }: RolldownOutput): void {
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  const files = [
    ...modules.filter((id) => existsSync(id) && !inPackages.test(id)),
    import.meta.filename,
    configFile,
    join(repository, 'package-lock.json'),
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
