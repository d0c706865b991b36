import { addToCompose } from './compose.ts';
import { appendToList } from './edit.ts';
import { quoted } from './event.ts';
import { namesOf } from './names.ts';
import { addGlossaryLine, insert, type Tree, writeTemplates } from './tree.ts';

export interface ServiceOptions {
  name: string;
  chinese?: string;
}

/** An empty service that starts, migrates, announces and is counted: a schema, a topic, a place in the stack and in the compose file. */
export function service(tree: Tree, { name, chinese }: ServiceOptions): string[] {
  const names = namesOf(name);
  const model = tree.read('apps/feedback/package.json');
  if (model === undefined) throw new Error('apps/feedback/package.json is missing: it tells what a service depends on');
  writeTemplates(tree, 'service', `apps/${name}`, { ...names, chinese: chinese ?? names.words });
  tree.write(`apps/${name}/package.json`, model.replace('"@xiezhi/feedback"', `"@xiezhi/${name}"`));

  appendToList(tree, 'libs/contracts/src/services.ts', /export const publishers = \[/, [quoted(name)]);
  addToStack(tree, name);
  addToCompose(tree, names);
  addToLock(tree, name);
  addGlossaryLine(tree, 'The field', [chinese ?? names.words, names.words, `the service \`${name}\``]);
  return ['`npm install` links it; `npm run new aggregate <name> --in <it>` gives it something to decide.', 'Then `npm run gen`.'];
}

function addToStack(tree: Tree, name: string): void {
  const path = 'tools/stack/services.ts';
  const ports = [...(tree.read(path) ?? '').matchAll(/^ {2}\S+: (\d{4}),$/gm)].map((match) => Number(match[1]));
  insert(tree, path, /const preferredPorts[^{]*\{[^}]*/, 'after', `  ${quoted(name)}: ${Math.max(...ports) + 1},\n`);
  insert(tree, 'tools/stack/environment.ts', /^ {4}case 'audit':\n {6}return \{\};/m, 'before', `    case ${quoted(name)}:\n`);
}

/** What `npm install` would write: a workspace and its link. Its dependencies are the model's, which are locked already. */
function addToLock(tree: Tree, name: string): void {
  const path = 'package-lock.json';
  const lock = JSON.parse(tree.read(path) ?? '{}') as { packages?: Record<string, Record<string, unknown>> };
  const packages = lock.packages ?? {};
  packages[`apps/${name}`] = { ...packages['apps/feedback'], name: `@xiezhi/${name}` };
  packages[`node_modules/@xiezhi/${name}`] = { resolved: `apps/${name}`, link: true };
  for (const [place, locked] of Object.entries(packages)) {
    // Packages that npm keeps beside the model, it keeps beside a copy of it.
    const beside = /^apps\/feedback\/(node_modules\/.+)$/.exec(place)?.[1];
    if (beside !== undefined) packages[`apps/${name}/${beside}`] = locked;
  }
  const sorted = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  tree.write(path, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`);
}
