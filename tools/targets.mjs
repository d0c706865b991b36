import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Targets follow from a project's shape, so that no project repeats a script: what has a tsconfig is type-checked, what has a
 * pure spec is tested, what has src/main.ts is built. Integration and end-to-end specs share one database and one broker and
 * are therefore run by `npm test`, not project by project.
 */
export const createNodes = [
  '{apps/*,libs/*,e2e/*,packs/*,bench,tools}/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const root = dirname(file);
      const sources = sourcesIn(join(workspaceRoot, root));
      return [file, { projects: { [root]: { root, targets: targetsOf(workspaceRoot, root, sources), ...alsoNeeds(sources) } } }];
    }),
];

/**
 * Specs may use the testing library without declaring it (tools/lint, declared-imports), since an app's image must not carry it;
 * the graph has to know all the same.
 */
function alsoNeeds(sources) {
  const specs = sources.filter((file) => /\.(spec|fixture)\.ts$/.test(file));
  const isTested = specs.some((file) => readFileSync(file, 'utf8').includes(`'@xiezhi/testing`));
  return isTested ? { implicitDependencies: ['@xiezhi/testing'] } : {};
}

function targetsOf(workspaceRoot, root, sources) {
  const folder = join(workspaceRoot, root);
  const up = relative(folder, workspaceRoot);
  const targets = {};

  if (existsSync(join(folder, 'tsconfig.json')) && sources.length > 0) {
    targets.typecheck = run(root, 'tsc -p .', { inputs: ['default', '^production'] });
  }
  if (sources.some((name) => name.endsWith('.spec.ts') && !name.endsWith('.int.spec.ts')) && !root.startsWith('e2e/')) {
    // From the workspace root and narrowed by its path, so that every project runs under the one configuration.
    targets.test = run('.', `vitest run --project pure ${root}/`, { inputs: ['default', '^production', 'testing'] });
  }
  if (sources.length > 0) {
    targets.lint = run(root, `oxlint -c ${up}/.oxlintrc.json .`, { inputs: ['default', '^production', 'linting'] });
  }
  if (existsSync(join(folder, 'src/main.ts'))) {
    targets.build = run(root, `rolldown -c ${up}/rolldown.config.mjs`, {
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
    });
  }
  return targets;
}

function run(cwd, command, more) {
  return { executor: 'nx:run-commands', options: { command, cwd }, cache: true, ...more };
}

/** Paths of the TypeScript files below a folder; fixtures that break rules on purpose are nobody's source. */
function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .filter((entry) => !/(^|\/)(node_modules|dist|fixtures)(\/|$)/.test(entry.parentPath.slice(folder.length)))
    .map((entry) => join(entry.parentPath, entry.name));
}
