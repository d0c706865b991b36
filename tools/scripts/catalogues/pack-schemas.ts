import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EditorSchema, editorSchemas, packFilesFrom, withSchemaLine } from '@xiezhi/mechanism-pack';
import { z } from 'zod';
import { root } from '../run.ts';
import { type Catalogue, generated, json } from './catalogue.ts';

/**
 * docs/schemas/pack/<kind>.json for whoever writes a mechanism pack, and the first line of every file in packs/ that names its schema. What a
 * schema cannot say, such as that a stage is reachable, only `xiezhi pack check` does.
 */
export const packSchemas: Catalogue = {
  name: 'pack-schemas',
  owns: ['docs/schemas/pack/*.json'],
  write: () => {
    const schemas = editorSchemas.map((one): [string, string] => [`docs/schemas/pack/${one.name}.json`, json(editorSchema(one))]);
    return Promise.resolve(new Map([...schemas, ...packs().flatMap(withFirstLines)]));
  },
};

/** Draft 7 is what editors' YAML servers read best. Objects are strict here, as they are when a pack is checked. */
export const editorSchema = ({ name, title, schema }: EditorSchema) => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: `urn:xiezhi:pack:${name}`,
  title,
  $comment: generated,
  ...withoutDialect(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' })),
});

/** Said above; and zod's own mark says nothing to an editor. */
const withoutDialect = (schema: z.core.JSONSchema.BaseSchema) =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '~standard'));

/** Folders of packs/ that hold a mechanism pack; others hold stories and a directory. */
export const packs = (): string[] => readdirSync(join(root, 'packs')).filter((name) => existsSync(join(root, 'packs', name, 'pack.yaml')));

function withFirstLines(name: string): [string, string][] {
  const folder = `packs/${name}`;
  return [...packFilesFrom(join(root, folder))].map(([path, text]) => [
    `${folder}/${path}`,
    withSchemaLine(path, text, '../../docs/schemas/pack'),
  ]);
}
