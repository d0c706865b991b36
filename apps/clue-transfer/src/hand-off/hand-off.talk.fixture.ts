import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import { DisputeBoundV1 } from '@xiezhi/contracts';
import { eventually, integrationEvent } from '@xiezhi/testing';
import { expect } from 'vitest';
import { clueBody, customs, type Desks, government, harbour, type Harbour, routes } from '../clue-transfer.fixture.ts';

export const inTime = { withinMs: 20_000 };
export const report = { name: '监测报告', kind: 'DOCUMENT' as const, mediaType: 'application/pdf', bytes: 9, sha256: 'e'.repeat(64) };
export const refusal = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖' };
export const wish = { reason: '拟另行处理' };

/** What officers of the harbour’s story say over HTTP and see afterwards, in a line each. */
export function talkOf(given: () => Harbour) {
  const at = (desk: keyof Desks) => given().desks[desk];
  const say = (desk: keyof Desks, id: string, verb: string, body: object = {}) => at(desk).post(`/hand-offs/${id}/${verb}`, body);
  const said = async (desk: keyof Desks, id: string, verb: string, body: object = {}): Promise<void> => {
    expect(await say(desk, id, verb, body), `${desk} ${verb}`).toMatchObject({ status: 200 });
  };
  const stateOf = async (desk: keyof Desks, id: string) => (await at(desk).get(`/hand-offs/${id}`)).body;
  return {
    at,
    say,
    said,
    stateOf,
    expectRefused: async (code: string, answer: ReturnType<typeof say>) => expect((await answer).body).toMatchObject({ code }),
    expectClue: (id: string, expected: object) =>
      eventually(async () => expect((await at('intake').get(`/clues/${id}`)).body).toMatchObject(expected), inTime),
    expectHandOff: (desk: keyof Desks, id: string, expected: object) =>
      eventually(async () => expect(await stateOf(desk, id)).toMatchObject(expected), inTime),
    /** A further hand-off of the same clue, as far as the signature. */
    draftedAgain: async (clueId: string, change: object = {}): Promise<string> => {
      const { status, body } = await at('intake').post('/hand-offs', { ...drafting(clueId), ...change });
      expect(status).toBe(201);
      const id = String(body['id']);
      await said('intake', id, 'submit');
      return id;
    },
    bouncedOut: (subject: string) =>
      eventually(() => {
        const told = given()
          .service.announced(subject)
          .filter(({ type }) => type.includes('matter-bounced-out'));
        expect(told).toHaveLength(1);
        return told[0]!;
      }, inTime),
  };
}
export type Talk = ReturnType<typeof talkOf>;

export const drafting = (clueId: string) => ({
  matterKind: 'clue',
  matterId: clueId,
  receiver: customs,
  route: routes.public,
  purpose: '再次移送',
  legalBasis: '同前',
});

/** A coordinator has named the receivers of a matter. */
export function disputeBound(matter: { matterKind: 'clue' | 'case-file'; matterId: string }, familyId: string, competentUnits: string[]) {
  const disputeId = randomUUID();
  const dispute = { disputeId, ...matter, parties: [harbour, customs], coordinator: government };
  const data = { ...dispute, title: clueBody.title, competentUnits, decisionNumber: '德政办〔2026〕1号' };
  return integrationEvent(DisputeBoundV1, `dispute/${disputeId}`, data, { familyId, parties: [harbour, customs, government] });
}

/** Name of the file that a hand-off leads to in these specs. */
export const fileOf = (handOffId: string): string => derivedId(handOffId, 'case-file of the spec');

/**
 * What case-supervision says of the file that an accepted hand-off led to. The file has a name of this spec's own: another spec may run the
 * service itself on the same topics, and it would tell of its file under the real one.
 */
export function fileEvent<Data>(
  definition: Parameters<typeof integrationEvent<Data>>[0],
  clueId: string,
  handOffId: string,
  more: object,
  sequence = 1,
) {
  const caseFileId = fileOf(handOffId);
  const file = { caseFileId, handOffId, matterKind: 'clue', matterId: clueId, agency: customs, sender: harbour, title: clueBody.title };
  const data = definition.data.parse({ ...file, ...more });
  const actor = { account: 'customs.handler', post: 'customs.handler', agency: customs };
  const meta = { familyId: clueId, parties: [customs], actor, sequence };
  return integrationEvent(definition, `case-file/${caseFileId}`, data, meta);
}
