import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { isRelative, onImports, packageOf } from '../workspace.mjs';

/**
 * A decider and its announcements are pure: what they import may compute, never read or write. The list says what is allowed,
 * so that a new I/O package is refused without anybody having to think of it.
 */
const pure = new Set([
  '@xiezhi/contracts',
  '@xiezhi/decider',
  '@xiezhi/aggregate',
  '@xiezhi/stage-chart',
  '@xiezhi/statutory-time',
  // Of the pack only what interprets: its main entry reads files.
  '@xiezhi/mechanism-pack/ladder',
  'zod',
  'canonicalize',
]);

/** Whose types an announcement may name, since they vanish when compiled: `Announcement`, `Scope`. */
const pureAsTypes = new Set(['@xiezhi/event-store']);

/** Outside knowledge that needs no import. Time and ids arrive in the command. */
const impureCalls = new Set([
  'Date.now',
  'Math.random',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'performance.now',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
]);
const impureObjects = new Set(['process', 'console']);

export const pureDecider = {
  create(context) {
    if (!/\.(decider|announce)\.ts$/.test(context.filename)) return {};
    const complain = (node, message) => context.report({ node, message });
    return {
      ...onImports((node, specifier) => {
        if (node.importKind === 'type' && pureAsTypes.has(specifier)) return;
        const chain = impureChain(context.filename, specifier);
        if (chain !== undefined) complain(node, `A decider imports nothing that does I/O: ${chain.join(' → ')}`);
      }),
      CallExpression: (node) => {
        const called = nameOf(node.callee);
        if (impureCalls.has(called))
          complain(node, `A decider is pure: ${called}() belongs to the caller, its result arrives in the command`);
      },
      NewExpression: (node) => {
        if (nameOf(node.callee) === 'Date' && node.arguments.length === 0)
          complain(node, 'A decider is pure: the moment arrives in the command');
      },
      MemberExpression: (node) => {
        if (impureObjects.has(nameOf(node.object))) complain(node, `A decider is pure: no ${nameOf(node.object)}`);
      },
    };
  },
};

function nameOf(node) {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression' && !node.computed) return `${nameOf(node.object)}.${node.property.name}`;
  return '';
}

/** The way from here to something impure, through our own files too: a helper beside the decider must not smuggle it in. */
function impureChain(file, specifier, seen = new Set()) {
  if (!isRelative(specifier))
    return !isBuiltin(specifier) && (pure.has(packageOf(specifier)) || pure.has(specifier)) ? undefined : [specifier];
  const target = resolve(dirname(file), specifier);
  if (seen.has(target) || !existsSync(target)) return undefined;
  seen.add(target);
  for (const next of importsOf(target)) {
    const chain = impureChain(target, next, seen);
    if (chain !== undefined) return [specifier, ...chain];
  }
  return undefined;
}

/** Type-only imports of a helper vanish when compiled and are followed no further. */
function importsOf(file) {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^\s*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\bfrom\s+)?['"]([^'"]+)['"]/gm)].map((match) => match[1]);
}
