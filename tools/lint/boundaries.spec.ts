import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import boundaries from './boundaries.mjs';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A line of a fixture ends with a comment that ends with `caught: rule, rule`; nothing else may be caught. */
const announced = globSync('**/*.ts', { cwd: fixtures })
  .flatMap((file) =>
    readFileSync(`${fixtures}/${file}`, 'utf8')
      .split('\n')
      .map((line, index) => ({ file, line: index + 1, rules: rulesSaidIn(line) })),
  )
  .flatMap(({ file, line, rules }) => rules.map((rule) => `${file}:${line} ${rule}`))
  .toSorted();

describe('the borders', () => {
  let caught: string[];
  beforeAll(() => {
    caught = lint(fixtures);
  });

  it.each(Object.keys(boundaries.rules))('%s has a fixture that breaks it and is seen to fail', (rule) => {
    const breaking = announced.filter((place) => place.endsWith(` ${rule}`));
    expect(breaking).not.toEqual([]);
    expect(caught.filter((place) => place.endsWith(` ${rule}`))).toEqual(breaking);
  });

  it('catch nothing that is allowed', () => expect(caught).toEqual(announced));

  it.each(Object.keys(boundaries.rules))('%s is an error in the workspace', (rule) => {
    expect(readFileSync(`${root}/.oxlintrc.json`, 'utf8')).toContain(`"boundaries/${rule}": "error"`);
  });
});

function rulesSaidIn(line: string): string[] {
  return /\/\/.*\bcaught: (.+)$/.exec(line)?.[1]?.split(', ') ?? [];
}

function lint(folder: string): string[] {
  const { stdout, stderr } = spawnSync('npx', ['oxlint', '-c', '../fixtures.oxlintrc.json', '--no-ignore', '-f', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (!stdout.trimStart().startsWith('{')) throw new Error(`oxlint did not answer in JSON: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code: string; labels: { span: { line: number } }[] }[] };
  const places = diagnostics.map(({ filename, code, labels }) => `${filename}:${labels[0]?.span.line} ${/\((.+)\)/.exec(code)?.[1]}`);
  return [...new Set(places)].toSorted();
}
