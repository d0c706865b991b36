import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../scripts/run.ts';

/** A copy of the working tree as it stands, with its own links between workspaces and the installed packages of the original. */
export class CopiedTree {
  readonly path: string;

  constructor() {
    const home = join(root, '.xiezhi');
    mkdirSync(home, { recursive: true });
    this.path = mkdtempSync(join(home, 'mutated-'));
    for (const file of filesOfTree()) {
      const target = join(this.path, file);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(root, file), target);
    }
    linkPackages(this.path);
  }

  /**
   * Replaces a text of one file and answers how to take the change back.
   *
   * @throws Error when the text does not stand there exactly once: the product has moved on, and the mutation must follow it
   */
  patch(file: string, find: string, replace: string): () => void {
    const path = join(this.path, file);
    const text = readFileSync(path, 'utf8');
    const count = text.split(find).length - 1;
    if (count !== 1) throw new Error(`${file} holds the text of the defence ${count} times instead of once: ${find.slice(0, 80)}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    return () => writeFileSync(path, text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** What is tracked and what is new, without what is ignored or deleted. */
function filesOfTree(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** Packages of others are the original's; our own workspaces must be the copy's, or the patch would not be met. */
function linkPackages(tree: string): void {
  const installed = join(root, 'node_modules');
  const linked = join(tree, 'node_modules');
  mkdirSync(join(linked, '@xiezhi'), { recursive: true });
  for (const name of readdirSync(installed))
    if (name !== '@xiezhi' && name !== '.cache') symlinkSync(join(installed, name), join(linked, name));
  cpSync(join(installed, '@xiezhi'), join(linked, '@xiezhi'), { recursive: true, verbatimSymlinks: true });
}
