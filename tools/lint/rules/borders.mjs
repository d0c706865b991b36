import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { isRelative, onImports, packageOf, projectOf, targetOf } from '../workspace.mjs';

/** libs/contracts is the public language: it stands on nothing of ours. */
export const contractsStandAlone = importRule((from, to) =>
  from.kind === 'libs' && from.name === 'contracts'
    ? `libs/contracts imports nothing of ours, and this reaches ${to.kind}/${to.name}`
    : undefined,
);

export const libNeverImportsApp = importRule((from, to) =>
  from.kind === 'libs' && to.kind === 'apps' ? `A library never imports an app, and this reaches apps/${to.name}` : undefined,
);

export const appNeverImportsApp = importRule((from, to) =>
  from.kind === 'apps' && to.kind === 'apps'
    ? `Services never import each other (they meet in libs/contracts), and this reaches apps/${to.name}`
    : undefined,
);

/** `complaint(from, to)` is asked for each import that leaves its project for another one of ours. */
function importRule(complaint) {
  return {
    create(context) {
      const from = projectOf(context.filename);
      if (from === undefined) return {};
      return onImports((node, specifier) => {
        const to = targetOf(context.filename, specifier);
        const message = to === undefined || to.root === from.root ? undefined : complaint(from, to);
        if (message !== undefined) context.report({ node, message });
      });
    },
  };
}

/**
 * Nx draws its graph from package.json, an image installs only what an app lists: an import that is not declared works on a
 * developer's machine and nowhere else.
 */
export const declaredImports = {
  create(context) {
    const from = projectOf(context.filename);
    if (from === undefined) return {};
    const declared = declaredBy(from, context.filename);
    return onImports((node, specifier) => {
      if (isRelative(specifier)) {
        const to = targetOf(context.filename, specifier);
        if (to?.root !== from.root)
          context.report({ node, message: `${specifier} leaves ${from.kind}/${from.name}: import the package by its name` });
        return;
      }
      const name = packageOf(specifier);
      if (isBuiltin(specifier) || name === from.manifest.name || declared.has(name)) return;
      context.report({
        node,
        message: `${name} is not declared in ${from.kind === from.name ? from.name : `${from.kind}/${from.name}`}/package.json`,
      });
    });
  },
};

/** Specs and tools may also use the workspace's own development tools, and specs the testing library (see tools/targets.mjs). */
function declaredBy(project, file) {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = project.manifest;
  const names = new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies }));
  // What only specs call, a fixture or a conformance suite, is held to what a spec is held to.
  const isSpec = /\.(spec|fixture)\.ts$|\/conformance\//.test(file);
  if (isSpec) names.add('@xiezhi/testing');
  if (isSpec || ['tools', 'e2e', 'bench'].includes(project.kind)) for (const name of Object.keys(rootTools(project))) names.add(name);
  return names;
}

function rootTools(project) {
  return JSON.parse(readFileSync(join(project.workspace, 'package.json'), 'utf8')).devDependencies ?? {};
}
