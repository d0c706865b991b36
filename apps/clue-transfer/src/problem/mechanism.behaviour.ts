import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import { MechanismPackPublishedV1, MechanismPackWithdrawnV1 } from '@xiezhi/contracts';
import { digestOf, packed, packFilesFrom } from '@xiezhi/mechanism-pack';
import { eventually, integrationEvent } from '@xiezhi/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { day, okay, reportBody, type River, river } from './river.fixture.ts';

/** A mechanism of this run alone, kept by the water bureau and with a category of its own; nothing in code knows it. */
const mechanism = `harbour-master-${randomUUID().slice(0, 8)}`;
const packVersion = `${mechanism}@2026.1`;
const packId = derivedId(packVersion, 'mechanism-pack');
const inTime = { withinMs: 20_000 };

function published() {
  const files = new Map(packFilesFrom(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator')));
  files.set('charts/problem.yaml', files.get('charts/problem.yaml')!.replace('offices: [RCO]', 'offices: [WAT]'));
  files.set(
    'codes.yaml',
    files
      .get('codes.yaml')!
      .replace('    - code: Z1-01\n', '    - { code: H1-01, name: 占用锚地 }\n    - code: Z1-01\n')
      .replace('    - { code: S01,', '    - { code: S31, name: 引航员报告 }\n    - { code: S01,'),
  );
  files.set('pack.yaml', `name: ${mechanism}\ntitle: 港长协作机制\nversion: "2026.1"\nvalidFrom: "2026-01-01"\n`);
  const edition = { name: mechanism, version: '2026.1', title: '港长协作机制', validFrom: '2026-01-01' };
  const data = { id: packId, packVersion, ...edition, digest: digestOf(files), content: packed(mechanism, files) };
  return integrationEvent(MechanismPackPublishedV1, `mechanism-pack/${packId}`, data, { familyId: packId, parties: [] });
}

function withdrawn() {
  const data = { id: packId, packVersion, lastDay: '2026-07-31', reason: '演练结束' };
  return integrationEvent(MechanismPackWithdrawnV1, `mechanism-pack/${packId}`, data, { familyId: packId, parties: [], sequence: 2 });
}

interface CodeList {
  list: string;
  codes: { code: string; name: string }[];
}

/** Problems of a mechanism that was published while the service ran. */
export function mechanismBehaviour(given: () => River): void {
  let started: River;
  beforeAll(() => {
    started = given();
  });
  const report = (on: string, change: object = {}) =>
    started.as('township', 'intake').post('/problems', { ...reportBody, mechanism, categoryCode: 'H1-01', ...day(on), ...change });

  describe('a mechanism that is published while services run', () => {
    it('is there without a restart: its own organ keeps its problems, by its own categories', async () => {
      expect(await report('2026-07-09')).toMatchObject({ status: 404, body: { code: 'CHART_UNKNOWN' } });
      await started.service.publish(published());
      const id = await eventually(() => okay(report('2026-07-09'), 201), inTime);
      const { body } = await started.as('bureau', 'intake').get(`/problems/${id}`);
      expect(body).toMatchObject({ packVersion, office: river.bureau, stage: 'REPORTED' });
      const elsewhere = await report('2026-07-09', { mechanism: undefined });
      expect(elsewhere).toMatchObject({ status: 400, body: { code: 'STEP_FIELDS_INVALID' } });
    });
    it('is chosen from at once: its sources are offered and accepted, and what nobody lists is refused by the name of its list', async () => {
      const lists = async (asked: string) =>
        (await started.as('township', 'intake').get(`/code-lists${asked}`)).body as unknown as CodeList[];
      const sourcesIn = async (asked = '') => (await lists(asked)).find(({ list }) => list === 'clue-source')?.codes ?? [];
      expect(await sourcesIn()).toContainEqual(expect.objectContaining({ code: 'S31', name: '引航员报告' }));
      expect(await sourcesIn('?mechanism=river-chief-procurator')).not.toContainEqual(expect.objectContaining({ code: 'S31' }));
      expect((await sourcesIn(`?mechanism=${mechanism}`)).length).toBe(17);

      const { title, description, divisionCode, foundAt, materials } = reportBody;
      const clue = { title, description, divisionCode, foundAt, materials, sourceCode: 'S31', domainCode: 'E4', ...day('2026-07-09') };
      const register = (change: object) => started.as('office', 'intake').post('/clues', { ...clue, ...change });
      await okay(register({}), 201);
      await okay(report('2026-07-09', { sourceCode: 'S31' }), 201);
      const ofRivers = await report('2026-07-09', { sourceCode: 'S31', mechanism: undefined, categoryCode: 'Z4-02' });
      expect(ofRivers).toMatchObject({ status: 400, body: { code: 'CODE_NOT_LISTED' } });
      expect(await register({ sourceCode: 'S99' })).toMatchObject({
        status: 400,
        body: { code: 'CODE_NOT_LISTED', detail: 'list: clue-source；code: S99' },
      });
      expect(await register({ domainCode: 'Y9' })).toMatchObject({
        status: 400,
        body: { code: 'CODE_NOT_LISTED', detail: 'list: field-of-cooperation；code: Y9' },
      });
      expect(await register({ domainCode: '水' })).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    });
    it('bears nothing after its last day; what runs goes on by its chart', async () => {
      const id = await okay(report('2026-07-09'), 201);
      await started.service.publish(withdrawn());
      await eventually(
        async () => expect(await report('2026-08-01')).toMatchObject({ status: 404, body: { code: 'CHART_UNKNOWN' } }),
        inTime,
      );
      await okay(report('2026-07-31'), 201);
      const verification = { verification: '系藻类阴影', ...day('2026-08-03') };
      await okay(started.as('bureau', 'handler').post(`/problems/${id}/steps/P3`, verification));
    });
  });
}
