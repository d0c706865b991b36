import { randomUUID } from 'node:crypto';
import { eventually, expectConsistent } from '@xiezhi/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { assign, assigned, day, okay, type River, river, standsIn, town } from '../problem/river.fixture.ts';

/** A dispute as its parties meet it over HTTP. */
export function disputeBehaviour(given: () => River): void {
  let started: River;
  beforeAll(() => {
    started = given();
  });

  const inTime = { withinMs: 20_000 };
  const outcome = { competentUnits: [river.bureau], decisionNumber: '湖司执监〔2026〕1号', decisionBasis: '同步监测' };

  async function received(): Promise<{ problemId: string; handOffId: string }> {
    const made = await assigned(started);
    await okay(started.as('bureau', 'liaison').post(`/hand-offs/${made.handOffId}/receive`, day('2026-07-10')));
    await standsIn(started, made.problemId, 'SIGNED');
    return made;
  }
  const raising = ({ problemId, handOffId }: { problemId: string; handOffId: string }, change: object = {}) =>
    started.as('bureau', 'handler').post('/disputes', {
      matterKind: 'problem',
      matterId: problemId,
      handOffId,
      parties: [river.otherBureau],
      coordinator: river.cityOffice,
      reason: '上游漂来，应由另一局主办',
      ...change,
    });
  const stepOf =
    (id: string) =>
    (agency: keyof typeof river, role: 'handler' | 'approver', name: string, fields: object = {}) =>
      started.as(agency, role).post(`/disputes/${id}/steps/${name}`, fields);

  describe('a dispute over HTTP (K06)', () => {
    it('is raised by a unit, passed on to the justice bureau and bound; the first receiver takes measures meanwhile', async () => {
      const made = await received();
      const id = await okay(raising(made), 201);
      const step = stepOf(id);
      await okay(step('bureau', 'handler', 'U1', { measuresTaken: ['围油栏'], takenOn: '2026-07-11' }));
      await okay(step('cityOffice', 'handler', 'D1'));
      await okay(step('otherBureau', 'handler', 'D1b', { statement: '均达标排放', statedBasis: '水污染防治法第九条' }));
      await okay(step('cityOffice', 'approver', 'D3', { justiceBureau: river.justice, reason: '双方意见不一' }));
      expect((await started.as('justice', 'handler').get(`/disputes/${id}`)).body).toMatchObject({
        stage: 'JUSTICE_COORDINATION',
        coordinator: river.justice,
      });
      expect((await started.as('government', 'handler').get(`/disputes/${id}`)).status).toBe(404);
      await okay(step('justice', 'approver', 'D4', { ...outcome, isAgreed: true }));
      const types = await eventually(() => {
        const events = started.service.announced(`dispute/${id}`);
        expect(events.at(-1)?.type).toBe('clue-transfer.dispute-bound.v1');
        return events;
      }, inTime);
      expect(types.at(-1)?.data).toMatchObject({ competentUnits: [river.bureau], categoryCode: 'Z4-02', divisionCode: town });
      expect(types.every(({ meta }) => meta.familyId === made.problemId)).toBe(true);
      await expectConsistent(started.database);
    });

    it('is open once per matter, and again after it was withdrawn', async () => {
      const made = await received();
      const id = await okay(raising(made), 201);
      expect(await raising(made)).toMatchObject({ status: 409, body: { code: 'DISPUTE_ALREADY_OPEN' } });
      await okay(stepOf(id)('bureau', 'approver', 'D7', { reason: '已协商' }));
      await okay(raising(made), 201);
    });

    it('is raised by the third bounce; only the named receiver gets the matter then, and cannot refuse', async () => {
      const { problemId, handOffId } = await assigned(started);
      const reason = { reasonCode: 'NOT_COMPETENT', reason: '不属于本局职责', ...day('2026-07-10') };
      for (let id = handOffId, bounces = 1; ; bounces += 1) {
        await okay(started.as('bureau', 'liaison').post(`/hand-offs/${id}/receive`, day('2026-07-10')));
        await okay(started.as('bureau', 'intake').post(`/hand-offs/${id}/refuse`, reason));
        await standsIn(started, problemId, 'TRIAGED');
        if (bounces === 3) break;
        id = await assign(started, problemId, 'bureau');
      }
      const disputeId = await eventually(async () => {
        const { rows } = await started.database.admin.query<{ stream_id: string }>(
          `select stream_id from clue_transfer.stream where aggregate = 'dispute' and family_id = $1`,
          [problemId],
        );
        expect(rows).toHaveLength(1);
        return rows[0]!.stream_id;
      }, inTime);
      const step = stepOf(disputeId);
      await okay(step('cityOffice', 'handler', 'D1'));
      await okay(step('cityOffice', 'approver', 'D2n', outcome));
      await eventually(async () => {
        const last = await assign(started, problemId, 'bureau');
        await okay(started.as('bureau', 'liaison').post(`/hand-offs/${last}/receive`, day('2026-07-11')));
        expect(await started.as('bureau', 'intake').post(`/hand-offs/${last}/refuse`, reason)).toMatchObject({
          body: { code: 'NAMED_RECEIVER_MUST_ACCEPT' },
        });
      }, inTime);
    });
  });

  describe('permissions', () => {
    it('a dispute is there for its parties and its coordinators alone', async () => {
      const id = await okay(raising(await received()), 201);
      for (const who of ['procuratorate', 'justice', 'township'] as const) {
        expect((await started.as(who, 'handler').get(`/disputes/${id}`)).status).toBe(404);
        expect(await stepOf(id)(who, 'handler', 'D1')).toMatchObject({ status: 404, body: { code: 'DISPUTE_NOT_FOUND' } });
      }
      expect((await started.as('cityOffice', 'inspector').post(`/disputes/${id}/steps/D1`, {})).status).toBe(403);
    });

    it('who is party to nothing has nothing to dispute', async () => {
      const made = await received();
      const body = {
        matterKind: 'problem',
        matterId: made.problemId,
        parties: [river.bureau],
        coordinator: river.cityOffice,
        reason: '与本院有关',
      };
      expect(await started.as('procuratorate', 'handler').post('/disputes', body)).toMatchObject({
        status: 400,
        body: { code: 'DISPUTE_ABOUT_NOTHING' },
      });
      expect(await started.as('procuratorate', 'handler').post('/disputes', { ...body, handOffId: made.handOffId })).toMatchObject({
        status: 404,
        body: { code: 'HAND_OFF_NOT_FOUND' },
      });
    });

    it.each([
      ['an unknown party', { parties: [randomUUID()] }, 404, 'AGENCY_NOT_FOUND'],
      ['a party that was abolished', { parties: [river.formerBureau] }, 409, 'AGENCY_ABOLISHED'],
      ['nobody on the other side', { parties: [river.bureau] }, 400, 'DISPUTE_WITH_NOBODY'],
      ['a coordinator who quarrels himself', { coordinator: river.otherBureau }, 400, 'COORDINATOR_IS_DISPUTANT'],
    ])('is refused for %s', async (_name, change, status, code) =>
      expect(await raising(await received(), change)).toMatchObject({ status, body: { code } }),
    );
  });
}
