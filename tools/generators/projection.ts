import { declareDependencies } from './dependencies.ts';
import { appendToList } from './edit.ts';
import { namesOf } from './names.ts';
import { addGlossaryLine, importFrom, type Tree, writeTemplates } from './tree.ts';

export interface ProjectionOptions {
  name: string;
  /** The service whose schema holds the rows. */
  app: string;
  /** Export of libs/contracts it folds, `HandOffSentV1`. Default: the first event of the app, or of clue-transfer. */
  on?: string;
}

/** A read model: entity, migration, projection, and specs that show it folding and who may see its rows. */
export function projection(tree: Tree, { name, app, on }: ProjectionOptions): string[] {
  const names = namesOf(name);
  const migrations = `apps/${app}/src/migrations/index.ts`;
  if (tree.read(migrations) === undefined) throw new Error(`${migrations} is missing: is ${app} a service with a schema?`);
  const { eventName, eventService } = foldedEvent(tree, app, on);

  writeTemplates(tree, 'projection', `apps/${app}/src/${name}`, {
    ...names,
    app,
    schema: namesOf(app).snake,
    Words: names.words.charAt(0).toUpperCase() + names.words.slice(1),
    eventName,
    eventService,
    // TypeORM runs migrations in the order of these digits: the present is after all that were written before.
    moment: String(Date.now()),
  });
  importFrom(tree, migrations, `../${name}/${name}.migration.ts`, [names.pascal]);
  appendToList(tree, migrations, /export const migrations(?:: [^=]*)? = \[/, [names.pascal]);
  declareDependencies(tree, app, ['@xiezhi/contracts', '@xiezhi/messaging', '@xiezhi/postgres', 'typeorm']);
  addGlossaryLine(tree, 'The machinery', [names.words, `read model of ${app}: what was last told of each stream`]);
  return [
    `Name ${names.pascal}Entity among the entities and ${names.camel}Projection among the consumers of apps/${app}/src/main.ts.`,
    'List its table with who may read it where the suite asks for that, then `npm run gen`.',
  ];
}

function foldedEvent(tree: Tree, app: string, on: string | undefined): { eventName: string; eventService: string } {
  const services = [app, 'clue-transfer', 'case-supervision', 'feedback', 'directory'];
  for (const eventService of services) {
    const text = tree.read(`libs/contracts/src/events/${eventService}.ts`) ?? '';
    const defined = [...text.matchAll(/^export const (\w+) = defineEvent\(/gm)].map((match) => match[1] ?? '');
    const eventName = on === undefined ? defined[0] : defined.find((candidate) => candidate === on);
    if (eventName !== undefined) return { eventName, eventService };
  }
  throw new Error(on === undefined ? 'libs/contracts defines no event' : `libs/contracts defines no ${on}`);
}
