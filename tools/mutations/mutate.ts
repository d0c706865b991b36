import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCounts } from '../scripts/counts.ts';
import { runTool, secondsSince } from '../scripts/run.ts';
import { CopiedTree } from './copied-tree.ts';
import { type Mutation, mutations } from './defences.ts';

interface Verdict {
  /** True when tests failed and others passed: the suite ran, and it noticed. */
  isNoticed: boolean;
  said: string;
}

/**
 * Takes out one defence after the other in a copied tree; the specs named for it must fail each time.
 *
 * @param names which defences; all when empty
 * @returns whether every absence was noticed
 * @throws Error for a name that no defence has
 */
export async function mutateAll(names: readonly string[] = []): Promise<boolean> {
  const unknown = names.filter((name) => !mutations.some(({ defence }) => defence === name));
  if (unknown.length > 0)
    throw new Error(`no defence is called ${unknown.join(', ')}; there are: ${mutations.map(({ defence }) => defence).join(', ')}`);
  const chosen = mutations.filter(({ defence }) => names.length === 0 || names.includes(defence));
  const tree = new CopiedTree();
  let noticed = 0;
  try {
    for (const mutation of chosen) {
      const startedAt = performance.now();
      const { isNoticed, said } = await mutate(tree, mutation);
      if (isNoticed) noticed += 1;
      console.log(`${isNoticed ? '✓' : '✗'} without ${mutation.defence} (${mutation.without}): ${said}, ${secondsSince(startedAt)}`);
    }
  } finally {
    tree.remove();
  }
  console.log(`\n${noticed} of ${chosen.length} absent defences were noticed`);
  return noticed === chosen.length;
}

async function mutate(tree: CopiedTree, mutation: Mutation): Promise<Verdict> {
  const restores = mutation.patches.map(({ file, find, replace }) => tree.patch(file, find, replace));
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-mutation-'));
  const counts = join(folder, 'counts.json');
  try {
    const { output } = await runTool('vitest', ['run', '--project', mutation.project, ...mutation.specs], {
      cwd: tree.path,
      quiet: true,
      env: { XIEZHI_COUNTS: counts },
    });
    const counted = readCounts(counts);
    if (counted === undefined) return { isNoticed: false, said: `the suite did not run: ${output.slice(-400)}` };
    const { passed, failed } = counted;
    // A suite that fails whole says nothing about the defence: some of its tests must still pass.
    return { isNoticed: failed > 0 && passed > 0, said: `${failed} tests fail, ${passed} pass` };
  } finally {
    // Two patches of one file: the one made last is taken back first.
    for (const restore of restores.toReversed()) restore();
    rmSync(folder, { recursive: true, force: true });
  }
}
