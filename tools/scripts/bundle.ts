import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './run.ts';

const entry = '\0xiezhi-entry.ts';

/**
 * Loads TypeScript that Node cannot strip (decorators) by bundling it as a service is bundled: our own code inlined, npm packages
 * external. `project` is the folder whose node_modules answer for them.
 *
 * @param text of the entry module; it imports by package name or by absolute path
 */
export async function loadBundled<Exports>(project: string, text: string): Promise<Exports> {
  const folder = join(root, project, 'dist/.loaded');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${crypto.randomUUID()}.mjs`);
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    tsconfig: join(root, 'tsconfig.base.json'),
    // The entry lives nowhere: what it imports is looked up as if it stood in the project.
    external: (id) => /^[^./\0]/.test(id) && !/^@(xiezhi|oxc-project)\//.test(id),
    // What cannot be found must not become an external package that is missed only later.
    onLog: (level, log, next) => {
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      next(level, log);
    },
    plugins: [
      {
        name: 'entry',
        resolveId: async function (id, importer) {
          if (id === entry) return entry;
          return importer === entry ? this.resolve(id, join(root, project, 'package.json')) : null;
        },
        load: (id) => (id === entry ? { code: text, moduleType: 'ts' } : null),
      },
      {
        name: 'own-folder',
        // A module that reads a file beside itself means its own folder, not the bundle's.
        transform: (code, id) =>
          code.includes('import.meta.dirname') ? code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))) : null,
      },
    ],
  });
  try {
    await bundle.write({ file, format: 'esm', keepNames: true, codeSplitting: false });
    return (await import(pathToFileURL(file).href)) as Exports;
  } finally {
    await bundle.close();
    rmSync(file, { force: true });
  }
}
