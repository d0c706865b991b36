import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { digestOf, unpacked } from '@xiezhi/mechanism-pack';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checked } from './pack-edition.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiezhi-pack-'));
  cpSync(resolve(import.meta.dirname, '../../packs/river-chief-procurator'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));
const change = (file: string, from: string, to: string) => {
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
};

describe('a folder that is to be published', () => {
  it('is packed whole, under its name and version', () => {
    const { version, validFrom, content, files } = checked(folder);
    expect({ version, validFrom }).toEqual({ version: 'river-chief-procurator@2026.1', validFrom: '2026-01-01' });
    expect(digestOf(unpacked('again', content))).toBe(digestOf(files));
  });
  it('is not sent with a mistake: file, line and place are told', () => {
    change('pack.yaml', '"2026-01-01"', '"2026-02-30"');
    expect(() => checked(folder)).toThrow(/was not published\n {2}why: {2}1 mistakes\n +pack\.yaml:\d+ validFrom: /);
  });
  it('is not sent when one request cannot carry it', () => {
    const noise = randomBytes(200_000).toString('base64');
    writeFileSync(join(folder, 'pack.yaml'), `${readFileSync(join(folder, 'pack.yaml'), 'utf8')}\n# ${noise}\n`);
    expect(() => checked(folder)).toThrow('250000 are allowed');
  });
  it('is a folder', () => expect(() => checked(join(folder, 'nothing'))).toThrow('there is no such folder'));
});
