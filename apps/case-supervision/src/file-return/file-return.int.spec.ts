import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, HandOffRefusedV1, RoutePublishedV1, type RouteVerbs } from '@xiezhi/contracts';
import { expectConsistent, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';

const own = ownAgencies(() => service, { harbour: 'RCO', customs: 'PRO', police: 'POL' });
const { harbour, customs, police } = own.ids;
const route = `file-to-police-${randomUUID()}`;

let database: TestDatabase;
let service: TestService;
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  await own.register();
  await service.publish(published());
  await own.known(database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

function published() {
  const id = randomUUID();
  const verbs = { refuse: 'never', return: { unilateralWithinHours: 24 }, forward: 'never', recall: 'before-received' } as const;
  const kinds = { kind: 'owning', matterKind: 'case-file', fromKind: 'PRO', toKind: 'POL', relation: 'same-division' } as const;
  const lists = { sourceCodes: [], requiredMaterial: [], requiredHistory: [], signingChain: ['approver' as const] };
  const basis = [{ text: '人民检察院公益诉讼办案规则（2021）', article: '第三十一条', evidence: 'V' as const }];
  const terms = { id, slug: route, name: '案卷移送公安', ...kinds, verbs, ...lists, legalBasis: basis, validFrom: '2026-01-01' };
  return integrationEvent(RoutePublishedV1, `route/${id}`, terms, { familyId: id, parties: [] });
}

/** A clue of harbour's that customs has accepted, under a route with this verb, signed for an hour ago. */
async function accepted(verb: RouteVerbs['return'] = 'by-consent', receivedAt = new Date(Date.now() - 3_600_000).toISOString()) {
  const [handOffId, matterId, familyId] = [randomUUID(), randomUUID(), randomUUID()];
  const named = { handOffId, kind: 'owning', matterKind: 'clue', matterId, sender: harbour, receiver: customs } as const;
  const data = { ...named, title: '排水口异常排水', routeId: 'clue', returnTerms: { verb, receivedAt } };
  await service.publish(integrationEvent(HandOffAcceptedV1, `hand-off/${handOffId}`, data, { familyId, parties: [harbour, customs] }));
  const id = derivedId(handOffId, 'case-file');
  const path = `/case-files/${id}`;
  await eventuallyTold(async () => expect(await keeper().get(path)).toMatchObject({ status: 200 }));
  return { id, path, familyId, matterId, handOffId };
}

const keeper = () => own.as('customs', 'approver');
const sender = () => own.as('harbour', 'approver');
const reason = '属于上级机关管辖。';
const statusOf = async (path: string) => (await keeper().get(path)).body['status'];
const tellsOf = (id: string) =>
  service.announced(`file-return/${id}`).map(({ type }) => type.replace(/^case-supervision\.case-file-(.*)\.v1$/, '$1'));

describe('a return by consent', () => {
  it('is asked for by the keeper, seen by the sender, and ends the file when the sender agrees', async () => {
    const { id, path } = await accepted();
    expect(await keeper().post(`${path}/return`, { reason })).toMatchObject({ status: 200, body: { id } });
    expect((await sender().get(`${path}/return`)).body).toMatchObject({ status: 'requested', request: { by: customs, reason } });
    expect(await sender().get(path)).toMatchObject({ status: 404 });
    expect(await sender().post(`${path}/consent-return`, {})).toMatchObject({ status: 200 });
    expect(await keeper().post(`${path}/decide`, { resultCode: 'MERGED', reason, deviation: '先行决定。' })).toMatchObject({
      status: 409,
      body: { code: 'CASE_FILE_RETURNED' },
    });
    await eventuallyTold(async () => expect(await statusOf(path)).toBe('returned'));
    await eventuallyTold(() => expect(tellsOf(id)).toEqual(['return-requested', 'returned']));
    await expectConsistent(database);
  });

  it('is asked for by the sender; the keeper’s yes ends both in one commit', async () => {
    const { id, path } = await accepted();
    expect(await sender().post(`${path}/return`, { reason })).toMatchObject({ status: 200 });
    expect(await sender().post(`${path}/consent-return`, {})).toMatchObject({ status: 409, body: { code: 'RETURN_ASKED_BY_ONESELF' } });
    expect(await keeper().post(`${path}/consent-return`, {})).toMatchObject({ status: 200, body: { id } });
    expect(await statusOf(path)).toBe('returned');
    expect((await sender().get(`${path}/return`)).body).toMatchObject({ status: 'returned', basis: 'consent', request: { by: harbour } });
  });

  it('is found by its hand-off: the sender does not know the file; to anybody else there is none', async () => {
    const { id, handOffId } = await accepted();
    const found = `/case-files/of-hand-off/${handOffId}`;
    for (const side of [sender(), keeper()]) expect(await side.get(found)).toMatchObject({ status: 200, body: { id, status: 'open' } });
    expect(await own.as('police', 'approver').get(found)).toMatchObject({ status: 404, body: { code: 'CASE_FILE_NOT_FOUND' } });
    expect(await sender().get(`/case-files/of-hand-off/${randomUUID()}`)).toMatchObject({ status: 404 });
  });

  it('changes nothing when nobody asked', async () => {
    const { path } = await accepted();
    expect(await keeper().post(`${path}/consent-return`, {})).toMatchObject({ status: 409, body: { code: 'RETURN_NOT_REQUESTED' } });
    expect(await statusOf(path)).toBe('open');
    await expectConsistent(database);
  });

  it('is declined with a reason, and may be asked for again', async () => {
    const { id, path } = await accepted();
    await keeper().post(`${path}/return`, { reason });
    expect(await sender().post(`${path}/decline-return`, { reason: '贵单位有管辖权。' })).toMatchObject({ status: 200 });
    expect(await keeper().post(`${path}/return`, { reason })).toMatchObject({ status: 200 });
    await eventuallyTold(() => expect(tellsOf(id)).toEqual(['return-requested', 'return-declined', 'return-requested']));
  });

  it('is answered with no by a decision, whatever was asked', async () => {
    const { path } = await accepted();
    await sender().post(`${path}/return`, { reason });
    expect(await keeper().post(`${path}/decide`, { resultCode: 'MERGED', reason, deviation: '先行决定。' })).toMatchObject({ status: 200 });
    expect((await sender().get(`${path}/return`)).body).toMatchObject({ status: 'foreclosed' });
    for (const side of [sender(), keeper()])
      expect(await side.post(`${path}/return`, { reason: '再次请求。' })).toMatchObject({
        status: 409,
        body: { code: 'CASE_FILE_ALREADY_DECIDED' },
      });
  });
});

describe('a return by the keeper alone', () => {
  it('happens while the hours of the route run', async () => {
    const { id, path } = await accepted({ unilateralWithinHours: 24 });
    expect(await sender().post(`${path}/return`, { reason, basis: 'unilateral' })).toMatchObject({ status: 409 });
    expect(await keeper().post(`${path}/return`, { reason })).toMatchObject({ status: 200 });
    expect(await statusOf(path)).toBe('returned');
    await eventuallyTold(() => expect(tellsOf(id)).toEqual(['returned']));
    expect(service.announced(`file-return/${id}`)[0]).toMatchObject({ data: { basis: 'unilateral', returnedBy: customs, reason } });
  });
  it('is refused after them', async () => {
    const { path } = await accepted({ unilateralWithinHours: 1 }, new Date(Date.now() - 3 * 3_600_000).toISOString());
    const answer = await keeper().post(`${path}/return`, { reason, basis: 'unilateral' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'RETURN_PERIOD_OVER' } });
  });
  it('is refused between procuratorates, whose route says never', async () => {
    const { path } = await accepted('never');
    expect(await keeper().post(`${path}/return`, { reason })).toMatchObject({ status: 409, body: { code: 'RETURN_NOT_PERMITTED' } });
    expect(await sender().post(`${path}/return`, { reason })).toMatchObject({ status: 409, body: { code: 'RETURN_NOT_PERMITTED' } });
  });
});

describe('return and decision at one moment', () => {
  it('never both hold, and who loses is told what happened', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { path } = await accepted();
      await keeper().post(`${path}/return`, { reason });
      const decide = () => own.as('customs', 'approver').post(`${path}/decide`, { resultCode: 'MERGED', reason, deviation: '先行决定。' });
      const [first, second] = round % 2 === 0 ? [decide, consent(path)] : [consent(path), decide];
      const answers = await Promise.all([first(), second()]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      const lost = answers.find(({ status }) => status === 409);
      expect(['CASE_FILE_RETURNED', 'CASE_FILE_ALREADY_DECIDED', 'STALE_VERSION']).toContain(lost?.body['code']);
      const { status } = (await sender().get(`${path}/return`)).body;
      await eventuallyTold(async () =>
        expect((await keeper().get(path)).body).toMatchObject(
          status === 'returned' ? { status: 'returned', isDecided: false } : { status: 'open', isDecided: true },
        ),
      );
    }
    await expectConsistent(database);
  });
  const consent = (path: string) => () => sender().post(`${path}/consent-return`, {});
});

describe('a file that is referred', () => {
  const referral = { receiver: police, routeId: route, purpose: '请依法立案侦查', legalBasis: '规则第三十一条' };
  async function referred() {
    const one = await accepted();
    await keeper().post(`${one.path}/decide`, { resultCode: 'REFERRED_POLICE', reason, deviation: '先行决定。' });
    expect(await keeper().post(`${one.path}/refer`, referral)).toMatchObject({ status: 200 });
    const { body } = await keeper().get(one.path);
    return { ...one, handOffId: (body['referral'] as { handOffId: string }).handOffId };
  }
  const meta = (familyId: string) => ({ familyId, parties: [customs, police] });
  const named = (handOffId: string, matterId: string) =>
    ({
      handOffId,
      kind: 'owning',
      matterKind: 'case-file',
      matterId,
      sender: customs,
      receiver: police,
      title: '案卷',
      routeId: route,
    }) as const;

  it('asks for a hand-off, stands in flight and goes with its acceptance', async () => {
    const { id, path, familyId, handOffId } = await referred();
    expect((await keeper().get(path)).body).toMatchObject({ status: 'handing-over', referral: { receiver: police } });
    await eventuallyTold(() =>
      expect(service.announced(`case-file/${id}`).at(-1)).toMatchObject({
        type: 'case-supervision.case-file-hand-off-requested.v1',
        data: { requestedHandOffId: handOffId, receiver: police },
        meta: { parties: [customs] },
      }),
    );
    await service.publish(integrationEvent(HandOffAcceptedV1, `hand-off/${handOffId}`, named(handOffId, id), meta(familyId)));
    await eventuallyTold(async () =>
      expect((await keeper().get(path)).body).toMatchObject({ status: 'handed-over', stage: 'HANDED_OVER' }),
    );
    const theirs = `/case-files/${derivedId(handOffId, 'case-file')}`;
    expect(await own.as('police', 'handler').get(theirs)).toMatchObject({ status: 200, body: { matterKind: 'case-file', matterId: id } });
  });
  it('is the keeper’s again when it is refused', async () => {
    const { id, path, familyId, handOffId } = await referred();
    const refused = { ...named(handOffId, id), reasonCode: 'NOT_COMPETENT', reason: '不属于本机关管辖' };
    await service.publish(integrationEvent(HandOffRefusedV1, `hand-off/${handOffId}`, refused, meta(familyId)));
    await eventuallyTold(async () => expect(await statusOf(path)).toBe('open'));
    expect(await keeper().post(`${path}/refer`, referral)).toMatchObject({ status: 200 });
  });
  it('goes no way the directory does not know', async () => {
    const { path } = await accepted();
    expect(await keeper().post(`${path}/refer`, { ...referral, routeId: 'no-such-way' })).toMatchObject({
      body: { code: 'ROUTE_UNKNOWN' },
    });
    expect(await keeper().post(`${path}/refer`, { ...referral, receiver: harbour })).toMatchObject({
      body: { code: 'ROUTE_NOT_FOR_THESE_PARTIES' },
    });
    expect(await keeper().post(`${path}/refer`, referral)).toMatchObject({ body: { code: 'CASE_FILE_NOT_DECIDED' } });
  });
});

describe('what is possible', () => {
  it('shows the sender what concerns a return, and the keeper everything', async () => {
    const { path } = await accepted();
    const verbsOf = async (side: ReturnType<typeof keeper>) =>
      (await side.get(`${path}/possible`)).body as unknown as { verb: string; isPossible: boolean; code?: string; advice?: string }[];
    expect((await verbsOf(sender())).map(({ verb, isPossible }) => [verb, isPossible])).toEqual([
      ['return', true],
      ['consent-return', false],
      ['decline-return', false],
    ]);
    const mine = await verbsOf(keeper());
    expect(mine.find(({ verb }) => verb === 'steps/T7')).toMatchObject({ isPossible: false, code: 'TRANSITION_NOT_FOR_YOUR_ROLE' });
    expect(mine.find(({ verb }) => verb === 'steps/T7')).toMatchObject({ document: 'F-30', documentName: '初步调查报告' });
    expect(mine.find(({ verb }) => verb === 'return-unilateral')).toMatchObject({ isPossible: false, code: 'RETURN_NEEDS_CONSENT' });
    expect(mine.find(({ verb }) => verb === 'refer')).toMatchObject({ code: 'CASE_FILE_NOT_DECIDED', advice: expect.any(String) });
    expect(await own.as('police', 'approver').get(`${path}/possible`)).toMatchObject({ status: 404 });
  });
});

describe('permissions', () => {
  let path: string;
  beforeAll(async () => {
    ({ path } = await accepted());
  });
  it.each(['return', 'consent-return', 'decline-return'])('%s: not for a third agency, not for an inspector', async (verb) => {
    const body = verb === 'consent-return' ? {} : { reason };
    expect(await own.as('police', 'approver').post(`${path}/${verb}`, body)).toMatchObject({
      status: 404,
      body: { code: 'CASE_FILE_NOT_FOUND' },
    });
    expect(await own.as('customs', 'inspector').post(`${path}/${verb}`, body)).toMatchObject({ status: 403 });
  });
});
