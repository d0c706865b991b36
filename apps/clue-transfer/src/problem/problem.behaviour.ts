import { randomUUID } from 'node:crypto';
import { eventually, expectConsistent } from '@xiezhi/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  assigned,
  county,
  day,
  okay,
  reportBody,
  type River,
  river,
  routes,
  standsIn,
  submitted,
  terms,
  withTerms,
} from './river.fixture.ts';

/** A problem as its parties meet it over HTTP. */
export function problemBehaviour(given: () => River): void {
  let started: River;
  beforeAll(() => {
    started = given();
  });

  const inTime = { withinMs: 20_000 };
  const step = (
    agency: 'office' | 'bureau' | 'township',
    role: 'handler' | 'approver' | 'section-head' | 'intake',
    id: string,
    name: string,
    on: string,
    fields: object,
  ) => started.as(agency, role).post(`/problems/${id}/steps/${name}`, { ...fields, ...day(on) });
  const reminder = { unitDuty: '依法查处', demanded: '七月九日交办', stillMissing: ['未拆除'], reminderLimitOn: '2026-08-17' };
  const study = (conclusion: string) => ({
    heldOn: '2026-08-19',
    participants: [river.office, river.procuratorate],
    views: [{ agency: '河长办', view: '建议移送' }],
    studyConclusion: conclusion,
  });

  describe('a problem over HTTP (K02)', () => {
    it('is assigned by a hand-off, reminded, studied, and grows a clue with its history', async () => {
      const { problemId, handOffId } = await assigned(started);
      const reading = (await started.as('bureau', 'handler').get(`/problems/${problemId}`)).body;
      expect(reading).toMatchObject({ stage: 'ASSIGNED', stageName: '已交办', handOffId, limits: { rectification: '2026-07-31' } });
      expect(reading['number']).toMatch(new RegExp(`^XS-${county}-2026-\\d{6}$`));

      await okay(started.as('bureau', 'liaison').post(`/hand-offs/${handOffId}/receive`, day('2026-07-10')));
      await standsIn(started, problemId, 'SIGNED');
      await okay(started.as('bureau', 'intake').post(`/hand-offs/${handOffId}/accept`, day('2026-07-10')));
      await standsIn(started, problemId, 'RECTIFYING');

      expect(await step('office', 'handler', problemId, 'P10a', '2026-07-31', reminder)).toMatchObject({
        status: 409,
        body: { code: 'LIMIT_NOT_PASSED', detail: expect.stringMatching(/rule: P10a；.*第五条/) },
      });
      await okay(step('office', 'handler', problemId, 'P10a', '2026-08-03', reminder));
      // The draft is the office's own paper until it is signed.
      expect((await started.as('bureau', 'handler').get(`/problems/${problemId}`)).body['known']).not.toHaveProperty('unitDuty');
      await okay(step('office', 'approver', problemId, 'P10', '2026-08-03', { servedOn: '2026-08-03', serviceMethod: '系统' }));
      const served = (await started.as('bureau', 'handler').get(`/problems/${problemId}`)).body;
      expect(served).toMatchObject({
        known: { unitDuty: '依法查处' },
        documents: [{ transition: 'P10', number: expect.stringContaining('提函〔2026〕1号') }],
      });

      await okay(step('office', 'handler', problemId, 'P11', '2026-08-18', { invitedProcuratorate: river.procuratorate }));
      await okay(step('office', 'handler', problemId, 'P11m', '2026-08-19', study('移送检察机关')));
      await okay(
        step('office', 'handler', problemId, 'P12', '2026-08-20', { clueTitle: '钢棚占用岸线', domainCode: 'W3', harm: '岸线受损' }),
      );
      const { clues } = (await started.as('office', 'handler').get(`/problems/${problemId}`)).body as { clues: string[] };
      const clue = (await started.as('office', 'handler').get(`/clues/${clues[0]}`)).body;
      expect(clue).toMatchObject({ owner: river.office, grownFrom: problemId, content: { title: '钢棚占用岸线', sourceCode: 'S04' } });

      const draft = { matterKind: 'clue', matterId: clues[0], receiver: river.procuratorate, route: routes.fromProblem };
      const said = { purpose: '请依法审查', legalBasis: '指引第五条', ...day('2026-08-20') };
      const transferId = await okay(started.as('office', 'handler').post('/hand-offs', { ...draft, ...said }), 201);
      await okay(started.as('office', 'handler').post(`/hand-offs/${transferId}/submit`, day('2026-08-20')));
      await okay(started.as('office', 'approver').post(`/hand-offs/${transferId}/approve`, day('2026-08-20')));
      const { text } = (await started.as('procuratorate', 'liaison').get(`/hand-offs/${transferId}/package`)).body as { text: string };
      expect(JSON.parse(text)).toMatchObject({
        history: { 'reminder-expiry': '2026-08-17', 'study-minutes': expect.stringContaining('纪要') },
      });
      const told = await eventually(() => {
        const events = started.service.announced(`problem/${problemId}`);
        expect(events.at(-1)?.data).toMatchObject({ to: 'TRANSFERRED' });
        return events;
      }, inTime);
      // All of one set of facts: the problem, its hand-off and the clue.
      expect(new Set([...told, ...started.service.announced(`hand-off/${transferId}`)].map(({ meta }) => meta.familyId))).toEqual(
        new Set([problemId]),
      );
      expect(told.map(({ received }) => received.body).join()).not.toMatch(/CANARY/);
      await expectConsistent(started.database);
    });

    it('refused comes back to the office, and the unit reads what follows no more', async () => {
      const { problemId, handOffId } = await assigned(started, 'otherBureau');
      await okay(started.as('otherBureau', 'liaison').post(`/hand-offs/${handOffId}/receive`, day('2026-07-10')));
      const reason = { reasonCode: 'NOT_COMPETENT', reason: '不属于本局职责', ...day('2026-07-10') };
      await okay(started.as('otherBureau', 'intake').post(`/hand-offs/${handOffId}/refuse`, reason));
      await standsIn(started, problemId, 'TRIAGED');
      expect(await started.as('otherBureau', 'handler').get(`/problems/${problemId}`)).toMatchObject({
        status: 404,
        body: { code: 'PROBLEM_NOT_FOUND' },
      });
    });

    it('is not handed over before its terms are written: nothing is sent, nothing half-done', async () => {
      const problemId = await okay(started.as('township', 'intake').post('/problems', reportBody), 201);
      const draft = {
        matterKind: 'problem',
        matterId: problemId,
        receiver: river.bureau,
        route: routes.assignment,
        purpose: '整改',
        legalBasis: '规定',
      };
      const handOffId = await okay(started.as('office', 'handler').post('/hand-offs', draft), 201);
      await okay(started.as('office', 'handler').post(`/hand-offs/${handOffId}/submit`, {}));
      expect(await started.as('office', 'approver').post(`/hand-offs/${handOffId}/approve`, {})).toMatchObject({
        status: 409,
        body: { code: 'TRANSITION_NOT_FROM_HERE', detail: expect.stringContaining('rule: P4；') },
      });
      expect((await started.as('office', 'handler').get(`/hand-offs/${handOffId}`)).body).toMatchObject({ status: 'pending-approval' });
      await expectConsistent(started.database);
    });

    it('is not assigned under terms that were changed after the assignment was submitted', async () => {
      const problemId = await withTerms(started, 'bureau');
      const handOffId = await submitted(started, problemId, 'bureau');
      await okay(step('office', 'handler', problemId, 'P4a', '2026-07-09', terms('bureau', '2026-08-14')));
      const approve = () => started.as('office', 'approver').post(`/hand-offs/${handOffId}/approve`, day('2026-07-09'));
      expect(await approve()).toMatchObject({ status: 409, body: { code: 'PACKAGE_CHANGED', advice: expect.any(String) } });
      await okay(started.as('office', 'approver').post(`/hand-offs/${handOffId}/send-back`, { remark: '期限已改', ...day('2026-07-09') }));
      await okay(started.as('office', 'handler').post(`/hand-offs/${handOffId}/submit`, day('2026-07-09')));
      await okay(approve());
      // What was frozen stays, whatever becomes of the problem.
      const frozen = async () => (await started.as('bureau', 'liaison').get(`/hand-offs/${handOffId}/package`)).body;
      const before = await frozen();
      expect(before['text']).toContain('2026-08-14');
      await okay(started.as('bureau', 'liaison').post(`/hand-offs/${handOffId}/receive`, day('2026-07-10')));
      await standsIn(started, problemId, 'SIGNED');
      expect(await frozen()).toEqual(before);
    });

    it('is repeated without effect, and told what else is wrong', async () => {
      const problemId = await okay(started.as('township', 'intake').post('/problems', reportBody), 201);
      const reject = { verification: '系藻类阴影' };
      const first = await started.as('office', 'handler').post(`/problems/${problemId}/steps/P3`, reject);
      const again = await started.as('office', 'handler').post(`/problems/${problemId}/steps/P3`, reject);
      expect([first.status, again.status, again.body['version']]).toEqual([200, 200, first.body['version']]);
      expect(await started.as('office', 'handler').post(`/problems/${problemId}/steps/P3`, { verification: '另一说法' })).toMatchObject({
        status: 409,
        body: { code: 'TRANSITION_NOT_FROM_HERE' },
      });
      expect(await started.as('office', 'handler').post(`/problems/${problemId}/steps/P99`, {})).toMatchObject({
        status: 404,
        body: { code: 'TRANSITION_UNKNOWN' },
      });
    });

    it('lists what is possible now and why the rest is not', async () => {
      const problemId = await okay(started.as('township', 'intake').post('/problems', reportBody), 201);
      const { steps } = (await started.as('office', 'handler').get(`/problems/${problemId}/possible`)).body as {
        steps: { transition: string }[];
      };
      expect(steps.filter((one) => 'isPossible' in one && one.isPossible === true).map(({ transition }) => transition)).toEqual([
        'P2',
        'P3',
        'P3m',
      ]);
      expect(steps.find(({ transition }) => transition === 'P8')).toMatchObject({
        isPossible: false,
        code: 'TRANSITION_NOT_FROM_HERE',
        advice: expect.any(String),
      });
    });

    it('names the document that a step makes, as letters.yaml of the mechanism does', async () => {
      const problemId = await okay(started.as('township', 'intake').post('/problems', reportBody), 201);
      const { steps } = (await started.as('office', 'handler').get(`/problems/${problemId}/possible`)).body as {
        steps: { transition: string }[];
      };
      const stepNamed = (id: string) => steps.find(({ transition }) => transition === id);
      expect(stepNamed('P2')).toMatchObject({ document: 'F-02', documentName: '分类研判表' });
      expect(stepNamed('P10')).toMatchObject({ isPossible: false, document: 'F-09', documentName: '书面提示函' });
    });
  });

  describe('a hint of duplicates', () => {
    const near = { lon: 119.704, lat: 30.9 }; // 380 m east
    const far = { lon: 119.71, lat: 30.9 }; // 960 m east
    const reach = `段-${randomUUID().slice(0, 8)}`;
    const place = { ...reportBody, foundAt: '2026-05-10T08:50:00+08:00', reach, lon: 119.7, lat: 30.9 };
    const hints = async (query: string, more: object = {}) => {
      const answer = await started.as('office', 'handler', more).get(`/problems/duplicates?${query}`);
      expect(answer.status).toBe(200);
      return (answer.body['hints'] as { id: string; metres?: number; isSameReach: boolean }[]).map(({ id }) => id);
    };

    it('looks at the same reach and 500 m around, thirty days back, and inside one world', async () => {
      const id = await okay(started.as('township', 'intake').post('/problems', { ...place, ...day('2026-05-10') }), 201);
      const at = ({ lon, lat }: typeof near) => `lon=${lon}&lat=${lat}`;
      const sameReach = `waterBodyId=WB20&reach=${encodeURIComponent(reach)}`;
      expect(await hints(`${at(near)}&on=2026-05-20`)).toContain(id);
      expect(await hints(`${at(far)}&on=2026-05-20`)).not.toContain(id);
      expect(await hints(`${sameReach}&on=2026-06-09`)).toEqual([id]);
      expect(await hints(`${sameReach}&on=2026-06-10`)).toEqual([]);
      expect(await hints(`${sameReach}&on=2026-05-09`)).toEqual([]);
      const world = { id: randomUUID(), legalNow: '2026-05-20T10:00:00+08:00' };
      expect(await hints(`${sameReach}&on=2026-05-20`, { world })).toEqual([]);
      expect(await started.as('bureau', 'handler').get(`/problems/duplicates?${sameReach}&on=2026-05-20`)).toMatchObject({
        body: { hints: [] },
      });
    });

    it('merges as a link that both keep', async () => {
      const [one, other] = await Promise.all([1, 2].map(() => okay(started.as('township', 'intake').post('/problems', place), 201)));
      await okay(started.as('office', 'handler').post(`/problems/${one}/merge`, { into: other }));
      expect((await started.as('office', 'handler').get(`/problems/${one}`)).body).toMatchObject({
        stage: 'MERGED',
        links: [{ otherId: other, relation: 'merged-into' }],
      });
      await eventually(
        async () =>
          expect((await started.as('office', 'handler').get(`/problems/${other}`)).body).toMatchObject({
            stage: 'REPORTED',
            links: [{ otherId: one, relation: 'merged-from' }],
          }),
        inTime,
      );
      expect(await started.as('office', 'handler').post(`/problems/${other}/merge`, { into: one })).toMatchObject({
        status: 409,
        body: { code: 'MERGE_INTO_MERGED' },
      });
    });
  });

  describe('permissions', () => {
    it('a problem is there for its office and its reporter alone', async () => {
      const problemId = await okay(started.as('township', 'intake').post('/problems', reportBody), 201);
      expect((await started.as('township', 'inspector').get(`/problems/${problemId}`)).status).toBe(200);
      for (const who of ['bureau', 'procuratorate', 'cityOffice'] as const) {
        expect((await started.as(who, 'handler').get(`/problems/${problemId}`)).status).toBe(404);
        expect((await started.as(who, 'handler').get(`/problems/${problemId}/possible`)).status).toBe(404);
        expect(await started.as(who, 'handler').post(`/problems/${problemId}/steps/P3`, { verification: '误报' })).toMatchObject({
          body: { code: 'PROBLEM_NOT_FOUND' },
        });
      }
      expect((await started.as('office', 'inspector').post(`/problems/${problemId}/steps/P3`, { verification: '误报' })).status).toBe(403);
    });

    it('the reporter is sealed and disclosed to the reporting agency, with a purpose', async () => {
      const reporter = { name: 'CANARY-NAME', contact: 'CANARY-CONTACT' };
      const problemId = await okay(started.as('township', 'intake').post('/problems', { ...reportBody, reporter }), 201);
      const ask = (who: 'township' | 'office') =>
        started.as(who, 'handler').post(`/problems/${problemId}/disclose-reporter`, { purpose: '回访核实' });
      expect(await ask('township')).toMatchObject({ status: 200, body: { reporter } });
      expect(await ask('office')).toMatchObject({ status: 404 });
      const { rows } = await started.database.admin.query(`select 1 from clue_transfer.fact where data::text ~ 'CANARY-NAME'`);
      expect(rows).toEqual([]);
    });
  });

  describe('a bad report', () => {
    const post = (change: object) => started.as('township', 'intake').post('/problems', { ...reportBody, ...change });
    it.each([
      ['no evidence and no reason', { materials: [] }, 400, 'STEP_FIELDS_MISSING'],
      ['a position with one coordinate', { lat: undefined }, 400, 'INVALID_REQUEST'],
      ['coordinates exchanged', { lon: 30.9, lat: 119.7 }, 400, 'INVALID_REQUEST'],
      ['a category that the chart does not list', { categoryCode: 'Z9-99' }, 400, 'STEP_FIELDS_INVALID'],
      ['a source that its mechanism does not list', { sourceCode: 'S99' }, 400, 'CODE_NOT_LISTED'],
      ['an urgency that is none', { urgency: '十万火急' }, 400, 'CODE_NOT_LISTED'],
      ['a source that is no code', { sourceCode: '举报' }, 400, 'INVALID_REQUEST'],
      ['a category that is no code', { categoryCode: '四乱' }, 400, 'INVALID_REQUEST'],
      ['a mechanism that is none', { mechanism: 'lake-chief-procurator' }, 404, 'CHART_UNKNOWN'],
      ['an office that is none', { office: river.bureau }, 400, 'OFFICE_UNKNOWN'],
      ['a division without an office', { divisionCode: '110101001' }, 400, 'OFFICE_UNKNOWN'],
      ['a state secret', { classification: '秘密' }, 400, 'CLUE_CLASSIFIED'],
      ['a day to come', { actedAt: '2999-01-01T00:00:00+08:00' }, 400, 'ACTED_AT_IN_FUTURE'],
      ['what is found only later', { foundAt: '2999-01-01T00:00:00+08:00' }, 400, 'FOUND_IN_FUTURE'],
      ['a link to what the reporter does not see', { sameFactsAs: randomUUID() }, 404, 'PROBLEM_NOT_FOUND'],
    ])('is refused for %s', async (_name, change, status, code) => expect(await post(change)).toMatchObject({ status, body: { code } }));

    it('of materials that are none leaves no clue behind', async () => {
      const problemId = await okay(post({}), 201);
      const wrong = { closeOut: 'all', checkedOn: '2026-07-31' };
      expect(await started.as('office', 'handler').post(`/problems/${problemId}/steps/P8`, wrong)).toMatchObject({
        status: 400,
        body: { code: 'STEP_FIELDS_INVALID' },
      });
    });
  });
}
