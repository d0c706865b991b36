import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { editorSchemaOf, editorSchemas, packFilesFrom } from '@xiezhi/mechanism-pack';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../run.ts';
import { packs, packSchemas } from './pack-schemas.ts';

const published = new Map(
  [...(await packSchemas.write())].filter(([path]) => path.endsWith('.json')).map(([path, text]) => [path, JSON.parse(text) as object]),
);
// Formats such as `date` are told by their pattern too.
const ajv = new Ajv({ strict: false, validateFormats: false });
const validators = new Map([...published].map(([path, schema]) => [path, ajv.compile(schema)]));
const complaintsOf = (path: string, content: unknown): string[] => {
  const validate = validators.get(`docs/schemas/pack/${editorSchemaOf(path)!.name}.json`)!;
  return validate(content) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};
const shipped = packs().flatMap((pack) =>
  [...packFilesFrom(join(root, 'packs', pack))].map(([path, text]) => ({ pack, path, text, content: parse(text) as object })),
);

/** In a list its first element; in codes.yaml, whose members have any names, its first list. */
function misspeltIn(path: string, content: object): object {
  if (Array.isArray(content)) return [{ ...content[0], naem: 1 }, ...content.slice(1)];
  if (path !== 'codes.yaml') return { ...content, naem: 1 };
  const [name, list] = Object.entries(content)[0]!;
  return { ...content, [name]: { ...list, naem: 1 } };
}

describe('the schemas for whoever writes a pack', () => {
  it('are one of every kind of file', () => expect(published.size).toBe(editorSchemas.length));

  it.each(shipped.map((file) => [`${file.pack}/${file.path}`, file] as const))('accept %s', (_name, { path, content }) =>
    expect(complaintsOf(path, content)).toEqual([]),
  );

  it.each(shipped.map((file) => [`${file.pack}/${file.path}`, file] as const))(
    'reject a member of %s that nothing reads',
    (_name, { path, content }) => {
      const misspelt = misspeltIn(path, content);
      expect(complaintsOf(path, misspelt).join()).toContain('additionalProperties');
    },
  );

  it('reject a misspelt member deep inside, and a word that is none of those allowed', () => {
    const { content } = shipped.find(({ pack, path }) => pack === 'river-chief-procurator' && path === 'clocks/collaboration.yaml')!;
    const { rules } = content as { rules: Record<string, unknown>[] };
    const withFirst = (change: object) => ({ ...content, rules: [{ ...rules[0], ...change }, ...rules.slice(1)] });
    expect(complaintsOf('clocks/collaboration.yaml', withFirst({ lenght: 3 }))).toEqual(['/rules/0 additionalProperties']);
    expect(complaintsOf('clocks/collaboration.yaml', withFirst({ unit: 'moon' }))).toContain('/rules/0/unit enum');
  });

  it('are named in the first line of every file of every pack, by a path that leads there', () => {
    for (const { pack, path, text } of shipped) {
      const [, named = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
      const file = resolve(root, 'packs', pack, dirname(path), named);
      expect(file, `${pack}/${path}`).toBe(join(root, 'docs', 'schemas', 'pack', `${editorSchemaOf(path)!.name}.json`));
      expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('$id');
    }
  });
});
