import { appendToList } from './edit.ts';
import { assertPublishes, event } from './event.ts';
import { namesOf, pluralOf, withArticle } from './names.ts';
import { addGlossaryLine, importFrom, insert, type Tree, writeTemplates } from './tree.ts';

export interface AggregateOptions {
  name: string;
  /** The service that decides about it. */
  app: string;
  /** What officers call it; refusals are told in their language. Default: the English words. */
  chinese?: string;
}

/**
 * One thing with a life, open → closed, whole: decider, announcements, controller, samples, table, spec, its two events, its refusals
 * and permissions. What it really does is then written over it, with the spec already there.
 */
export function aggregate(tree: Tree, { name, app, chinese }: AggregateOptions): string[] {
  const names = namesOf(name);
  assertPublishes(tree, app);
  const article = withArticle(names.words);
  const called = chinese ?? names.words;
  writeTemplates(tree, 'aggregate', `apps/${app}/src/${name}`, {
    ...names,
    service: app,
    article,
    Article: article.charAt(0).toUpperCase() + article.slice(1),
    plural: pluralOf(names.camel),
    pluralKebab: pluralOf(names.kebab),
  });
  event(tree, { name: `${name}-opened`, service: app, subject: name, description: `${called}已建立.` });
  event(tree, { name: `${name}-closed`, service: app, subject: name, description: `${called}已办结.` });
  addRefusals(tree, names.shout, called);
  addPermissions(tree, name);
  addGlossaryLine(tree, 'The field', [called, names.words, `open → closed; decided in \`${app}\``]);
  return [...wire(tree, app, name, names.pascal), 'Write what it really does over decider and spec; then `npm run gen`.'];
}

function addRefusals(tree: Tree, shout: string, called: string): void {
  const lines = [
    `${shout}_NOT_FOUND: entry(404, '没有这件${called}，或本单位无权查看', '请核对编号；仅主办单位可见。'),`,
    `${shout}_ALREADY_CLOSED: entry(409, '该${called}已办结，且理由不同', '已办结的不得以不同理由再次办结；请刷新后查看。'),`,
  ];
  insert(
    tree,
    'libs/contracts/src/error-catalogue.ts',
    /^\} as const satisfies Record<string, ErrorEntry>/m,
    'before',
    `\n  // ${shout.charAt(0)}${shout.slice(1).toLowerCase().replaceAll('_', ' ')}\n${lines.map((line) => `  ${line}\n`).join('')}`,
  );
}

/** A handler may open and close it, and everybody who reads cases may read it; who may really do what is for a person to say. */
function addPermissions(tree: Tree, name: string): void {
  const path = 'libs/contracts/src/permissions.ts';
  appendToList(tree, path, /export const actions = \[/, [`'${name}:open'`, `'${name}:close'`, `'${name}:read'`]);
  appendToList(tree, path, /const reading = \[/, [`'${name}:read'`]);
  appendToList(tree, path, /^ {2}handler: \[/m, [`'${name}:open'`, `'${name}:close'`]);
}

function wire(tree: Tree, app: string, name: string, pascal: string): string[] {
  const path = `apps/${app}/src/app.module.ts`;
  if (!/controllers: \[/.test(tree.read(path) ?? ''))
    return [`Add ${pascal}Controller to the controllers of apps/${app}/src/app.module.ts.`];
  appendToList(tree, path, /controllers: \[/, [`${pascal}Controller`]);
  importFrom(tree, path, `./${name}/${name}.controller.ts`, [`${pascal}Controller`]);
  return [];
}
