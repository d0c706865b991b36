import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { freezePackage, type PackageContent } from './package.ts';

const content: PackageContent = {
  handOffId: 'f1',
  matterKind: 'clue',
  matterId: 'c1',
  sender: 'harbour',
  receiver: 'customs',
  routeId: 'volunteer-clue',
  purpose: '请依法评估',
  legalBasis: '协作机制第五条',
  clue: {
    title: '排水口异常排水',
    description: '水色发黑',
    sourceCode: 'S18',
    domainCode: 'E4',
    divisionCode: '330523001',
    foundAt: '2026-10-11T09:00:00+08:00',
  },
  materials: [{ name: '照片 1', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) }],
};

describe('a frozen package', () => {
  it('is the same text in whatever order its content was given', () => {
    const reversed = Object.fromEntries(Object.entries(content).toReversed()) as unknown as PackageContent;
    expect(freezePackage(reversed).text).toBe(freezePackage(content).text);
  });
  it('is named by the digests of exactly its text', () => {
    const { text, sha256, sm3 } = freezePackage(content);
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(sm3).toBe(createHash('sm3').update(text).digest('hex'));
    expect(JSON.parse(text)).toMatchObject({ format: 'xiezhi.package.v1', purpose: '请依法评估' });
  });
  it('gets other digests when one character changes', () => {
    const other = freezePackage({ ...content, purpose: '请依法评佔' });
    expect(other.sha256).not.toBe(freezePackage(content).sha256);
    expect(other.sm3).not.toBe(freezePackage(content).sm3);
  });
  it('digests by SM3 as GB/T 32905 shows it', () =>
    expect(createHash('sm3').update('abc').digest('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'));
});
