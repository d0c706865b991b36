import { HandOffReceivedV1, ProblemStageEnteredV1 } from '@xiezhi/contracts';
import { resolve } from 'node:path';
import { type MechanismPack, PackShelf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { agencies, integrationEvent } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { owedByVersion, versionFor } from './by-version.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));
const later: MechanismPack = { ...pack, header: { ...pack.header, version: '2026.2', validFrom: '2026-07-01' } };
const { feedback: _none, ...silent } = pack;
const forest: MechanismPack = { ...silent, header: { ...pack.header, name: 'forest-chief-procurator' } };
const id = '01920000-0000-7000-8000-0000000000f1';
const { harbour, customs } = agencies;

const said = (definition: typeof HandOffReceivedV1 | typeof ProblemStageEnteredV1, on: string, data: Record<string, unknown>) =>
  integrationEvent(definition as typeof HandOffReceivedV1, `hand-off/${id}`, data as never, {
    familyId: id,
    parties: [harbour, customs],
    actedAt: `${on}T09:00:00+08:00`,
    sequence: 1,
  });

describe('an event is judged by one version', () => {
  const shelf = new PackShelf(pack);
  shelf.put(later);
  shelf.put(forest);
  it('that of the day of the act, where it names none', () => {
    expect(versionFor(shelf, said(HandOffReceivedV1, '2026-06-30', {}))).toBe(pack);
    expect(versionFor(shelf, said(HandOffReceivedV1, '2026-07-01', {}))).toBe(later);
  });
  it('that of its matter, whatever holds on the day', () => {
    const ofMatter = said(ProblemStageEnteredV1, '2026-08-01', { packVersion: 'river-chief-procurator@2026.1' });
    expect(versionFor(shelf, ofMatter)).toBe(pack);
  });
  it('that of the mechanism of its route', () =>
    expect(versionFor(shelf, said(HandOffReceivedV1, '2026-08-01', { mechanism: 'forest-chief-procurator' }))).toBe(forest));
  it('and waits where that has not arrived', () => {
    for (const data of [{ packVersion: 'lake-chief-procurator@2026.1' }, { mechanism: 'lake-chief-procurator' }])
      expect(() => versionFor(shelf, said(HandOffReceivedV1, '2026-08-01', data))).toThrow(
        expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }),
      );
  });
});

it('a service whose own pack says nothing of feedback does not start', () =>
  expect(() => owedByVersion(new PackShelf(forest))).toThrow('forest-chief-procurator has no feedback.yaml'));
