import { randomUUID } from 'node:crypto';
import {
  CaseFileDecidedV1,
  CaseFileOpenedV1,
  CaseFileStageEnteredV1,
  ClockBreachedV1,
  HandOffReceivedV1,
  HandOffRecalledV1,
  HandOffSentV1,
} from '@xiezhi/contracts';
import { asAgency } from '@xiezhi/postgres';
import {
  agencies,
  callerOf,
  eventStoreAccess,
  eventually,
  expectConsistent,
  integrationEvent,
  machineryAccess,
  noteExecuted,
  readAsStranger,
  runService,
  tableAccess,
  type TestDatabase,
  testDatabase,
  type TestService,
} from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { idOf } from '../duty.ts';
import { threadIdOfPeriod } from '../reporting/reporting.announce.ts';
import { feedback } from '../service.ts';

const { harbour, customs, police } = agencies;
const schema = 'feedback';
/** Through relay, broker and inbox, on a machine that runs other specs at the same time. */
const eventuallyTold = <Result>(check: () => Promise<Result> | Result) => eventually(check, { withinMs: 20_000 });

let database: TestDatabase;
let service: TestService;
beforeAll(async () => {
  database = await testDatabase('feedback', migrations);
  service = await runService(feedback, database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

/** Customs decides on a clue of harbour's, and the thread it leads to. */
function decision(world?: string) {
  const caseFileId = randomUUID();
  const familyId = randomUUID();
  const named = {
    caseFileId,
    handOffId: randomUUID(),
    matterKind: 'clue',
    matterId: familyId,
    agency: customs,
    sender: harbour,
    title: '排水口异常排水',
  } as const;
  const meta = { familyId, parties: [customs], ...(world !== undefined && { world }) };
  const subject = `case-file/${caseFileId}`;
  return {
    familyId,
    threadId: idOf('FILING', caseFileId),
    reportOf: (period: number) => threadIdOfPeriod(idOf('PROGRESS', caseFileId), period),
    resultId: idOf('RESULT', caseFileId),
    opened: (sequence: number) =>
      integrationEvent(
        CaseFileOpenedV1,
        subject,
        { ...named, chart: 'case-file', packVersion: 'river-chief-procurator@2026.1', isOwning: true },
        { ...meta, sequence },
      ),
    decided: (sequence: number, resultCode = 'NOT_OPEN_DUTY_PERFORMED', when: { actedAt?: string } = {}) =>
      integrationEvent(CaseFileDecidedV1, subject, { ...named, resultCode }, { ...meta, ...when, sequence }),
    closed: (sequence: number) =>
      integrationEvent(
        CaseFileStageEnteredV1,
        subject,
        {
          ...named,
          chart: 'case-file',
          packVersion: 'river-chief-procurator@2026.1',
          transition: 'A13',
          from: 'REVIEW',
          to: 'CLOSED',
          deviation: false,
        },
        { ...meta, sequence },
      ),
  };
}

const debtor = () => service.as(callerOf('customs', 'liaison'));
const creditor = () => service.as(callerOf('harbour', 'intake'));
const answer = { answer: '经评估，行政机关已依法履职，不予立案。' };

async function owed(world?: string): Promise<ReturnType<typeof decision>> {
  const one = decision(world);
  // Specs of other services run on the same topics, and a clock of theirs would find a decision of long ago overdue.
  const today = world === undefined ? { actedAt: new Date().toISOString() } : {};
  await service.publish(one.decided(1, undefined, today));
  await eventuallyTold(async () => expect(await creditor().get(`/threads/${one.threadId}`)).toMatchObject({ status: 200 }));
  return one;
}

describe('a decision on a case file', () => {
  it('opens the thread that is owed to the sender, once, however often it is told', async () => {
    const one = decision();
    const first = one.decided(1);
    await service.publish(first, first, one.decided(1), one.decided(2));
    await eventuallyTold(async () => {
      const { rows } = await database.admin.query(`select last_sequence from ${schema}.inbox_gate where subject = $1`, [first.subject]);
      expect(rows).toEqual([{ last_sequence: 2 }]);
    });
    expect((await creditor().get(`/threads/${one.threadId}`)).body).toMatchObject({
      version: 1,
      status: 'owed',
      kind: 'FILING',
      debtor: customs,
      creditor: harbour,
      familyId: one.familyId,
    });
    await expectConsistent(database);
  });

  it('opens it once its predecessor has come, when the two come in the wrong order', async () => {
    const one = decision();
    await service.publish(one.decided(2));
    await eventuallyTold(async () => {
      const { rows } = await database.admin.query(`select reason from ${schema}.inbox_parked where subject = $1`, [one.decided(2).subject]);
      expect(rows).toEqual([{ reason: 'GAP' }]);
    });
    await service.publish(one.opened(1));
    await eventuallyTold(async () => expect(await creditor().get(`/threads/${one.threadId}`)).toMatchObject({ status: 200 }));
  });

  it('waits, and disturbs nobody, while its result is no code', async () => {
    const one = decision();
    const unknown = one.decided(1);
    await service.publish({ ...unknown, data: { ...unknown.data, resultCode: 'open somehow' } });
    await owed();
    expect(await creditor().get(`/threads/${one.threadId}`)).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
    await eventuallyTold(async () => {
      const { rows } = await database.admin.query(`select reason from ${schema}.inbox_parked where subject = $1`, [unknown.subject]);
      expect(rows).toEqual([{ reason: 'HANDLER_FAULT' }]);
    });
  });
});

/** Harbour hands a clue over to customs, and both clocks that run meanwhile. */
function handOver() {
  const [handOffId, familyId] = [randomUUID(), randomUUID()];
  const matter = { matterKind: 'clue', matterId: familyId, title: '排水口异常排水' } as const;
  const named = { ...matter, handOffId, kind: 'owning', sender: harbour, receiver: customs, routeId: 'clue-from-public' } as const;
  const meta = { familyId, parties: [harbour, customs] };
  const subject = `hand-off/${handOffId}`;
  const clockId = randomUUID();
  const frozen = { packageSha256: 'a'.repeat(64), packageSm3: 'b'.repeat(64), materialCount: 1, isNamed: false };
  const clock = { ...matter, clockId, ruleId: 'H06', ruleName: '签收', subject, holder: customs, watchers: [harbour] };
  return {
    receipt: idOf('RECEIPT', handOffId),
    acceptance: idOf('ACCEPTANCE', handOffId),
    sent: integrationEvent(HandOffSentV1, subject, { ...named, ...frozen }, { ...meta, sequence: 1 }),
    received: integrationEvent(HandOffReceivedV1, subject, named, { ...meta, sequence: 2 }),
    recalled: integrationEvent(
      HandOffRecalledV1,
      subject,
      { ...named, reason: '材料有误', basis: 'before-receipt' },
      { ...meta, sequence: 2 },
    ),
    overdue: integrationEvent(
      ClockBreachedV1,
      `clock/${clockId}`,
      { ...clock, rung: 'overdue', dueAt: '2026-10-14T16:00:00Z', turnsRed: true },
      meta,
    ),
  };
}
const seen = async (threadId: string) => (await creditor().get(`/threads/${threadId}`)).body;

describe('a hand-off', () => {
  it('owes receipt and acceptance, and is signed for without a word typed', async () => {
    const one = handOver();
    await service.publish(one.sent, one.sent, one.received, one.received);
    await eventuallyTold(async () => expect(await seen(one.receipt)).toMatchObject({ status: 'met', by: HandOffReceivedV1.type }));
    expect(await seen(one.acceptance)).toMatchObject({ status: 'owed', isTyped: false });
    expect(await debtor().post(`/threads/${one.acceptance}/answer`, answer)).toMatchObject({
      status: 409,
      body: { code: 'FEEDBACK_MET_BY_HAND_OFF' },
    });
    await eventuallyTold(() =>
      expect(service.announced(`thread/${one.receipt}`).map(({ type }) => type)).toEqual([
        'feedback.feedback-owed.v1',
        'feedback.feedback-met.v1',
      ]),
    );
    await expectConsistent(database);
  });
  it('that is recalled owes nothing any more', async () => {
    const one = handOver();
    await service.publish(one.sent, one.recalled);
    for (const threadId of [one.receipt, one.acceptance])
      await eventuallyTold(async () => expect(await seen(threadId)).toMatchObject({ status: 'cancelled', reason: '移送已撤回' }));
  });
  it('whose rung is heard before its sending is overdue from its first moment on, once', async () => {
    const one = handOver();
    await service.publish(one.overdue, one.overdue);
    await eventuallyTold(async () => {
      const { rowCount } = await database.admin.query(`select 1 from ${schema}.stream where stream_id = $1`, [one.receipt]);
      expect(rowCount).toBe(1);
    });
    expect(await creditor().get(`/threads/${one.receipt}`)).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
    await service.publish(one.sent);
    // Whoever counts clocks on the same topics may find this sending long overdue, too: only the clock of this spec is looked at.
    await eventuallyTold(async () => {
      const { status, overdue } = (await seen(one.receipt)) as { status: string; overdue: { clockId: string }[] };
      expect(status).toBe('owed');
      expect(overdue.filter(({ clockId }) => clockId === one.overdue.data.clockId)).toMatchObject([{ ruleId: 'H06', rung: 'overdue' }]);
    });
    await expectConsistent(database);
  });
});

/** The states a thread goes through, each written by hand (DOMAIN 3.2 T11–T13); what was found so is noted for docs/coverage.md. */
describe('the road of a thread', () => {
  const stands = async (threadId: string, step: string, stage: string) => {
    await eventuallyTold(async () => expect(await seen(threadId), step).toMatchObject({ status: stage }));
    noteExecuted({ kind: 'transition', machine: 'thread', step, stage, by: 'thread › the road of a thread' });
  };
  it('is answered, objected to, answered again and confirmed', async () => {
    const { threadId } = await owed();
    await stands(threadId, 'open', 'owed');
    await debtor().post(`/threads/${threadId}/answer`, answer);
    await stands(threadId, 'answer', 'answered');
    await creditor().post(`/threads/${threadId}/object`, { grounds: '现场仍有污水外排。' });
    await stands(threadId, 'object', 'objected');
    await debtor().post(`/threads/${threadId}/answer`, { answer: '已复查，外排系雨水。' });
    await stands(threadId, 'reply', 'answered');
    await creditor().post(`/threads/${threadId}/confirm`, {});
    await stands(threadId, 'confirm', 'confirmed');
    expect(await seen(threadId)).toMatchObject({ rounds: [{ objection: { grounds: '现场仍有污水外排。' } }, {}] });
  });
  it('is met by signing, overdue, or owed no more', async () => {
    const [met, recalled] = [handOver(), handOver()];
    await service.publish(met.sent, met.overdue);
    await eventuallyTold(async () =>
      expect(await seen(met.receipt)).toMatchObject({ overdue: expect.arrayContaining([expect.objectContaining({ rung: 'overdue' })]) }),
    );
    await stands(met.receipt, 'markOverdue', 'owed');
    await service.publish(met.received);
    await stands(met.receipt, 'meet', 'met');
    await service.publish(recalled.sent, recalled.recalled);
    await stands(recalled.receipt, 'cancel', 'cancelled');
    expect(await seen(recalled.acceptance)).toMatchObject({ isTyped: false });
  });
});

describe('progress of an open case', () => {
  it('is owed period by period until the case is closed', async () => {
    const one = decision();
    await service.publish(one.decided(1, 'OPEN_ADMIN_PIL'), one.decided(1, 'OPEN_ADMIN_PIL'));
    await eventuallyTold(async () =>
      expect(await seen(one.reportOf(1))).toMatchObject({ status: 'owed', kind: 'PROGRESS', owedSince: '2026-10-13T09:00:00+08:00' }),
    );
    const report = { answer: '已开展现场调查，正在磋商。', actedAt: '2026-10-30T10:00:00+08:00' };
    expect(await debtor().post(`/threads/${one.reportOf(1)}/answer`, report)).toMatchObject({ status: 200 });
    await eventuallyTold(async () =>
      expect(await seen(one.reportOf(2))).toMatchObject({
        status: 'owed',
        owedSince: '2026-11-12T01:00:00.000Z',
        reporting: { period: 2 },
      }),
    );
    await service.publish(one.closed(2), one.closed(2));
    await eventuallyTold(async () => expect(await seen(one.reportOf(2))).toMatchObject({ status: 'cancelled' }));
    expect(await seen(one.resultId)).toMatchObject({ status: 'owed', kind: 'RESULT' });
    expect(await creditor().post(`/threads/${one.reportOf(1)}/confirm`, {})).toMatchObject({ status: 200 });
    await expectConsistent(database);
  });
});

describe('a thread over HTTP', () => {
  it('is answered by the debtor and confirmed by the creditor, and both are told', async () => {
    const { threadId } = await owed();
    expect(await creditor().post(`/threads/${threadId}/confirm`, {})).toMatchObject({
      status: 409,
      body: { code: 'FEEDBACK_NOT_ANSWERED' },
    });
    expect(await debtor().post(`/threads/${threadId}/answer`, answer)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await creditor().post(`/threads/${threadId}/confirm`, {})).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await creditor().post(`/threads/${threadId}/confirm`, {})).toMatchObject({ status: 200, body: { version: 3 } });
    const expected = { status: 'confirmed', rounds: [{ answer: { resultCode: 'NOT_OPEN_DUTY_PERFORMED', ...answer } }] };
    for (const party of [debtor(), creditor()]) expect((await party.get(`/threads/${threadId}`)).body).toMatchObject(expected);
    await eventuallyTold(() => {
      const told = service.announced(`thread/${threadId}`);
      expect(told.map(({ type }) => type)).toEqual(['owed', 'answered', 'confirmed'].map((what) => `feedback.feedback-${what}.v1`));
      expect(told[1]).toMatchObject({
        data: { resultCode: 'NOT_OPEN_DUTY_PERFORMED', ...answer },
        meta: { parties: [customs, harbour], actor: { agency: customs } },
      });
    });
    await expectConsistent(database);
  });

  it('keeps its first answer', async () => {
    const { threadId } = await owed();
    const key = { 'idempotency-key': randomUUID() };
    const first = await debtor().post(`/threads/${threadId}/answer`, answer, key);
    expect((await debtor().post(`/threads/${threadId}/answer`, answer, key)).body).toEqual(first.body);
    expect(await debtor().post(`/threads/${threadId}/answer`, answer)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await debtor().post(`/threads/${threadId}/answer`, { answer: '已立案。' })).toMatchObject({
      status: 409,
      body: { code: 'FEEDBACK_ALREADY_ANSWERED' },
    });
    await expectConsistent(database);
  });

  it('is objected to, answered for that round, and confirmed', async () => {
    const { threadId } = await owed();
    await debtor().post(`/threads/${threadId}/answer`, answer);
    const objection = { grounds: '现场仍有污水外排。', asked: ['说明复查情况'] };
    expect(await debtor().post(`/threads/${threadId}/object`, objection)).toMatchObject({ status: 403 });
    expect(await creditor().post(`/threads/${threadId}/object`, objection)).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await creditor().post(`/threads/${threadId}/object`, objection)).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await creditor().post(`/threads/${threadId}/confirm`, {})).toMatchObject({ status: 409, body: { code: 'FEEDBACK_OBJECTED' } });
    expect(await debtor().post(`/threads/${threadId}/answer`, answer)).toMatchObject({
      status: 409,
      body: { code: 'FEEDBACK_ITEMS_MISSING' },
    });
    const item = {
      item: '说明复查情况',
      measure: '已复查，外排系雨水',
      state: 'done',
      proof: [{ name: '检测报告', sha256: 'c'.repeat(64) }],
    };
    const reply = { ...answer, items: [item] };
    expect(await debtor().post(`/threads/${threadId}/answer`, reply)).toMatchObject({ status: 200, body: { version: 4 } });
    expect(await debtor().post(`/threads/${threadId}/answer`, reply)).toMatchObject({ status: 200, body: { version: 4 } });
    expect(await creditor().post(`/threads/${threadId}/confirm`, {})).toMatchObject({ status: 200 });
    expect(await seen(threadId)).toMatchObject({
      status: 'confirmed',
      rounds: [{ objection }, { answer: { items: [item] } }],
      answer: { items: [item] },
    });
    await eventuallyTold(() =>
      expect(service.announced(`thread/${threadId}`).map(({ type }) => type)).toEqual(
        ['owed', 'answered', 'objected', 'answered', 'confirmed'].map((what) => `feedback.feedback-${what}.v1`),
      ),
    );
    await expectConsistent(database);
  });

  it('stays in its practice world', async () => {
    const world = { id: randomUUID(), legalNow: '2026-11-03T09:00:00+08:00' };
    const { threadId } = await owed(world.id);
    expect(await debtor().post(`/threads/${threadId}/answer`, answer)).toMatchObject({ status: 409, body: { code: 'WORLD_MISMATCH' } });
    expect(await service.as(callerOf('customs', 'liaison', { world })).post(`/threads/${threadId}/answer`, answer)).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, object, string]>([
    ['an unknown field', { ...answer, extra: 1 }, 'extra'],
    ['a quantity without proof', { ...answer, recovered: [{ code: 'Q08', amount: 1, proof: [] }] }, 'recovered.0.proof'],
    ['an empty answer', { answer: ' ' }, 'answer'],
    ['an answer that is too long', { answer: '水'.repeat(4001) }, 'answer'],
    ['a result that is no code', { ...answer, resultCode: 'open somehow' }, 'resultCode'],
  ])('refuses %s by the name of the field', async (_what, body, path) =>
    expect(await debtor().post(`/threads/${decision().threadId}/answer`, body)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{ path }] },
    }),
  );
  it('refuses a result that no mechanism lists, by the name of the list', async () => {
    const { threadId } = await owed();
    expect(await debtor().post(`/threads/${threadId}/answer`, { ...answer, resultCode: 'OPEN_SOMEHOW' })).toMatchObject({
      status: 400,
      body: { code: 'CODE_NOT_LISTED', detail: 'list: clue-result；code: OPEN_SOMEHOW' },
    });
  });
});

describe('permissions', () => {
  // One thread for all that is refused before anything is answered.
  let threadId: string;
  beforeAll(async () => {
    ({ threadId } = await owed());
  });
  it('answering: the debtor’s, not the creditor’s, and nobody else’s business', async () => {
    const by = (agency: 'harbour' | 'police') => service.as(callerOf(agency, 'liaison')).post(`/threads/${threadId}/answer`, answer);
    expect(await by('harbour')).toMatchObject({ status: 403, body: { code: 'NOT_THE_DEBTOR' } });
    expect(await by('police')).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
  });
  it('confirming: the creditor’s, not the debtor’s, and nobody else’s business', async () => {
    const { threadId: answered } = await owed();
    await debtor().post(`/threads/${answered}/answer`, answer);
    const by = (agency: 'customs' | 'police') => service.as(callerOf(agency, 'intake')).post(`/threads/${answered}/confirm`, {});
    expect(await by('customs')).toMatchObject({ status: 403, body: { code: 'NOT_THE_CREDITOR' } });
    expect(await by('police')).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
  });
  it('each verb: not for another role of the same agency', async () => {
    expect(await service.as(callerOf('customs', 'intake')).post(`/threads/${threadId}/answer`, answer)).toMatchObject({
      status: 403,
      body: { code: 'ACTION_NOT_PERMITTED' },
    });
    expect(await service.as(callerOf('harbour', 'liaison')).post(`/threads/${threadId}/confirm`, {})).toMatchObject({
      status: 403,
      body: { code: 'ACTION_NOT_PERMITTED' },
    });
  });
  it('reading: not for a third agency, not for a platform administrator', async () => {
    expect(await service.as(callerOf('police')).get(`/threads/${threadId}`)).toMatchObject({
      status: 404,
      body: { code: 'FEEDBACK_NOT_FOUND' },
    });
    expect(await service.as(callerOf('customs', 'system-admin')).get(`/threads/${threadId}`)).toMatchObject({ status: 403 });
  });
});

describe('the tables', () => {
  const known_pack = `plain; ${schema}_worker: insert, select, truncate, update`;
  const listed = { ...eventStoreAccess(schema), ...machineryAccess(schema), known_pack };
  it('are these, each read by whom it should be', async () => expect(await tableAccess(database)).toEqual(listed));
  it('fail this spec when one is not listed', async () => {
    await database.admin.query(`create table ${schema}.forgotten (note text); grant select on ${schema}.forgotten to ${schema}_app`);
    const found = await tableAccess(database);
    await database.admin.query(`drop table ${schema}.forgotten`);
    expect(found).toEqual({ ...listed, forgotten: `plain; ${schema}_app: select` });
    expect(found).not.toEqual(listed);
  });

  it.each(['stream', 'fact'])('%s shows a thread to its two parties alone', async (table) => {
    const { threadId } = await owed();
    const seenBy = (agency: string) =>
      asAgency(
        database.app,
        { agency },
        async (tx) => (await tx.query(`select 1 from ${schema}.${table} where stream_id = $1`, [threadId])).rowCount,
      );
    expect(await Promise.all([customs, harbour, police].map(seenBy))).toEqual([1, 1, 0]);
    expect((await database.app.query(`select 1 from ${schema}.${table}`)).rowCount).toBe(0);
  });
  it('outbox cannot be read by the role that answers callers', () =>
    expect(database.app.query(`select 1 from ${schema}.outbox`)).rejects.toThrow(/permission denied/));
  it.each(Object.keys(listed))('%s lets another service’s role not even into the schema', async (table) =>
    expect(readAsStranger(database, table)).rejects.toThrow(/permission denied for schema/),
  );
});
