import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import { MechanismPackPublishedV1, RoutePublishedV1 } from '@xiezhi/contracts';
import { digestOf, mechanismPackOf, packed, packFilesFrom, packVersionOf } from '@xiezhi/mechanism-pack';
import { eventually, integrationEvent } from '@xiezhi/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { day, okay, reportBody, type River, river } from './river.fixture.ts';

const files = packFilesFrom(resolve(import.meta.dirname, '../../../../packs/forest-chief-procurator'));
const pack = mechanismPackOf(files, 'forest-chief-procurator');
const mechanism = pack.header.name;
const inTime = { withinMs: 20_000 };

/** What the directory announces when the folder is published: the pack and its routes. */
function published() {
  const packVersion = packVersionOf(pack.header);
  const id = derivedId(packVersion, 'mechanism-pack');
  const { notes: _notes, ...edition } = pack.header;
  const data = { id, packVersion, ...edition, digest: digestOf(files), content: packed(mechanism, files) };
  const routes = (pack.routes ?? []).map((route) =>
    integrationEvent(RoutePublishedV1, `route/${route.id}`, { ...route, mechanism }, { familyId: route.id, parties: [] }),
  );
  return [integrationEvent(MechanismPackPublishedV1, `mechanism-pack/${id}`, data, { familyId: id, parties: [] }), ...routes];
}

/** The delivered forest pack, from the report in the wood to the clue at the procuratorate; no line of code knows it. */
export function forestBehaviour(given: () => River): void {
  let started: River;
  beforeAll(() => {
    started = given();
  });
  const office = (role: 'intake' | 'handler' | 'approver') => started.as('forestOffice', role);
  const { waterBodyId: _water, reach: _reach, ...found } = reportBody;
  const report = { ...found, title: '林地内新建硬化场地', place: '三号林班七小班', sourceCode: 'S13', categoryCode: 'L1-01', mechanism };
  const stage = (id: string, expected: string) =>
    eventually(async () => expect((await office('handler').get(`/problems/${id}`)).body).toMatchObject({ stage: expected }), inTime);

  async function sent(draft: object): Promise<string> {
    const said = { purpose: '请依法办理', legalBasis: '关于全面推行林长制的意见', ...day('2026-07-10') };
    const id = await eventually(() => okay(office('handler').post('/hand-offs', { ...draft, ...said }), 201), inTime);
    await okay(office('handler').post(`/hand-offs/${id}/submit`, day('2026-07-10')));
    await okay(office('approver').post(`/hand-offs/${id}/approve`, day('2026-07-10')));
    return id;
  }

  describe('the forest chief’s mechanism', () => {
    it('is live once it is published: reported, assigned, and handed to the procuratorate on its own routes', async () => {
      await started.service.publish(...published());
      const reported = () => started.as('township', 'intake').post('/problems', { ...report, ...day('2026-07-08') });
      const id = await eventually(() => okay(reported(), 201), inTime);
      const triage = { severity: '一般', severityReason: '未经批准', categoryCode: 'L1-01', proposedUnit: river.township };
      await okay(office('handler').post(`/problems/${id}/steps/P2`, { ...triage, ...day('2026-07-09') }));
      const terms = { leadUnit: river.township, requirements: ['恢复植被'], limitOn: '2026-08-31' };
      await okay(office('handler').post(`/problems/${id}/steps/P4a`, { ...terms, ...day('2026-07-09') }));

      const assignment = await sent({ matterKind: 'problem', matterId: id, receiver: river.township, route: 'forest-assignment' });
      await okay(started.as('township', 'intake').post(`/hand-offs/${assignment}/receive`, day('2026-07-13')));
      await okay(started.as('township', 'handler').post(`/hand-offs/${assignment}/accept`, day('2026-07-13')));
      await stage(id, 'RECTIFYING');

      const clue = { clueTitle: '违法占用林地线索', domainCode: 'N3', harm: '林地植被毁坏', ...day('2026-07-14') };
      await okay(office('handler').post(`/problems/${id}/steps/P12`, clue));
      const { body } = await office('handler').get(`/problems/${id}`);
      const [clueId] = body['clues'] as string[];
      expect(body).toMatchObject({ stage: 'TRANSFERRED', stageName: '已移送', packVersion: packVersionOf(pack.header) });

      const handOffId = await sent({ matterKind: 'clue', matterId: clueId, receiver: river.procuratorate, route: 'forest-clue' });
      const told = await eventually(() => {
        const events = started.service.announced(`hand-off/${handOffId}`);
        expect(events.map(({ type }) => type)).toContain('clue-transfer.hand-off-sent.v1');
        return events;
      }, inTime);
      expect(told.at(-1)?.data).toMatchObject({ routeId: 'forest-clue', mechanism });
    });
    it('has no way for what belongs to the river chiefs', async () => {
      const elsewhere = await started
        .as('township', 'intake')
        .post('/problems', { ...report, categoryCode: 'Z4-02', ...day('2026-07-08') });
      expect(elsewhere).toMatchObject({ status: 400, body: { code: 'STEP_FIELDS_INVALID' } });
    });
  });
}
