import { createHash } from 'node:crypto';
import { fold } from '@xiezhi/decider';
import { describe, expect, it } from 'vitest';
import { handOffDecider } from './hand-off.decider.ts';
import { draftSaid, handOffId, matter, photo, sent, states, successor } from './hand-off.samples.ts';
import type { Forwarded } from './hand-off.samples.ts';
import { forwardedPackage, freezePackage, packageOf, requestedPackage, supplementedPackage } from './package.ts';

const content = packageOf(handOffId, draftSaid, matter);
const report = { ...photo, name: '监测报告', kind: 'DOCUMENT' as const, sha256: 'e'.repeat(64) };

describe('a frozen package', () => {
  it('is the same text in whatever order its content was given', () => {
    const reversed = Object.fromEntries(Object.entries(content).toReversed()) as unknown as typeof content;
    expect(freezePackage(reversed).text).toBe(freezePackage(content).text);
  });
  it('is named by the digests of exactly its text', () => {
    const { text, sha256, sm3 } = freezePackage(content);
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(sm3).toBe(createHash('sm3').update(text).digest('hex'));
    expect(JSON.parse(text)).toMatchObject({ format: 'xiezhi.package.v1', purpose: '请依法评估', materials: [photo] });
  });
  it('gets other digests when one character changes', () => {
    const other = freezePackage({ ...content, purpose: '请依法评佔' });
    expect(other.sha256).not.toBe(freezePackage(content).sha256);
    expect(other.sm3).not.toBe(freezePackage(content).sm3);
  });
  it('digests by SM3 as GB/T 32905 shows it', () =>
    expect(createHash('sm3').update('abc').digest('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'));
});

describe('urgency', () => {
  it('is signed with its reason, goes on to a successor, and leaves no trace in what is ordinary', () => {
    const urgent = { reason: '下游为饮用水取水口' };
    const said = packageOf(handOffId, { ...draftSaid, urgent }, matter);
    expect(said).toMatchObject({ urgent });
    const forwarded = { ...fold(handOffDecider, states['forwarded 已转送']), package: freezePackage(said) } as Forwarded;
    expect(forwardedPackage(handOffId, forwarded)).toMatchObject({ urgent });
    expect(content).not.toHaveProperty('urgent');
  });
});

describe('a partial package', () => {
  it('carries the chosen parts; of the rest there is no trace', () => {
    const parts = { content: ['place'], materials: [] };
    const { text, materialCount } = freezePackage(packageOf(handOffId, { ...draftSaid, parts }, matter));
    expect(JSON.parse(text)).toMatchObject({ matter: { title: matter.title, place: '浮桥东' }, materials: [] });
    expect(materialCount).toBe(0);
    expect(text).not.toMatch(/水色发黑|description|照片|cccc/);
  });
});

describe('a package’s next versions', () => {
  const frozen = freezePackage(content);
  it('a supplement adds and takes nothing away', () =>
    expect(supplementedPackage(frozen, [report, photo])).toMatchObject({ packageVersion: 2, handOffId, materials: [photo, report] }));
  it('a successor’s goes to the next receiver, with the chain behind it', () => {
    const forwarded = { ...fold(handOffDecider, states['forwarded 已转送']), package: frozen } as Forwarded;
    const next = forwardedPackage(handOffId, forwarded);
    expect(next).toMatchObject({ packageVersion: 1, handOffId: successor, receiver: forwarded.next.receiver, matter: content.matter });
    expect(next.predecessors).toMatchObject([{ handOffId, packageSha256: frozen.sha256, forwardedBecause: forwarded.next.reason }]);
  });
  it('a file’s carries what its agency received, and the proof of how it came', () => {
    const received = { ...fold(handOffDecider, [sent]), package: frozen } as Forwarded;
    const asked = { ...draftSaid, matterKind: 'case-file' as const, matterId: successor, requested: { handOffId, eventId: successor } };
    const next = requestedPackage(successor, asked, received);
    expect(next).toMatchObject({ matter: { matterKind: 'case-file', matterId: successor, description: '水色发黑' }, materials: [photo] });
    expect(next.predecessors).toMatchObject([{ handOffId, packageSha256: frozen.sha256, requestedBy: successor }]);
  });
  it('a file’s adds what its keeper adds, once, and never takes away', () => {
    const received = { ...fold(handOffDecider, [sent]), package: frozen } as Forwarded;
    const requested = { handOffId, eventId: successor, facts: '渗坑排放，总铬超标六倍。', materials: [report, photo] };
    const next = requestedPackage(successor, { ...draftSaid, matterKind: 'case-file', matterId: successor, requested }, received);
    expect(next).toMatchObject({ matter: { description: '水色发黑', facts: requested.facts }, materials: [photo, report] });
  });
  it('a file’s that came from nobody carries what the file has', () => {
    const requested = { eventId: successor, facts: '渗坑排放。', materials: [report] };
    const next = requestedPackage(successor, { ...draftSaid, matterKind: 'case-file', matterId: successor, requested }, undefined);
    expect(next).toMatchObject({ matter: { facts: '渗坑排放。' }, materials: [report], predecessors: [] });
    expect(next.matter).not.toHaveProperty('description');
  });
});
