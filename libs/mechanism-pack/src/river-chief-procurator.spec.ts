import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMechanismPack } from './read-mechanism-pack.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));

describe('the pack of river chief and procurator', () => {
  it('is whole: every chart passes its check, or reading it would have thrown', () =>
    expect(Object.keys(pack.charts)).toEqual(expect.arrayContaining(['case-file'])));
  it('records what judicial organs do and steers nobody of them', () => expect(pack.charts['case-file']?.deviation).toBe('recorded'));
});
