import type { Tree } from './tree.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
interface Lock {
  packages?: Record<string, Manifest & { version?: string }>;
}

const ownVersion = '0.1.0';

/** Declares what the written files import, in the app's manifest and in the lock; nothing new is installed, all of it is locked already. */
export function declareDependencies(tree: Tree, app: string, names: readonly string[]): void {
  const manifestPath = `apps/${app}/package.json`;
  const lockPath = 'package-lock.json';
  const lock = JSON.parse(tree.read(lockPath) ?? '{}') as Lock;
  const versions = Object.fromEntries(names.map((name) => [name, versionOf(lock, name)]));
  const locked = lock.packages?.[`apps/${app}`];
  if (locked !== undefined) {
    declare(locked, versions);
    tree.write(lockPath, `${JSON.stringify(lock, undefined, 2)}\n`);
  }
  const manifest = JSON.parse(tree.read(manifestPath) ?? '{}') as Manifest;
  declare(manifest, versions);
  tree.write(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** What only tests needed so far, the service itself needs now. */
function declare(manifest: Manifest, versions: Record<string, string>): void {
  const all = { ...versions, ...manifest.dependencies };
  manifest.dependencies = Object.fromEntries(Object.entries(all).toSorted(([left], [right]) => left.localeCompare(right, 'en')));
  for (const name of Object.keys(versions)) delete manifest.devDependencies?.[name];
}

function versionOf(lock: Lock, name: string): string {
  if (name.startsWith('@xiezhi/')) return ownVersion;
  const version = lock.packages?.[`node_modules/${name}`]?.version;
  if (version === undefined) throw new Error(`${name} is not in package-lock.json`);
  return version;
}
