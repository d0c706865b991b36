import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import { CaseFileHandOffRequestedV1, CaseFileReturnedV1, ClockBreachedV1, DisputeBoundV1 } from '@xiezhi/contracts';
import { eventually, expectConsistent, integrationEvent } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bringTo,
  clueBody,
  customs,
  type Desks,
  desksOf,
  government,
  harbour,
  type Harbour,
  lighthouse,
  police,
  routes,
  startClueTransfer,
  wharf,
} from '../clue-transfer.fixture.ts';

const inTime = { withinMs: 20_000 };
const report = { name: '监测报告', kind: 'DOCUMENT', mediaType: 'application/pdf', bytes: 9, sha256: 'e'.repeat(64) };
const refusal = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖' };
const onward = { receiver: lighthouse, route: routes.onward, reason: '应由行为地检察院管辖' };

let started: Harbour;
let desks: Desks;
beforeAll(async () => {
  started = await startClueTransfer();
  desks = desksOf(started.service);
});
afterAll(async () => {
  await expectConsistent(started.database);
  await started.stop();
});

const say = (desk: keyof Desks, id: string, verb: string, body: object = {}) => desks[desk].post(`/hand-offs/${id}/${verb}`, body);
async function said(desk: keyof Desks, id: string, verb: string, body: object = {}): Promise<void> {
  expect(await say(desk, id, verb, body), `${desk} ${verb}`).toMatchObject({ status: 200 });
}
const expectRefused = async (code: string, answer: ReturnType<typeof say>) => expect((await answer).body).toMatchObject({ code });
const stateOf = async (desk: keyof Desks, id: string) => (await desks[desk].get(`/hand-offs/${id}`)).body;
const expectClue = (id: string, expected: object) =>
  eventually(async () => expect((await desks.intake.get(`/clues/${id}`)).body).toMatchObject(expected), inTime);
const expectHandOff = (desk: keyof Desks, id: string, expected: object) =>
  eventually(async () => expect(await stateOf(desk, id)).toMatchObject(expected), inTime);

/** A further hand-off of the same clue, as far as the signature. */
async function draftedAgain(clueId: string, receiver: string = customs): Promise<string> {
  const draft = { matterKind: 'clue', matterId: clueId, receiver, route: routes.public, purpose: '再次移送', legalBasis: '同前' };
  const { status, body } = await desks.intake.post('/hand-offs', draft);
  expect(status).toBe(201);
  const id = String(body['id']);
  await said('intake', id, 'submit');
  return id;
}

describe('sending', () => {
  it('numbers the letter and sets the clue on its way in one transaction', async () => {
    const { clueId, handOffId } = await bringTo('sent', desks);
    expect((await desks.intake.get(`/clues/${clueId}`)).body).toMatchObject({ status: 'handing-over', handOffId, owner: harbour });
    expect((await stateOf('liaison', handOffId))['documentNumber']).toMatch(/^港河长办函〔\d{4}〕\d+号$/);
    const second = await draftedAgain(clueId);
    const before = await lastNumber();
    await expectRefused('MATTER_ALREADY_HANDED_OVER', say('approver', second, 'approve'));
    expect(await stateOf('intake', second)).toMatchObject({ status: 'pending-approval' });
    expect(await lastNumber()).toBe(before);
  });

  it('signs a morning’s map row by row; a repetition of the request signs nothing twice', async () => {
    const [one, two] = [await bringTo('submitted', desks), await bringTo('submitted', desks)];
    const headers = { 'idempotency-key': randomUUID() };
    const body = { handOffIds: [one.handOffId, randomUUID(), two.handOffId] };
    const first = await desks.approver.post('/hand-offs/bulk-approve', body, headers);
    expect(first.body['results']).toMatchObject([
      { id: one.handOffId, isApproved: true },
      { isApproved: false, code: 'HAND_OFF_NOT_FOUND', title: expect.any(String), advice: expect.any(String) },
      { id: two.handOffId, isApproved: true },
    ]);
    expect((await desks.approver.post('/hand-offs/bulk-approve', body, headers)).body['results']).toEqual(first.body['results']);
  });

  it('signs exactly what the signer saw', async () => {
    const { handOffId } = await bringTo('submitted', desks);
    const preview = (await desks.approver.get(`/hand-offs/${handOffId}/package`)).body;
    await expectRefused('PACKAGE_CHANGED', say('approver', handOffId, 'approve', { expectedSha256: 'f'.repeat(64) }));
    await said('approver', handOffId, 'approve', { expectedSha256: preview['sha256'] });
    expect((await desks.liaison.get(`/hand-offs/${handOffId}/package`)).body).toEqual(preview);
  });

  it('does not reach an abolished agency', async () => {
    const { clueId } = await bringTo('registered', desks);
    const draft = {
      matterKind: 'clue',
      matterId: clueId,
      receiver: wharf,
      route: routes.public,
      purpose: '请依法评估',
      legalBasis: '同前',
    };
    expect(await desks.intake.post('/hand-offs', draft)).toMatchObject({ status: 409, body: { code: 'RECEIVER_ABOLISHED' } });
  });

  it('tells the receiver nothing of what was said while drafting, in no row', async () => {
    const { handOffId } = await bringTo('submitted', desks);
    await said('approver', handOffId, 'send-back', { remark: 'CANARY-REMARK 请写明排口位置' });
    const revision = { receiver: customs, route: routes.public, purpose: '请依法评估并反馈', legalBasis: '同前' };
    await said('intake', handOffId, 'revise', revision);
    await said('intake', handOffId, 'submit');
    await said('approver', handOffId, 'approve');
    await said('liaison', handOffId, 'receive');
    const { rows } = await started.database.admin.query<{ type: string; parties: string[] }>(
      `select type, parties from clue_transfer.fact where stream_id = $1 order by version`,
      [handOffId],
    );
    expect(rows.filter(({ parties }) => parties.includes(customs)).map(({ type }) => type)).toEqual(['HandOffSent', 'HandOffReceived']);
    expect(await stateOf('liaison', handOffId)).toMatchObject({ status: 'received', purpose: '请依法评估并反馈' });
    const outside = await eventually(() => {
      const announced = started.service.announced(`hand-off/${handOffId}`);
      expect(announced).toHaveLength(5);
      return announced
        .filter(({ meta }) => meta.parties.includes(customs))
        .map(({ received }) => received.body)
        .join();
    }, inTime);
    expect(outside).not.toMatch(/CANARY-REMARK/);
  });

  it('leaves out what was not chosen: it is in no row, event or package of the receiver', async () => {
    const secret = { ...report, name: 'CANARY-UNCHOSEN', sha256: '9'.repeat(64) };
    const { handOffId } = await bringTo('received', desks, {
      clue: { materials: [...clueBody.materials, secret], place: 'CANARY-PLACE', description: 'CANARY-UNSAID' },
      draft: { parts: { content: ['domainCode'], materials: [clueBody.materials[0]!.sha256] } },
    });
    const seen = await rowsSeenBy(customs);
    expect(seen).toContain(handOffId);
    const packed = JSON.stringify((await desks.liaison.get(`/hand-offs/${handOffId}/package`)).body);
    const announced = started.service
      .announced(`hand-off/${handOffId}`)
      .map(({ received }) => received.body)
      .join();
    for (const text of [seen, packed, announced]) expect(text.match(/CANARY-(UNCHOSEN|PLACE|UNSAID)|9{64}/)).toBeNull();
  });
});

/** Everything with case facts that the rows of one agency say. */
async function rowsSeenBy(agency: string): Promise<string> {
  const { rows } = await started.database.admin.query<{ text: string }>(
    `select string_agg(t::text, ' ') as text from (
       select f::text from clue_transfer.fact f where parties @> array[$1::uuid]
       union all select s::text from clue_transfer.stream s where parties @> array[$1::uuid]
       union all select o::text from clue_transfer.outbox o where parties @> array[$1::uuid]) as t`,
    [agency],
  );
  return rows[0]!.text;
}

async function lastNumber(): Promise<number> {
  const { rows } = await started.database.admin.query<{ last: number }>(
    `select last from clue_transfer.number_series where holder = $1 and world is null and type = 'letter'`,
    [harbour],
  );
  return rows[0]!.last;
}

describe('the supplement loop', () => {
  const asked = { items: ['监测报告'], reason: '请补充水质监测结果' };

  it('supplies a new version of the package that both hold', async () => {
    const { handOffId } = await bringTo('received', desks);
    const before = (await stateOf('liaison', handOffId))['package'];
    await said('answerer', handOffId, 'request-supplement', asked);
    await expectRefused('SUPPLEMENT_PENDING', say('answerer', handOffId, 'refuse', refusal));
    await said('intake', handOffId, 'supplement', { materials: [report] });
    const after = await stateOf('liaison', handOffId);
    expect(after).toMatchObject({ status: 'received', package: { materialCount: 2 } });
    expect(after['package']).not.toEqual(before);
    const { text } = (await desks.liaison.get(`/hand-offs/${handOffId}/package`)).body as { text: string };
    expect(JSON.parse(text)).toMatchObject({ packageVersion: 2, materials: [...clueBody.materials, report] });
    await said('answerer', handOffId, 'accept');
  });

  it('lapses by the clock of its rule and of nothing else, and can still be supplied or answered', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    await said('answerer', handOffId, 'request-supplement', asked);
    const breached = (ruleId: string) => {
      const clock = {
        clockId: randomUUID(),
        ruleId,
        ruleName: '补正',
        subject: `hand-off/${handOffId}`,
        matterKind: 'clue',
        matterId: clueId,
      } as const;
      const data = { ...clock, holder: harbour, watchers: [customs], title: clueBody.title, rung: 'overdue' as const, turnsRed: true };
      const dueAt = new Date(Date.now() + 86_400_000).toISOString();
      return integrationEvent(
        ClockBreachedV1,
        `clock/${clock.clockId}`,
        { ...data, dueAt },
        { familyId: clueId, parties: [harbour, customs] },
      );
    };
    await started.service.publish(breached('H06'), breached('H07'), breached('H07'));
    await expectHandOff('answerer', handOffId, { status: 'supplement', rounds: [{ isLapsed: true }] });
    await expectRefused('MISSING_ITEM_IS_NO_GROUND', say('answerer', handOffId, 'refuse', { ...refusal, reasonCode: 'INCOMPLETE' }));
    await said('intake', handOffId, 'supplement', { impossible: '样品已灭失，客观上无法补正' });
    await said('answerer', handOffId, 'refuse', refusal);
  });
});

describe('forwarding', () => {
  it('opens a successor of the first sender, with the chain kept; a refusal there leaves the clue with the first sender', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    await said('answerer', handOffId, 'forward', onward);
    const { next } = (await stateOf('intake', handOffId)) as { next: { successor: string } };
    await expectHandOff('lighthouse', next.successor, {
      status: 'sent',
      sender: harbour,
      receiver: lighthouse,
      forwardedBy: customs,
      predecessor: handOffId,
      bounces: 1,
    });
    await expectClue(clueId, { status: 'handing-over', handOffId: next.successor, owner: harbour, bounces: 1 });
    // In between nobody could take the claim: another hand-off of the clue is still refused.
    await expectRefused('MATTER_ALREADY_HANDED_OVER', say('approver', await draftedAgain(clueId), 'approve'));
    const { text } = (await desks.lighthouse.get(`/hand-offs/${next.successor}/package`)).body as { text: string };
    expect(JSON.parse(text)).toMatchObject({ receiver: lighthouse, predecessors: [{ handOffId, receiver: customs }] });
    expect(await desks.answerer.get(`/hand-offs/${next.successor}`)).toMatchObject({ status: 404 });

    await said('lighthouse', next.successor, 'receive');
    await said('lighthouse', next.successor, 'refuse', refusal);
    await expectClue(clueId, { status: 'held', owner: harbour, bounces: 2 });
    await expectRefused('HAND_OFF_ALREADY_ANSWERED', say('answerer', handOffId, 'accept'));
  });

  it('the third bounce waits for the coordinator’s word, and the named receiver cannot say no', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    await said('answerer', handOffId, 'refuse', refusal);
    for (let bounces = 1; bounces < 3; bounces += 1) {
      await expectClue(clueId, { status: 'held', bounces });
      const next = await draftedAgain(clueId);
      await said('approver', next, 'approve');
      await said('liaison', next, 'receive');
      if (bounces === 2) await expectRefused('FORWARD_WOULD_BE_THIRD_BOUNCE', say('answerer', next, 'forward', onward));
      await said('answerer', next, 'refuse', refusal);
    }
    await expectClue(clueId, { status: 'held', bounces: 3 });
    const [out] = await eventually(() => {
      const told = started.service.announced(`clue/${clueId}`).filter(({ type }) => type.includes('matter-bounced-out'));
      expect(told).toHaveLength(1);
      return told;
    }, inTime);
    expect(out).toMatchObject({ meta: { parties: [harbour] } });
    const fourth = await draftedAgain(clueId);
    await expectRefused('MATTER_AWAITS_COORDINATOR', say('approver', fourth, 'approve'));

    await started.service.publish(disputeBound(clueId, [customs]));
    await expectClue(clueId, { mustGoTo: [customs] });
    await said('approver', fourth, 'approve');
    expect(await stateOf('liaison', fourth)).toMatchObject({ isNamed: true, bounces: 3 });
    await said('liaison', fourth, 'receive');
    await expectRefused('NAMED_RECEIVER_MUST_ACCEPT', say('answerer', fourth, 'refuse', refusal));
    await said('answerer', fourth, 'accept');
    await expectClue(clueId, { status: 'held', owner: customs });
  });

  function disputeBound(clueId: string, competentUnits: string[]) {
    const disputeId = randomUUID();
    const dispute = { disputeId, matterKind: 'clue' as const, matterId: clueId, parties: [harbour, customs], coordinator: government };
    const data = { ...dispute, title: clueBody.title, competentUnits, decisionNumber: '德政办〔2026〕1号' };
    return integrationEvent(DisputeBoundV1, `dispute/${disputeId}`, data, { familyId: clueId, parties: [harbour, customs, government] });
  }
});

describe('taking back', () => {
  it('is free before the signature, and leaves the clue free for another way', async () => {
    const { clueId, handOffId } = await bringTo('sent', desks);
    await said('approver', handOffId, 'recall', { reason: '拟另行处理' });
    await expectRefused('HAND_OFF_RECALLED', say('liaison', handOffId, 'receive'));
    await expectClue(clueId, { status: 'held', owner: harbour, bounces: 0 });
    await said('approver', await draftedAgain(clueId), 'approve');
  });

  it('is a wish afterwards: consented to, declined, or answered with no by accepting', async () => {
    const [one, two, three] = [await bringTo('received', desks), await bringTo('received', desks), await bringTo('received', desks)];
    const wish = { reason: '拟另行处理' };
    for (const { handOffId } of [one, two, three]) await said('approver', handOffId, 'recall', wish);
    await said('answerer', one.handOffId, 'consent-recall');
    expect(await stateOf('intake', one.handOffId)).toMatchObject({ status: 'recalled', basis: 'consent', ...wish });
    await said('answerer', two.handOffId, 'decline-recall', { reason: '已着手评估' });
    expect(await stateOf('intake', two.handOffId)).toMatchObject({ status: 'received', recallDeclined: { reason: '已着手评估' } });
    await said('answerer', three.handOffId, 'accept');
    await expectRefused('RECALL_TOO_LATE', say('approver', three.handOffId, 'recall', wish));
  });

  it('and accepting at one moment: one wins, the other is told what happened', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { clueId, handOffId } = await bringTo('sent', desks);
      const [recalled, received] = await Promise.all([
        say('approver', handOffId, 'recall', { reason: '拟另行处理' }),
        say('liaison', handOffId, 'receive'),
      ]);
      const { status, recallRequest } = (await stateOf('intake', handOffId)) as { status: string; recallRequest?: object };
      if (status === 'recalled') expect([recalled.status, received.body['code']]).toEqual([200, 'HAND_OFF_RECALLED']);
      // Who was slower asks now, and waits for an answer.
      else expect([status, recallRequest, recalled.status]).toEqual(['received', { reason: '拟另行处理' }, 200]);
      expect(clueId).toBeDefined();
    }
  });

  it('is decided on the file, and recorded here by its event, once', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    await said('answerer', handOffId, 'accept');
    await expectClue(clueId, { owner: customs });
    const returned = fileEvent(CaseFileReturnedV1, clueId, handOffId, { basis: 'consent', returnedBy: customs, reason: '双方同意' });
    await started.service.publish(returned, returned);
    await expectHandOff('intake', handOffId, { status: 'returned', basis: 'consent' });
    await expectClue(clueId, { status: 'held', owner: harbour, bounces: 1 });
    await said('approver', await draftedAgain(clueId), 'approve');
  });
});

function fileEvent<Data>(definition: Parameters<typeof integrationEvent<Data>>[0], clueId: string, handOffId: string, more: object) {
  const caseFileId = derivedId(handOffId, 'case-file');
  const file = { caseFileId, handOffId, matterKind: 'clue', matterId: clueId, agency: customs, sender: harbour, title: clueBody.title };
  const data = definition.data.parse({ ...file, ...more });
  const meta = { familyId: clueId, parties: [customs], actor: { account: 'customs.handler', post: 'customs.handler', agency: customs } };
  return integrationEvent(definition, `case-file/${caseFileId}`, data, meta);
}

describe('a case file’s hand-off', () => {
  const request = (clueId: string, handOffId: string, more: object = {}) =>
    fileEvent(CaseFileHandOffRequestedV1, clueId, handOffId, {
      requestedHandOffId: derivedId(handOffId, 'referred'),
      receiver: lighthouse,
      routeId: routes.file,
      purpose: '移送有管辖权的检察院',
      legalBasis: '规则第二十六条',
      sourceCode: 'S18',
      isSuccessor: true,
      ...more,
    });

  it('is opened by the file’s request, signed by its agency’s chain, and carries what it received', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    await said('answerer', handOffId, 'accept');
    const asked = request(clueId, handOffId);
    await started.service.publish(asked, asked);
    const id = derivedId(handOffId, 'referred');
    await expectHandOff('answerer', id, { status: 'pending-approval', matterKind: 'case-file', sender: customs });
    expect(await desks.intake.get(`/hand-offs/${id}`)).toMatchObject({ status: 404 });
    await said('chief', id, 'approve');
    const { text } = (await desks.lighthouse.get(`/hand-offs/${id}/package`)).body as { text: string };
    expect(JSON.parse(text)).toMatchObject({
      matter: { matterKind: 'case-file', description: clueBody.description },
      materials: clueBody.materials,
      predecessors: [{ handOffId, sender: harbour, receiver: customs, requestedBy: asked.id }],
    });
    await said('lighthouse', id, 'receive');
    await said('lighthouse', id, 'accept');
  });

  it('is given up with the reason where there is no such way', async () => {
    const { clueId, handOffId } = await bringTo('received', desks);
    await said('answerer', handOffId, 'accept');
    await started.service.publish(request(clueId, handOffId, { receiver: police }));
    await expectHandOff('answerer', derivedId(handOffId, 'referred'), { status: 'recalled', basis: 'draft-given-up' });
  });
});

describe('a shared copy', () => {
  it('goes beside an owning hand-off and moves nothing', async () => {
    const { clueId } = await bringTo('sent', desks);
    const draft = { matterKind: 'clue', matterId: clueId, receiver: police, route: routes.copy, purpose: '请协助', legalBasis: '同前' };
    const id = String((await desks.intake.post('/hand-offs', draft)).body['id']);
    await said('intake', id, 'submit');
    await said('approver', id, 'approve');
    const desk = (verb: string) => desks.bystander.post(`/hand-offs/${id}/${verb}`, {});
    expect(await desk('receive')).toMatchObject({ status: 200 });
    expect(await desk('accept')).toMatchObject({ status: 200 });
    await expectClue(clueId, { status: 'handing-over', owner: harbour });
  });
});

describe('what is possible', () => {
  it('is told to each party for its own post, with the reason for the rest', async () => {
    const { handOffId } = await bringTo('received', desks);
    const possible = async (desk: keyof Desks) => {
      const { body } = await desks[desk].get(`/hand-offs/${handOffId}/possible`);
      return body as unknown as { verb: string; isPossible: boolean; code?: string }[];
    };
    const names = (await possible('answerer')).filter(({ isPossible }) => isPossible).map(({ verb }) => verb);
    expect(names).toEqual(['request-supplement', 'accept', 'refuse', 'forward']);
    expect((await possible('approver')).find(({ verb }) => verb === 'recall')).toEqual({ verb: 'recall', isPossible: true });
    expect((await possible('approver')).find(({ verb }) => verb === 'accept')).toMatchObject({ code: 'NOT_THE_RECEIVER' });
    expect(await desks.bystander.get(`/hand-offs/${handOffId}/possible`)).toMatchObject({ status: 404 });
  });
});
