import { Command, InvalidArgumentError } from 'commander';
import { root, runTool } from '../scripts/run.ts';
import { generate, type Kind, kinds } from './generate.ts';
import { FolderTree } from './tree.ts';

interface Options {
  in?: string;
  zh?: string;
  description?: string;
  on?: string;
}

const isKind = (text: string): text is Kind => (kinds as readonly string[]).includes(text);

await new Command('npm run new --')
  .description('Writes a service, aggregate, event or projection with a passing spec and its line in the glossary.')
  .argument('<kind>', kinds.join(' | '), (text) => {
    if (!isKind(text)) throw new InvalidArgumentError(`it is one of ${kinds.join(', ')}`);
    return text;
  })
  .argument('<name>', 'in lower case with hyphens: hand-off')
  .option('--in <app>', 'folder under apps/ (not for a service)')
  .option('--zh <words>', 'what officers call it (service, aggregate)')
  .option('--description <sentence>', 'what the catalogue says of it (event)')
  .option('--on <event>', 'export of libs/contracts that it folds (projection)')
  .action(write)
  .parseAsync();

async function write(kind: Kind, name: string, { in: app, zh, description, on }: Options): Promise<void> {
  const tree = new FolderTree(root);
  try {
    const left = generate(tree, { kind, name, in: app, chinese: zh, description, on });
    const written = tree.save();
    await runTool(
      'oxfmt',
      written.filter((path) => path.endsWith('.ts')),
      { quiet: true },
    );
    for (const path of written) console.log(`  ${path}`);
    console.log(`\n${left.map((line) => `- ${line}`).join('\n')}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
