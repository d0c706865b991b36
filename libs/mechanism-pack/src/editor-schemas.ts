import { WrittenChart } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { PackHeader } from './header.ts';
import { folderSections, sections } from './sections.ts';

/** What a file of a pack must look like, under the name an editor finds its JSON Schema by. */
export interface EditorSchema {
  name: string;
  title: string;
  schema: z.ZodType;
}

/** By file, or by folder where a trailing slash says so. */
const kinds: Readonly<Record<string, EditorSchema>> = {
  'pack.yaml': { name: 'pack', title: '机制包：名称、版本、生效日', schema: PackHeader },
  'charts/': { name: 'chart', title: '阶段图', schema: WrittenChart },
  ...Object.fromEntries(Object.entries(sections).map(([name, { file, schema }]) => [file, { name, title: `机制包 ${file}`, schema }])),
  ...Object.fromEntries(
    Object.entries(folderSections).map(([name, { folder, schema }]) => [`${folder}/`, { name, title: `机制包 ${folder}`, schema }]),
  ),
};

/** Of every kind of file a pack may hold. */
export const editorSchemas: readonly EditorSchema[] = Object.values(kinds);

/** @param path within the pack, such as `charts/problem.yaml`; undefined where a pack has no such file */
export const editorSchemaOf = (path: string): EditorSchema | undefined => kinds[path] ?? kinds[path.slice(0, path.indexOf('/') + 1)];

const begins = '# yaml-language-server: $schema=';

/**
 * A file as an editor wants it: its first line names its schema, so that whoever types is told at once what is misspelt.
 *
 * @param schemas where the schemas lie, seen from the pack's folder
 */
export function withSchemaLine(path: string, text: string, schemas: string): string {
  const found = editorSchemaOf(path);
  if (found === undefined) return text;
  const up = path.includes('/') ? '../' : '';
  const rest = text.startsWith(begins) ? text.slice(text.indexOf('\n') + 1) : text;
  return `${begins}${up}${schemas}/${found.name}.json\n${rest}`;
}
