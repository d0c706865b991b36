import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tabs } from '../api/types.ts';
import { caseFileForms, handOffForms, threadForms } from '../hand-off/verb-forms.ts';
import catalogue from './zh-CN.json' with { type: 'json' };

const source = resolve(import.meta.dirname, '..');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts'),
);
const textOf = (file: string) => readFileSync(join(source, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

function keysOf(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value as object, `${prefix}${key}.`),
  );
}
const keys = new Set(keysOf(catalogue));
const code = files.map(textOf).join('\n');
const literal = new Set([...code.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key ?? ''));
/** `t(`status.${…}`)` may mean any key that begins so. */
const prefixes = [...code.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map(([, prefix]) => prefix ?? '');

describe('the words of the screens', () => {
  it('stand in the catalogue and nowhere in the code', () => {
    const withHan = files.filter((file) => /\p{Script=Han}/u.test(textOf(file)));
    expect(withHan).toEqual([]);
  });

  it('exist for every key the code names', () => {
    const plain = [...literal].filter((key) => !keys.has(key));
    expect(plain).toEqual([]);
  });

  it('are all used', () => {
    const conditional = new Set([...code.matchAll(/'([\w-]+\.[\w-]+)'/g)].map(([, key]) => key ?? ''));
    const unused = [...keys].filter(
      (key) => !literal.has(key) && !conditional.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.entries({ ...handOffForms, ...caseFileForms, ...threadForms }))(
    'name the verb %s, its hint and its fields',
    (verb, { fields }) => {
      expect(keys).toContain(`verb.${verb}`);
      expect(keys).toContain(`verbHint.${verb}`);
      for (const { name } of fields) expect(keys).toContain(`field.${name}`);
    },
  );

  it.each(tabs)('name the tab %s and say why it may be empty', (tab) => {
    expect(keys).toContain(`tabs.${tab}`);
    expect(keys).toContain(`empty.${tab}`);
  });
});
