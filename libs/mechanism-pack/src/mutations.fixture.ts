import { resolve } from 'node:path';
import { expect } from 'vitest';
import { MechanismPackInvalid, mechanismPackOf, packFilesFrom } from './index.ts';

/** The delivered pack, in which one thing is broken: what `check` promises is shown on what a city would edit. */
export const delivered = packFilesFrom(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));

export interface Mutation {
  file: string;
  from: string | RegExp;
  to: string;
  also?: [string, string];
}
/** Read with the lists, the files that are broken and those beside them alone: what a mistake is does not depend on what else is there. */
export function complaintsAfter(mutations: readonly Mutation[], beside: readonly string[] = []): readonly string[] {
  const read = new Set(['pack.yaml', 'codes.yaml', 'parties.yaml', ...beside, ...mutations.map(({ file }) => file)]);
  const files = new Map([...delivered].filter(([file]) => read.has(file)));
  for (const { file, from, to, also } of mutations) {
    const text = files.get(file) ?? '';
    const changed = text.replace(from, to).replace(...(also ?? ['', '']));
    expect(changed, `${file} has nothing like ${String(from)}`).not.toBe(text);
    files.set(file, changed);
  }
  try {
    mechanismPackOf(files, 'pack');
    return [];
  } catch (error) {
    if (error instanceof MechanismPackInvalid) return error.complaints;
    throw error;
  }
}
/** The line on which something stands in the delivered file, from 1. */
export const lineOf = (file: string, text: string): number => {
  const at = (delivered.get(file) ?? '').indexOf(text);
  expect(at, `${file} has nothing like ${text}`).toBeGreaterThan(-1);
  return (delivered.get(file) ?? '').slice(0, at).split('\n').length;
};

/** Whether a complaint begins with a file and a line. */
export const hasPlace = (complaint: string): boolean => /^(?:[a-z]+\/)?[a-z0-9-]+\.yaml:\d+\b/.test(complaint);
