import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files a generator reads and writes; nx hands its own, the command line the folder. Paths from the workspace root. */
export interface Tree {
  read(path: string): string | undefined;
  write(path: string, text: string): void;
}

/** A folder whose changes are kept back until `save`, so that a generator that fails half way has changed nothing. */
export class FolderTree implements Tree {
  private readonly changed = new Map<string, string>();
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  read(path: string): string | undefined {
    const file = join(this.root, path);
    return this.changed.get(path) ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  }

  write(path: string, text: string): void {
    this.changed.set(path, text);
  }

  /** Answers the paths that were written. */
  save(): string[] {
    for (const [path, text] of this.changed) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return [...this.changed.keys()];
  }
}

/**
 * Writes each template of a folder, `{{word}}` filled in its text and in its path. Nothing is overwritten: all paths are looked at
 * before the first is written.
 */
export function writeTemplates(tree: Tree, kind: string, target: string, words: Record<string, string>): void {
  const folder = fileURLToPath(new URL(`templates/${kind}/`, import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tpl'))
    .toSorted()
    .map((name) => ({
      path: `${target}/${fill(name.slice(0, -'.tpl'.length), words)}`,
      text: fill(readFileSync(join(folder, name), 'utf8'), words),
    }));
  const there = files.find(({ path }) => tree.read(path) !== undefined);
  if (there !== undefined) throw new Error(`${there.path} is there already; nothing was written`);
  for (const { path, text } of files) tree.write(path, text);
}

export function fill(template: string, words: Record<string, string>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => {
    const value = words[word];
    if (value === undefined) throw new Error(`a template asks for {{${word}}}`);
    return value;
  });
}

/** Changes a file that must be there, where `find` matches; the match stays, `text` is put before or after it. */
export function insert(tree: Tree, path: string, find: RegExp, where: 'before' | 'after', text: string): void {
  const before = tree.read(path);
  if (before === undefined) throw new Error(`${path} is missing`);
  const match = find.exec(before);
  if (match === null) throw new Error(`found no place in ${path} for what belongs there: ${find.source}`);
  const at = where === 'before' ? match.index : match.index + match[0].length;
  tree.write(path, before.slice(0, at) + text + before.slice(at));
}

/** Adds a row at the end of the first table under a heading of the glossary. */
export function addGlossaryLine(tree: Tree, heading: string, cells: string[]): void {
  const path = 'docs/GLOSSARY.md';
  const lines = (tree.read(path) ?? '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('## ') && line.includes(heading));
  if (start === -1) throw new Error(`${path} has no heading "${heading}"`);
  const table = lines.findIndex((line, index) => index > start && line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > table && !line.startsWith('|'));
  if (table === -1) throw new Error(`${path} has no table under "${heading}"`);
  lines.splice(end === -1 ? lines.length : end, 0, `| ${cells.join(' | ')} |`);
  tree.write(path, lines.join('\n'));
}

/** Makes sure that a module imports some names of another one. */
export function importFrom(tree: Tree, path: string, module: string, names: string[]): void {
  const text = tree.read(path) ?? '';
  const line = new RegExp(`^import \\{([^}]*)\\} from '${module.replaceAll('.', '\\.')}';$`, 'm').exec(text);
  if (line === null) {
    const first = /^import .*$/m.exec(text);
    const at = first === null ? 0 : first.index + first[0].length + 1;
    tree.write(path, `${text.slice(0, at)}import { ${names.join(', ')} } from '${module}';\n${text.slice(at)}`);
    return;
  }
  const there = (line[1] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const all = [...new Set([...there, ...names])].toSorted((a, b) => a.localeCompare(b, 'en'));
  tree.write(path, text.replace(line[0], `import { ${all.join(', ')} } from '${module}';`));
}
