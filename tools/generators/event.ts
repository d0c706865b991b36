import { namesOf } from './names.ts';
import { addGlossaryLine, importFrom, type Tree, writeTemplates } from './tree.ts';

export interface EventOptions {
  name: string;
  /** The publishing service. */
  service: string;
  /** What it is about: the aggregate whose id it carries. Default: the name without its last word. */
  subject?: string;
  /** One sentence, as the catalogue shows it. */
  description?: string;
}

/** Integration event number one of its name, in libs/contracts, with a spec and a glossary line. */
export function event(tree: Tree, { name, service, ...more }: EventOptions): string[] {
  const names = namesOf(name);
  assertPublishes(tree, service);
  const subject = namesOf(more.subject ?? (name.split('-').slice(0, -1).join('-') || name));
  const path = `libs/contracts/src/events/${service}.ts`;
  const there = tree.read(path);
  if (there?.includes(`${names.pascal}V1 `)) throw new Error(`${path} has a ${names.pascal}V1 already; nothing was written`);

  const description = more.description ?? `${names.words.charAt(0).toUpperCase()}${names.words.slice(1)}.`;
  writeTemplates(tree, 'event', 'libs/contracts/src/events', { ...names, service, subjectCamel: subject.camel });
  tree.write(path, (there ?? firstLines) + definition(names.pascal, service, name, description, subject.camel));
  importFrom(tree, path, '../ids.ts', ['Uuid']);
  if (there === undefined) tree.write(index, `${tree.read(index) ?? ''}export * from './events/${service}.ts';\n`);
  addGlossaryLine(tree, 'The machinery', [`\`${service}.${name}.v1\``, `announced by ${service}: ${description}`]);
  return [`Say in ${path} what ${names.pascal}V1 carries beside the id, then \`npm run gen\`.`];
}

const index = 'libs/contracts/src/index.ts';
const firstLines = `import { z } from 'zod';\nimport { defineEvent } from '../integration-event.ts';\n`;

const definition = (pascal: string, service: string, name: string, description: string, subject: string) => `
export const ${pascal}V1 = defineEvent({
  service: '${service}',
  name: '${name}',
  version: 1,
  description: ${quoted(description)},
  data: z.object({ ${subject}Id: Uuid }),
});
`;

export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')}'`;

/** audit and portal only record what others announce. */
export function assertPublishes(tree: Tree, service: string): void {
  const publishers = /export const publishers = \[([^\]]*)\]/.exec(tree.read('libs/contracts/src/services.ts') ?? '')?.[1] ?? '';
  if (!publishers.includes(`'${service}'`))
    throw new Error(`${service} announces nothing; those who do: ${publishers.trim().replace(/,$/, '')}`);
}
