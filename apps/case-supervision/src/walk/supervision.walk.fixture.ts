import { ProblemReportedV1, ProblemStageEnteredV1, type Role } from '@xiezhi/contracts';
import { eventuallyTold } from '../case-supervision.fixture.ts';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Organ } from './walked-clocks.fixture.ts';
import type { Walk, Walks } from './walk.fixture.ts';

/** A problem the office keeps and the fishery bureau is to rectify, known to the service. */
async function problem(walk: Walk, on: string): Promise<string> {
  const problemId = randomUUID();
  const [office, unit] = [walk.id('office'), walk.id('fishery')];
  const about = { problemId, number: 'XS-330503-2026-000001', office, title: '和孚漾围网养殖' };
  const meta = { familyId: problemId, parties: [office, unit] };
  const found = { ...about, reportedBy: office, categoryCode: 'Z1-08', divisionCode: '330503', isNamedReport: false };
  await walk.tells(ProblemReportedV1, `problem/${problemId}`, found, on, meta);
  const step = { chart: 'problem', packVersion: 'river-chief-procurator@2026.1', transition: 'P4', from: 'TRIAGED', to: 'ASSIGNED' };
  const assigned = { ...about, unit, ...step, deviation: false, relapses: 0 };
  await walk.tells(ProblemStageEnteredV1, `problem/${problemId}`, assigned, on, meta);
  return problemId;
}

/** One order over the bureau, by its commands. */
class Order {
  readonly #walk: Walk;
  readonly id: string;

  constructor(walk: Walk, id: string) {
    this.#walk = walk;
    this.id = id;
  }

  static async proposed(walk: Walk, on: string, matterId: string, more: object = {}): Promise<Order> {
    const body = { matterKind: 'problem', matterId, level: 'S2', unit: walk.id('fishery'), grounds: '整改期限届满未完成。', ...more };
    // The problem is on its way to the service.
    const answer = await eventuallyTold(async () => {
      const said = await walk.client('office', 'handler', on).post('/supervisions', body);
      expect(said, JSON.stringify(said.body)).toMatchObject({ status: 201 });
      return said;
    });
    const order = new Order(walk, String(answer.body['id']));
    await order.stands('propose', 'proposed', on);
    return order;
  }

  /** A verb by a post, and the state it must lead to. `noted`: the name of the step where the verb has two outcomes. */
  async does(verb: string, organ: Organ, role: Role, at: string, body: object, status: string, noted = verb): Promise<void> {
    const answer = await this.#walk.client(organ, role, at).post(`/supervisions/${this.id}/${verb}`, body);
    expect(answer.status, `${verb}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    await this.stands(noted, status, at);
  }

  async stands(step: string, status: string, at: string): Promise<void> {
    const { body } = await this.#walk.client('office', 'handler', at).get(`/supervisions/${this.id}`);
    expect(body['status'], step).toBe(status);
    this.#walk.took('supervision', step, status);
  }

  async becomes(step: string, status: string, at: string): Promise<void> {
    await eventuallyTold(() => this.stands(step, status, at));
  }
}

const requirements = ['拆除全部围网'];

async function issued(walk: Walk, on: string, limitOn: string, more: object = {}): Promise<Order> {
  const order = await Order.proposed(walk, on, await problem(walk, on), more);
  await order.does('approve', 'office', 'approver', on, {}, 'approved');
  await order.does('issue', 'office', 'handler', on, { limitOn, requirements }, 'issued');
  return order;
}

/** DOMAIN 3.7 and rows S02, E04, E04a, E07: the ladder of supervision. */
export const supervisionWalks: Walks = {
  'a joint order is issued, answered, sent back once, signed off by all and lifted': async (walk) => {
    const order = await issued(walk, '2026-09-01', '2026-09-26', { level: 'S3', coIssuers: [walk.id('procuratorate')] });
    // A Saturday of the Mid-Autumn block, as the document says.
    await walk.due('S02', '2026-09-26', { holder: 'fishery' });
    await order.does('sign', 'fishery', 'intake', '2026-09-02', {}, 'signed');
    await order.does('progress', 'fishery', 'handler', '2026-09-10', { progress: '已拆除一半。' }, 'handling');
    await order.does('report', 'fishery', 'handler', '2026-09-20', { report: '围网全部拆除，水面恢复。' }, 'reported');
    await walk.met('S02');
    const failed = { isPassed: false, findings: '尚有残桩。', limitOn: '2026-10-15' };
    await order.does('check', 'office', 'handler', '2026-09-21', failed, 'handling', 'checkFailed');
    await walk.due('S02', '2026-10-15');
    await order.does('report', 'fishery', 'handler', '2026-10-12', { report: '残桩已清除。' }, 'reported');
    await order.does('check', 'office', 'handler', '2026-10-13', { isPassed: true, findings: '现场核查合格。' }, 'checked');
    await order.does('sign-off', 'procuratorate', 'approver', '2026-10-13', {}, 'checked', 'signOff');
    await order.does('lift', 'office', 'approver', '2026-10-14', { reason: '已完成。' }, 'lifted');
  },
  'a proposal is rejected': async (walk) => {
    const order = await Order.proposed(walk, '2026-09-01', await problem(walk, '2026-09-01'));
    await order.does('reject', 'office', 'approver', '2026-09-02', { reason: '另案处理。' }, 'rejected');
  },
  'K05: a listed order, its extension asked for in time and granted, or declined': async (walk) => {
    const listed = { level: 'S4', conditions: ['G04'], siteVisitOn: '2026-08-28', coIssuers: [] };
    const order = await issued(walk, '2026-09-01', '2026-12-01', listed);
    await walk.due('E04', '2026-12-01', { holder: 'fishery' });
    // Ten working days before 1 December.
    await walk.due('E04a', '2026-11-17');
    await order.does('sign', 'fishery', 'intake', '2026-09-02', {}, 'signed');
    await order.does('progress', 'fishery', 'handler', '2026-10-12', { progress: '已拆除一半。' }, 'handling');
    const asked = { progress: '已拆除三分之二。', cause: '冬捕。', plan: '十二月底前拆完。', requestedOn: '2026-12-31' };
    await order.does('ask-extension', 'fishery', 'handler', '2026-11-13', asked, 'handling', 'askExtension');
    await walk.met('E04a');
    await order.does('decline-extension', 'office', 'approver', '2026-11-14', { reason: '请先补充计划。' }, 'handling', 'declineExtension');
    await order.does('ask-extension', 'fishery', 'handler', '2026-11-16', { ...asked, plan: '逐日推进。' }, 'handling', 'askExtension');
    await order.does('extend', 'office', 'approver', '2026-11-17', { limitOn: '2026-12-31', reason: '同意。' }, 'handling');
    await walk.due('E04', '2026-12-31');
    await order.does('report', 'fishery', 'handler', '2026-12-28', { report: '围网全部拆除。' }, 'reported');
    await walk.met('E04');
  },
  'an order that runs out has failed, and is climbed upward to an admonitory talk, whose day is kept': async (walk) => {
    const order = await issued(walk, '2026-09-01', '2026-09-30');
    await walk.due('S02', '2026-09-30');
    await walk.passes('2026-10-01');
    await walk.breached('S02');
    await order.becomes('fail', 'failed', '2026-10-01');
    const talk = { level: 'S5', reason: '逾期未报结果。' };
    const answer = await walk.client('office', 'handler', '2026-10-08').post(`/supervisions/${order.id}/escalate`, talk);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
    const higher = new Order(walk, String(answer.body['id']));
    await higher.does('approve', 'office', 'approver', '2026-10-08', {}, 'approved');
    const limit = { limitOn: '2026-11-30', requirements: ['整改并公开结果'] };
    await higher.does('issue', 'office', 'handler', '2026-10-08', limit, 'issued');
    await order.becomes('escalate', 'escalated', '2026-10-08');
    await walk.due('E07', '2026-11-30', { holder: 'fishery' });
    await higher.does('sign', 'fishery', 'intake', '2026-10-09', {}, 'signed');
    await higher.does('report', 'fishery', 'handler', '2026-11-25', { report: '整改完成，结果已公开。' }, 'reported');
    await higher.does('check', 'office', 'handler', '2026-11-26', { isPassed: true, findings: '合格。' }, 'checked');
    await higher.does('lift', 'office', 'approver', '2026-11-27', { reason: '整改完成。' }, 'lifted');
    await walk.met('E07');
  },
};
