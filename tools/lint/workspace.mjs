import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** What the border rules know about a file: which workspace and project it lies in, and what that project declares. */

const manifests = new Map();

function manifestIn(folder) {
  if (!manifests.has(folder)) {
    const file = join(folder, 'package.json');
    manifests.set(folder, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
  }
  return manifests.get(folder);
}

/** The nearest folder upward whose package.json names workspaces: also lets a fixture be a small workspace of its own. */
export function workspaceOf(file) {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (manifestIn(folder)?.workspaces !== undefined) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** `{ kind: 'apps', name: 'directory', root, manifest }` of a file, or undefined for a file of the workspace root. */
export function projectOf(file) {
  const workspace = workspaceOf(file);
  if (workspace === undefined) return undefined;
  const [kind, name] = relative(workspace, file).split(sep);
  const root = ['tools', 'bench'].includes(kind) ? join(workspace, kind) : join(workspace, kind, name ?? '');
  const manifest = manifestIn(root);
  if (manifest === undefined || root === workspace) return undefined;
  return { kind, name: ['tools', 'bench'].includes(kind) ? kind : name, root, workspace, manifest };
}

/** The project that an import reaches, if it is one of ours: by package name or by a relative path that leaves its own. */
export function targetOf(file, specifier) {
  const workspace = workspaceOf(file);
  if (workspace === undefined) return undefined;
  if (isRelative(specifier)) return projectOf(resolve(dirname(file), specifier));
  const own = /^@xiezhi\/([^/]+)/.exec(specifier);
  if (own === null) return undefined;
  for (const kind of ['apps', 'libs', 'e2e', 'packs']) {
    const root = join(workspace, kind, own[1]);
    if (existsSync(join(root, 'package.json'))) return projectOf(join(root, 'package.json'));
  }
  return undefined;
}

export const isRelative = (specifier) => specifier.startsWith('.') || isAbsolute(specifier);

/** `@nestjs/core/router` → `@nestjs/core`. */
export const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Folder names under apps/. */
export function appsOf(workspace) {
  const folder = join(workspace, 'apps');
  return existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json'))) : [];
}

/** Calls back with every module name a file reaches for: import, export from, import(), and import types. */
export function onImports(report) {
  const visit = (node, source) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') report(node, source.value);
  };
  return {
    ImportDeclaration: (node) => visit(node, node.source),
    ExportNamedDeclaration: (node) => visit(node, node.source),
    ExportAllDeclaration: (node) => visit(node, node.source),
    ImportExpression: (node) => visit(node, node.source),
    TSImportType: (node) => visit(node, node.source ?? node.argument?.literal ?? node.argument),
  };
}

/** Calls back with every text a file spells out; a template's holes become `${}` so that the text stays one piece. */
export function onTexts(report) {
  return {
    Literal: (node) => {
      if (typeof node.value === 'string') report(node, node.value);
    },
    TemplateLiteral: (node) => report(node, node.quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw).join('${}')),
  };
}
