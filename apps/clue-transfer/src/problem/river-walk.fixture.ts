import type { Role } from '@xiezhi/contracts';
import { type Answer, eventually, noteExecuted } from '@xiezhi/testing';
import { expect } from 'vitest';
import { day, type River, river, type RiverAgency, reportBody, routes, terms } from './river.fixture.ts';

const inTime = { withinMs: 30_000 };

interface Taken {
  transition: string;
  to: string;
  deviation?: string;
}

/**
 * One walk along the river by the commands officers have. Every stage is written in the walk by hand, from DOMAIN; what was found as
 * expected is noted for docs/coverage.md.
 */
export class RiverWalk {
  readonly #started: River;
  readonly #by: string;

  constructor(started: River, by: string) {
    this.#started = started;
    this.#by = `river.walk › ${by}`;
  }

  client(agency: RiverAgency, role: Role) {
    return this.#started.as(agency, role);
  }

  publish = (...events: Parameters<River['service']['publish']>) => this.#started.service.publish(...events);

  /** A problem the township reports, named or not. */
  async reported(more: object = {}): Promise<string> {
    const id = await this.#id(this.client('township', 'intake').post('/problems', { ...reportBody, ...day('2026-07-08'), ...more }), 201);
    await this.#stands('problem', `/problems/${id}`, 'office', 'P1', 'REPORTED');
    return id;
  }

  async triaged(severity: string, more: object = {}): Promise<string> {
    const id = await this.reported(more);
    const said = { severityReason: '未批先建', categoryCode: 'Z4-02', duplicateChecked: true };
    const competent = { proposedUnit: river.bureau, competenceBasis: '水法第三十八条' };
    await this.steps(id, 'office', 'handler', 'P2', '2026-07-09', { severity, ...said, ...competent }, 'TRIAGED');
    return id;
  }

  /** A step of a problem by its command, and the stage it must lead to. */
  async steps(id: string, agency: RiverAgency, role: Role, transition: string, on: string, said: object, stage: string): Promise<void> {
    await this.#id(this.client(agency, role).post(`/problems/${id}/steps/${transition}`, { ...said, ...day(on) }));
    await this.#stands('problem', `/problems/${id}`, 'office', transition, stage);
  }

  /** A step of a problem that follows from its hand-off, for the `times`-th time. */
  follows(id: string, transition: string, stage: string, times = 1): Promise<void> {
    return eventually(() => this.#stands('problem', `/problems/${id}`, 'office', transition, stage, times), inTime);
  }

  async merges(id: string, into: string): Promise<void> {
    await this.#id(this.client('office', 'handler').post(`/problems/${id}/merge`, { into }));
    await this.#stands('problem', `/problems/${id}`, 'office', 'P3m', 'MERGED');
  }

  /** A step of a dispute by its command; the city's office reads where it stands. */
  async disputes(id: string, agency: RiverAgency, role: Role, transition: string, said: object, stage: string): Promise<void> {
    await this.#id(this.client(agency, role).post(`/disputes/${id}/steps/${transition}`, said));
    await this.#stands('dispute', `/disputes/${id}`, agency, transition, stage);
  }

  /** The dispute that the third bounce of a problem raised. */
  disputeOf(problemId: string): Promise<string> {
    return eventually(async () => {
      const { rows } = await this.#started.database.admin.query<{ stream_id: string }>(
        `select stream_id from clue_transfer.stream where aggregate = 'dispute' and family_id = $1`,
        [problemId],
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.stream_id;
    }, inTime);
  }

  /** A draft of an assignment, submitted and signed unless it shall stay one. */
  async drafts(problemId: string, to: RiverAgency = 'bureau', route: string = routes.assignment): Promise<string> {
    const matter = { matterKind: 'problem', matterId: problemId, receiver: river[to], route };
    const said = { purpose: '请依法整改', legalBasis: '河长制规定第十一条', ...day('2026-07-09') };
    const id = await this.#id(this.client('office', 'handler').post('/hand-offs', { ...matter, ...said }), 201);
    await this.stands(id, 'draft', 'draft');
    return id;
  }

  async assigned(
    severity = '一般',
    to: RiverAgency = 'bureau',
    route: string = routes.assignment,
  ): Promise<{ id: string; handOffId: string }> {
    const id = await this.triaged(severity);
    await this.steps(id, 'office', 'handler', 'P4a', '2026-07-09', terms(to), 'TRIAGED');
    const handOffId = route === routes.onward ? await this.sentOn(id, to) : await this.sent(id, to);
    await this.follows(id, 'P4', 'ASSIGNED');
    return { id, handOffId };
  }

  async sent(problemId: string, to: RiverAgency = 'bureau'): Promise<string> {
    const handOffId = await this.drafts(problemId, to);
    await this.does(handOffId, 'submit', 'office', 'handler', '2026-07-09', {}, 'pending-approval');
    await this.does(handOffId, 'approve', 'office', 'approver', '2026-07-09', {}, 'sent');
    return handOffId;
  }

  async sentOn(problemId: string, to: RiverAgency): Promise<string> {
    const handOffId = await this.drafts(problemId, to, routes.onward);
    await this.does(handOffId, 'submit', 'office', 'handler', '2026-07-09', {}, 'pending-approval');
    await this.does(handOffId, 'approve', 'office', 'section-head', '2026-07-09', {}, 'pending-approval', 'sign');
    await this.does(handOffId, 'approve', 'office', 'approver', '2026-07-09', {}, 'sent');
    return handOffId;
  }

  async received(severity = '一般', to: RiverAgency = 'bureau', route: string = routes.assignment) {
    const made = await this.assigned(severity, to, route);
    await this.does(made.handOffId, 'receive', to, 'liaison', '2026-07-10', {}, 'received');
    await this.follows(made.id, 'P5', 'SIGNED');
    return made;
  }

  async rectifying(severity = '一般') {
    const made = await this.received(severity);
    await this.does(made.handOffId, 'accept', 'bureau', 'intake', '2026-07-10', {}, 'accepted');
    await this.follows(made.id, 'P7a', 'RECTIFYING');
    return made;
  }

  /** A verb of the hand-off, and the state it must lead to. `noted`: the verb's name in the table, where the path says otherwise. */
  async does(
    id: string,
    verb: string,
    agency: RiverAgency,
    role: Role,
    on: string,
    said: object,
    status: string,
    noted = verb,
  ): Promise<void> {
    await this.#id(this.client(agency, role).post(`/hand-offs/${id}/${verb}`, { ...said, ...day(on) }));
    await this.stands(id, noted, status);
  }

  async stands(handOffId: string, verb: string, status: string): Promise<void> {
    const { body } = await this.client('office', 'handler').get(`/hand-offs/${handOffId}`);
    expect(body['status'], verb).toBe(status);
    this.#note('hand-off', verb, status);
  }

  becomes = (handOffId: string, verb: string, status: string) => eventually(() => this.stands(handOffId, verb, status), inTime);

  async #stands(machine: string, path: string, reader: RiverAgency, transition: string, stage: string, times = 1): Promise<void> {
    const { body } = await this.client(reader, 'handler').get(path);
    const steps = body['taken'] as Taken[];
    const where = `${machine} ${transition}, at ${String(body['stage'])} by ${steps.map((step) => step.transition).join(' ')}`;
    const all = steps.filter((step) => step.transition === transition);
    expect(all.length, where).toBeGreaterThanOrEqual(times);
    const taken = all.at(-1);
    expect(taken, where).toMatchObject({ to: stage });
    expect(taken?.deviation, where).toBeUndefined();
    if (taken === steps.at(-1)) expect(body['stage'], where).toBe(stage);
    this.#note(machine, transition, stage);
  }

  #note(machine: string, step: string, stage: string): void {
    noteExecuted({ kind: 'transition', machine, step, stage, by: this.#by });
  }

  async #id(answering: Promise<Answer>, status = 200): Promise<string> {
    const answer = await answering;
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
    return String(answer.body['id']);
  }
}
