import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import {
  type EventDefinition,
  HandOffAcceptedV1,
  HandOffReceivedV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  HandOffSentV1,
  type IntegrationEvent,
  PracticeClockMovedV1,
  PracticeWorldOpenedV1,
  type Role,
  RoutePublishedV1,
} from '@xiezhi/contracts';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { integrationEvent } from '@xiezhi/testing';
import { expect } from 'vitest';
import { z } from 'zod';
import { eventuallyTold } from '../case-supervision.fixture.ts';
import { moment, type Organ, WalkedClocks } from './walked-clocks.fixture.ts';

const { header, routes: delivered = [] } = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));

/** The delivered routes as the directory tells them: who may go where, and until when the receiver may give it back. */
export const routes = z.array(RoutePublishedV1.data).parse(delivered.map((route) => ({ ...route, mechanism: header.name })));

type FieldValue = string | number | boolean | readonly unknown[] | Readonly<Record<string, unknown>>;
export type Said = Readonly<Record<string, FieldValue>>;

/** A file on its road, as its keeper knows it. */
export interface WalkedFile {
  id: string;
  chart: string;
  keeper: Organ;
  familyId: string;
  /** The hand-off it came by, and what was handed over. */
  handOff?: { handOffId: string; matterKind: 'clue' | 'case-file'; matterId: string; sender: Organ; routeId: string };
}

/**
 * One walk over the roads of several organs, by the commands officers have, in a practice world of its own. Every stage, day and end is
 * written in the walk by hand, from DOMAIN and COUNTING; what was found as expected is noted for docs/coverage.md.
 */
export class Walk extends WalkedClocks {
  readonly #sequences = new Map<string, number>();
  #movedTo: string | undefined;

  /** An organ takes up a file, for another one or for none. */
  async opens(chart: string, keeper: Organ, on: string, from?: WalkedFile, role: Role = 'handler'): Promise<WalkedFile> {
    const origin = from === undefined ? {} : { from: { matterKind: 'case-file', matterId: from.id } };
    const answer = await this.#as(keeper, role, on).post('/case-files', { chart, title: '巡查发现的问题', ...origin });
    expect(answer, `${keeper} opens ${chart}`).toMatchObject({ status: 201 });
    return this.#known(String(answer.body['id']), keeper, on);
  }

  /** A hand-off, as clue-transfer tells of it: sent, signed for and accepted. @returns the receiver's file */
  async handsOver(
    routeId: string,
    sender: Organ,
    receiver: Organ,
    acceptedAt: string,
    more: { file?: WalkedFile; sentAt?: string; receivedAt?: string; isShare?: boolean; sourceCode?: string } = {},
  ): Promise<WalkedFile> {
    const handOffId = randomUUID();
    const matter = more.file === undefined ? { matterKind: 'clue' as const, matterId: randomUUID() } : fileMatter(more.file);
    const familyId = more.file?.familyId ?? matter.matterId;
    const kind = more.isShare === true ? ('share' as const) : ('owning' as const);
    const data = { handOffId, kind, ...matter, sender: this.id(sender), receiver: this.id(receiver), title: '移送的事项', routeId };
    const digest = 'ab'.repeat(32);
    const tell = <Data>(definition: EventDefinition<Data>, told: Data, at: string) =>
      this.tells(definition, `hand-off/${handOffId}`, told, at, { familyId, parties: [data.sender, data.receiver] });
    const frozen = { packageSha256: digest, packageSm3: digest, materialCount: 1, isNamed: false };
    await tell(HandOffSentV1, { ...data, ...frozen }, more.sentAt ?? acceptedAt);
    const receivedAt = more.receivedAt ?? acceptedAt;
    await tell(HandOffReceivedV1, data, receivedAt);
    const verb = routes.find(({ slug }) => slug === routeId)?.verbs.return ?? 'by-consent';
    const returnTerms = kind === 'share' ? {} : { returnTerms: { verb, receivedAt: moment(receivedAt) } };
    await tell(HandOffAcceptedV1, { ...data, sourceCode: more.sourceCode ?? 'S18', ...returnTerms }, acceptedAt);
    const opened = await this.#known(derivedId(handOffId, 'case-file'), receiver, acceptedAt);
    return { ...opened, handOff: { handOffId, ...matter, sender, routeId } };
  }

  /** The receiver gives back what came by a hand-off, by its command; clue-transfer tells of it. `transition`: that of its file. */
  async givesBack(file: WalkedFile, at: string, transition: string, stage: string): Promise<void> {
    const answer = await this.#as(file.keeper, 'approver', at).post(`/case-files/${file.id}/return`, { reason: '不属于本机关管辖。' });
    expect(answer, `${file.keeper} gives ${file.chart} back`).toMatchObject({ status: 200 });
    await this.#stands(file, transition, stage, at);
    const { handOffId, sender, routeId, matterKind, matterId } = file.handOff!;
    const parties = { sender: this.id(sender), receiver: this.id(file.keeper) };
    const data = { handOffId, kind: 'owning' as const, matterKind, matterId, ...parties, title: '移送的事项', routeId };
    const told = { ...data, basis: 'unilateral' as const, returnedBy: parties.receiver, reason: '不属于本机关管辖。' };
    const meta = { familyId: file.familyId, parties: Object.values(parties) };
    await this.tells(HandOffReturnedV1, `hand-off/${handOffId}`, told, at, meta);
  }

  /** The keeper asks to give it back and the sender agrees, each by its command; the keeper's file hears of it. */
  async agreesToReturn(file: WalkedFile, at: string, transition: string, stage: string): Promise<void> {
    const { keeper, id, handOff } = file;
    const asked = await this.#as(keeper, 'approver', at).post(`/case-files/${id}/return`, { reason: '应由其他单位办理。' });
    expect(asked, `${keeper} asks to give ${file.chart} back`).toMatchObject({ status: 200 });
    const agreed = await this.#as(handOff!.sender, 'approver', at).post(`/case-files/${id}/consent-return`, {});
    expect(agreed, `${handOff!.sender} agrees`).toMatchObject({ status: 200 });
    await this.hears(file, transition, at, stage);
  }

  /** The keeper asks for a hand-off of its file, by its command, and the receiver refuses it. */
  async isRefused(file: WalkedFile, routeId: string, receiver: Organ, at: string): Promise<void> {
    const { keeper, id, familyId } = file;
    const asked = { receiver: this.id(receiver), routeId, purpose: '请依法处理。', legalBasis: '有关规定' };
    expect(await this.#as(keeper, 'handler', at).post(`/case-files/${id}/refer`, asked)).toMatchObject({ status: 200 });
    const { body } = await this.#as(keeper, 'handler', at).get(`/case-files/${id}`);
    const { handOffId } = body['referral'] as { handOffId: string };
    const parties = { sender: this.id(keeper), receiver: this.id(receiver) };
    const data = { handOffId, kind: 'owning' as const, ...fileMatter(file), ...parties, title: '移送的事项', routeId };
    const told = { ...data, reasonCode: 'NOT_COMPETENT', reason: '不符合条件。' };
    await this.tells(HandOffRefusedV1, `hand-off/${handOffId}`, told, at, { familyId, parties: Object.values(parties) });
  }

  /** One step by a post of the keeper, through its command. `stage`: where it must lead. */
  async steps(file: WalkedFile, transition: string, role: Role, at: string, said: Said, stage: string): Promise<void> {
    const client = this.#as(file.keeper, role, at);
    const answer = await client.post(`/case-files/${file.id}/steps/${transition}`, { fields: said });
    expect(answer, `${file.chart} ${transition} by ${file.keeper}: ${JSON.stringify(answer.body)}`).toMatchObject({ status: 200 });
    await this.#stands(file, transition, stage, at);
  }

  /** A step that follows from what happened elsewhere. */
  async hears(file: WalkedFile, transition: string, at: string, stage: string): Promise<void> {
    await eventuallyTold(() => this.#stands(file, transition, stage, at));
  }

  async #stands(file: WalkedFile, transition: string, stage: string, at: string): Promise<void> {
    const { body } = await this.#as(file.keeper, 'handler', at).get(`/case-files/${file.id}`);
    const steps = body['steps'] as { transition: string; to: string; deviation?: string }[];
    const taken = steps.findLast((step) => step.transition === transition);
    const where = `${file.chart} ${transition}, at ${String(body['stage'])} by ${steps.map((step) => step.transition).join(' ')}`;
    expect(taken, where).toMatchObject({ to: stage });
    expect(taken?.deviation, where).toBeUndefined();
    // What others did meanwhile may have led further; a walk waits for it before it goes on.
    if (taken === steps.at(-1)) expect(body['stage'], where).toBe(stage);
    this.note({ kind: 'transition', machine: file.chart, step: transition, stage });
  }

  /** Legal time of this world passes, and every deadline that it reaches speaks. */
  async passes(at: string): Promise<void> {
    const to = moment(at);
    const subject = `practice-world/${this.world}`;
    const meta = { familyId: this.world, parties: [], sequence: this.#next(subject) };
    const from = this.#movedTo ?? moment('2020-01-01');
    await this.place
      .service()
      .publish(
        this.#movedTo === undefined
          ? integrationEvent(PracticeWorldOpenedV1, subject, { id: this.world, name: '演练', legalNow: to }, meta)
          : integrationEvent(PracticeClockMovedV1, subject, { id: this.world, from, to }, meta),
      );
    this.#movedTo = to;
    await eventuallyTold(async () => {
      const { rows } = await this.place
        .database()
        .admin.query<{ ticked_to: Date | null }>('select ticked_to from case_supervision.practice_world where id = $1', [this.world]);
      expect(rows[0]?.ticked_to?.toISOString()).toBe(new Date(to).toISOString());
    });
  }

  /** What another service tells, in this world. */
  async tells<Data>(
    definition: EventDefinition<Data>,
    subject: string,
    data: Data,
    at: string,
    { familyId, parties }: Pick<IntegrationEvent['meta'], 'familyId' | 'parties'>,
  ): Promise<void> {
    const meta = { familyId, parties, actedAt: moment(at), sequence: this.#next(subject), world: this.world };
    await this.place.service().publish(integrationEvent(definition, subject, data, meta));
  }

  /** A step of what has no chart, whose state was found as written. */
  took(machine: string, step: string, stage: string): void {
    this.note({ kind: 'transition', machine, step, stage });
  }

  /** A caller of this world, whose legal now is the moment of the act. */
  client(organ: Organ, role: Role, at: string) {
    return this.#as(organ, role, at);
  }

  async #known(id: string, keeper: Organ, at: string): Promise<WalkedFile> {
    return eventuallyTold(async () => {
      const { status, body } = await this.#as(keeper, 'handler', at).get(`/case-files/${id}`);
      expect(status, `the file of ${keeper}`).toBe(200);
      return { id, chart: String(body['chart']), keeper, familyId: String(body['familyId']) };
    });
  }

  #as(organ: Organ, role: Role, at: string) {
    return this.place.own.as(organ, role, { world: { id: this.world, legalNow: moment(at) } });
  }

  #next(subject: string): number {
    const sequence = (this.#sequences.get(subject) ?? 0) + 1;
    this.#sequences.set(subject, sequence);
    return sequence;
  }
}

const fileMatter = ({ id }: WalkedFile) => ({ matterKind: 'case-file' as const, matterId: id });

/** Walks of one chart or one family of deadlines, by what they tell. */
export type Walks = Readonly<Record<string, (walk: Walk) => Promise<void>>>;
