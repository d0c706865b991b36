import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadBundled } from '../bundle.ts';
import { root } from '../run.ts';
import { type Catalogue, generated, table } from './catalogue.ts';

/**
 * What an aggregate's `<aggregate>.table.ts` exports as `table`: a decider, the sample facts that lead to each state, and a sample
 * of each command.
 */
export interface DecisionTable {
  decider: {
    initialState: unknown;
    decide(command: unknown, state: unknown): { type: string }[];
    evolve(state: unknown, event: unknown): unknown;
  };
  states: Record<string, unknown[]>;
  commands: Record<string, unknown>;
}

/** `<aggregate>.table.md` beside each `<aggregate>.table.ts`: what every command does in every state. */
export const tables: Catalogue = {
  name: 'tables',
  owns: ['apps/*/src/**/*.table.md'],
  write: async () => {
    const sources = globSync('apps/*/src/**/*.table.ts', { cwd: root }).toSorted();
    const loaded = await loadTables(sources);
    return new Map(sources.map((source, index) => [source.replace(/\.ts$/, '.md'), tablePage(source, loaded[index])]));
  },
};

async function loadTables(sources: string[]): Promise<(DecisionTable | undefined)[]> {
  if (sources.length === 0) return [];
  const imports = sources.map((source, index) => `import { table as t${index} } from ${JSON.stringify(join(root, source))};`);
  const { all } = await loadBundled<{ all: DecisionTable[] }>(
    'tools',
    `${imports.join('\n')}\nexport const all = [${sources.map((_, index) => `t${index}`).join(', ')}];`,
  );
  return all;
}

export function tablePage(source: string, sample: DecisionTable | undefined): string {
  if (sample === undefined) throw new Error(`${source} exports no \`table\``);
  const name = basename(source, '.table.ts');
  const { initialState, evolve } = sample.decider;
  const states = Object.entries(sample.states).map(([state, facts]) => ({
    state,
    value: facts.reduce((value, fact) => evolve(value, fact), initialState),
  }));
  const rows = Object.entries(sample.commands).map(([command, value]) => [
    `**${command}**`,
    ...states.map((state) => answerTo(sample, value, state.value, `${source}: ${command} in ${state.state}`)),
  ]);
  return `# ${name}: what each command does in each state

${generated} Source: \`${name}.decider.ts\`, samples: \`${basename(source)}\`.

An event's name: it is recorded. A code: the command is refused with it. —: nothing is recorded, the answer is the same as before.

${table(['command', ...states.map(({ state }) => state)], rows)}
`;
}

function answerTo({ decider }: DecisionTable, command: unknown, state: unknown, where: string): string {
  try {
    const events = decider.decide(command, state);
    return events.length === 0 ? '—' : events.map((event) => event.type).join(', ');
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal' && 'code' in error) return `\`${String(error.code)}\``;
    throw new Error(`${where} is neither decided nor refused`, { cause: error });
  }
}
