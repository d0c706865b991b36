import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf, mechanismPackOf, packed, packFilesFrom, readMechanismPack, unpacked } from './index.ts';

const folder = resolve(import.meta.dirname, '../../../packs/river-chief-procurator');
const files = packFilesFrom(folder);
const zipped = (content: unknown) => gzipSync(JSON.stringify(content)).toString('base64');

describe('the files of a pack', () => {
  it('are its YAML files, and no others', () => {
    expect([...files.keys()]).toContain('charts/problem.yaml');
    expect([...files.keys()].every((path) => path.endsWith('.yaml'))).toBe(true);
  });
  it('travel as they are, and are read there as here', () => {
    const there = unpacked('pack', packed('pack', files));
    expect(there).toEqual(files);
    expect(mechanismPackOf(there, 'pack')).toEqual(readMechanismPack(folder));
  });
  it('have one digest in whatever order, and another with one character changed', () => {
    expect(digestOf(new Map([...files].toReversed()))).toBe(digestOf(files));
    expect(digestOf(new Map([...files, ['pack.yaml', `${files.get('pack.yaml') ?? ''} `]]))).not.toBe(digestOf(files));
  });

  it.each([
    ['what is no gzip', Buffer.from('pack').toString('base64')],
    ['what is no pack', zipped(['pack.yaml'])],
    ['a path out of the pack', zipped({ '../pack.yaml': 'name: a' })],
    ['a small text that becomes a large one', zipped({ 'pack.yaml': ' '.repeat(5 * 1024 * 1024) })],
    ['more files than a mechanism has', zipped(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`charts/c${n}.yaml`, ''])))],
  ])('are refused when they are %s', (_name, text) =>
    expect(() => unpacked('pack', text)).toThrow(expect.objectContaining({ name: 'MechanismPackInvalid' })),
  );
  it('are not even read from a folder of ten megabytes', () => {
    const large = mkdtempSync(join(tmpdir(), 'xiezhi-large-'));
    try {
      mkdirSync(join(large, 'charts'));
      const text = `# ${'x'.repeat(500_000)}\n`;
      for (let n = 0; n < 20; n += 1) writeFileSync(join(large, 'charts', `c${n}.yaml`), text);
      expect(() => packFilesFrom(large)).toThrow('has 10000060 bytes, 4194304 are allowed');
    } finally {
      rmSync(large, { recursive: true });
    }
  });
  it('are refused when they are too large to travel', () => {
    const noise = Array.from({ length: 90_000 }, (_, n) => ((n * 2_654_435_761) % 4_294_967_296).toString(36)).join('');
    const large = new Map([
      ...files,
      ['charts/a.yaml', noise],
      ['charts/b.yaml', noise.split('').toReversed().join('')],
      ['charts/d.yaml', noise.slice(7)],
    ]);
    expect(() => packed('pack', large)).toThrow(/bytes packed/);
  });
});
