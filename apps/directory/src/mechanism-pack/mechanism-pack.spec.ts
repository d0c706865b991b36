import { MechanismPackPublishedV1, MechanismPackWithdrawnV1 } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { mechanismPacks, packIdOf } from './mechanism-pack.announce.ts';
import { type MechanismPackCommand, mechanismPackDecider } from './mechanism-pack.decider.ts';
import { end, harbourPack, publish, published, withdraw, withdrawn } from './mechanism-pack.samples.ts';

const { given, stateAfter } = specFor(mechanismPackDecider);
const otherContent = { ...publish, digest: 'b'.repeat(64) } as MechanismPackCommand;

describe('a version of a mechanism pack', () => {
  it('is published', () => given().when(publish).then(published));
  it('is published once, however often the same content comes', () => given(published).when(publish).thenNothing());
  it('never gets another content', () =>
    given(published).when(otherContent).thenRefused('PACK_VERSION_TAKEN', { version: '2026.1', digest: harbourPack.digest }));

  it('is withdrawn with its last day and why', () => given(published).when(withdraw).then(withdrawn));
  it('is withdrawn once', () => given(published, withdrawn).when(withdraw).thenNothing());
  it('keeps the last day it was given', () =>
    given(published, withdrawn)
      .when({ ...withdraw, lastDay: '2026-10-31' } as MechanismPackCommand)
      .thenRefused('PACK_ALREADY_WITHDRAWN'));
  it('is not withdrawn before it was published', () => given().when(withdraw).thenRefused('PACK_UNKNOWN'));
  it('stays withdrawn when it comes again, and keeps its content', () => {
    given(published, withdrawn).when(publish).thenNothing();
    given(published, withdrawn).when(otherContent).thenRefused('PACK_VERSION_TAKEN');
  });
});

describe('what a mechanism pack tells others', () => {
  const id = packIdOf('harbour-master@2026.1');
  const state = stateAfter(published, withdrawn);
  it('is its whole content under its version, and its end', () => {
    const packVersion = 'harbour-master@2026.1';
    expect(mechanismPacks.announce(id, published, state)).toEqual([
      { type: MechanismPackPublishedV1.type, data: { id, packVersion, ...harbourPack } },
    ]);
    expect(mechanismPacks.announce(id, withdrawn, state)).toEqual([
      { type: MechanismPackWithdrawnV1.type, data: { id, packVersion, ...end } },
    ]);
  });
  it('is public, and claims its first day', () => {
    expect(mechanismPacks.scopeOf(state)).toEqual({ familyId: id, parties: [] });
    expect(mechanismPacks.claimsOf?.(published, state)).toEqual({ take: ['mechanism-pack-day/harbour-master/2026-03-01'] });
    expect(mechanismPacks.claimsOf?.(withdrawn, state)).toEqual({});
  });
  it('gives its day back when it is withdrawn before it ever held', () => {
    const early = { ...withdrawn, lastDay: '2026-02-28' } as typeof withdrawn;
    expect(mechanismPacks.claimsOf?.(early, stateAfter(published, early))).toEqual({
      release: ['mechanism-pack-day/harbour-master/2026-03-01'],
    });
  });
});
