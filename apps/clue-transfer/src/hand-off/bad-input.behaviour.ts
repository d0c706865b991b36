import { eventually, expectConsistent } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import {
  agencyAbolished,
  bringTo,
  clueBody,
  customs,
  government,
  harbour,
  type Harbour,
  lighthouse,
  pier,
  routes,
  slugOf,
  wharf,
} from '../clue-transfer.fixture.ts';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { drafting, inTime, talkOf, wish } from './hand-off.talk.fixture.ts';

/** What must be refused with a code and advice, nothing half-done: what the pure specs cannot show because it takes two, or the law’s clock. */
export function badInputBehaviour(given: () => Harbour): void {
  const { at, say, said, stateOf, expectRefused, draftedAgain } = talkOf(given);

  describe('two officers at one moment', () => {
    /** Both verbs at once, several times over, since chance decides who is first. */
    async function race(step: 'sent' | 'received', one: () => Say, other: () => Say) {
      const rounds = await Promise.all([1, 2, 3, 4].map(() => bringTo(step, given().desks)));
      return Promise.all(
        rounds.map(async ({ handOffId }) => {
          const answers = await Promise.all([one()(handOffId), other()(handOffId)]);
          return { state: await stateOf('intake', handOffId), answers };
        }),
      );
    }
    type Say = (id: string) => ReturnType<typeof say>;
    const verb =
      (...[desk, name, body]: [Parameters<typeof say>[0], string, object?]) =>
      () =>
      (id: string) =>
        say(desk, id, name, body);

    it('recalling and receiving: one wins, the other is told what happened', async () => {
      for (const { state, answers } of await race('sent', verb('approver', 'recall', wish), verb('liaison', 'receive'))) {
        const [recalled, received] = answers;
        if (state['status'] === 'recalled') expect([recalled.status, received.body['code']]).toEqual([200, 'HAND_OFF_RECALLED']);
        // Who was slower asks now, and waits for an answer.
        else expect([state['status'], state['recallRequest'], recalled.status]).toEqual(['received', wish, 200]);
      }
    });

    it('accepting and recalling: the matter is accepted, and the wish was too late or was answered with no', async () => {
      for (const { state, answers } of await race('received', verb('answerer', 'accept'), verb('approver', 'recall', wish))) {
        const [accepted, recalled] = answers;
        expect([accepted.status, state['status']]).toEqual([200, 'accepted']);
        if (recalled.status === 200) expect(state['recallDeclined']).toBeDefined();
        else expect(recalled.body).toMatchObject({ code: 'RECALL_TOO_LATE', title: expect.any(String), advice: expect.any(String) });
      }
    });

    it('accepting and consenting to a recall: one wins, the other is told what happened', async () => {
      const wished = async (id: string) => said('approver', id, 'recall', wish);
      const rounds = await Promise.all([1, 2, 3, 4].map(() => bringTo('received', given().desks)));
      for (const { handOffId: id } of rounds) {
        await wished(id);
        const [accepted, consented] = await Promise.all([say('answerer', id, 'accept'), say('chief', id, 'consent-recall')]);
        const ends = { accepted: [200, 'HAND_OFF_ALREADY_ANSWERED'], recalled: ['HAND_OFF_RECALLED', 200] };
        const answers = [accepted, consented].map(({ status, body }) => (status === 200 ? 200 : body['code']));
        expect(answers).toEqual(ends[(await stateOf('intake', id))['status'] as keyof typeof ends]);
      }
      await expectConsistent(given().database);
    });
  });

  describe('an abolished agency', () => {
    const successor = { code: 'RECEIVER_ABOLISHED', detail: expect.stringContaining(`successor: ${lighthouse}`) };

    it('is drafted to by nobody, and the refusal names who took over', async () => {
      const { clueId } = await bringTo('registered', given().desks);
      const answer = await at('intake').post('/hand-offs', { ...drafting(clueId), receiver: wharf });
      expect(answer).toMatchObject({ status: 409, body: successor });
      expect(answer.body['detail']).toContain(`successorName: ${slugOf(lighthouse)}`);
    });

    it('gets nothing that was drafted before its end: approving is refused, and the clue is free for the successor', async () => {
      const { clueId, handOffId } = await bringTo('submitted', given().desks, { draft: { receiver: pier } });
      await given().service.publish(agencyAbolished(pier));
      // Signed before the service has heard of the end, it would be signed.
      await eventually(async () => {
        const ended = 'select 1 from clue_transfer.known_agency where id = $1 and abolished_on is not null';
        expect((await given().database.admin.query(ended, [pier])).rowCount).toBe(1);
      }, inTime);
      expect(await say('approver', handOffId, 'approve')).toMatchObject({ status: 409, body: successor });
      expect(await stateOf('intake', handOffId)).toMatchObject({ status: 'pending-approval' });
      await said('approver', await draftedAgain(clueId), 'approve');
    });

    it('that coordinated a route gives its place to who took over, from the day after its last one', async () => {
      const tx = await given().database.admin.connect();
      try {
        await tx.query('begin');
        const end = `update clue_transfer.known_agency set abolished_on = '2026-06-30', successor = $2 where id = $1`;
        await tx.query(end, [government, lighthouse]);
        const coordinatorOn = async (day: string) => (await new KnownDirectory(tx).route(routes.public, day))?.coordinator;
        expect([await coordinatorOn('2026-06-30'), await coordinatorOn('2026-07-01')]).toEqual([government, lighthouse]);
      } finally {
        await tx.query('rollback');
        tx.release();
      }
    });

    it('is forwarded to by nobody', async () => {
      const { handOffId } = await bringTo('received', given().desks);
      const onward = { receiver: wharf, route: routes.onward, reason: '应由他院管辖' };
      expect(await say('answerer', handOffId, 'forward', onward)).toMatchObject({ status: 409, body: successor });
    });
  });

  describe('a slip of the keyboard', () => {
    it.each<[string, object, number, string]>([
      ['to oneself', { receiver: harbour }, 400, 'RECEIVER_IS_SENDER'],
      ['urgent without a reason', { urgency: 'urgent' }, 400, 'INVALID_REQUEST'],
      ['a reason without urgency', { urgencyReason: '下游为饮用水取水口' }, 400, 'INVALID_REQUEST'],
      ['a part that is not there', { parts: { content: ['secrets'], materials: [] } }, 400, 'PART_UNKNOWN'],
      ['on a day to come', { actedAt: '2999-01-01T00:00:00+08:00' }, 400, 'ACTED_AT_IN_FUTURE'],
    ])('%s', async (_name, change, status, code) => {
      const { clueId } = await bringTo('registered', given().desks);
      expect(await at('intake').post('/hand-offs', { ...drafting(clueId), ...change })).toMatchObject({
        status,
        body: { code, title: expect.any(String), advice: expect.any(String) },
      });
    });

    it('every verb on a day to come', async () => {
      const { handOffId } = await bringTo('received', given().desks);
      const later = { actedAt: '2999-01-01T00:00:00+08:00' };
      const verbs = {
        accept: {},
        refuse: { reasonCode: 'OTHER', reason: '不便受理' },
        'request-supplement': { items: ['报告'], reason: '缺项' },
      };
      for (const [verb, body] of Object.entries(verbs))
        await expectRefused('ACTED_AT_IN_FUTURE', say('answerer', handOffId, verb, { ...body, ...later }));
      expect(await stateOf('liaison', handOffId)).toMatchObject({ status: 'received', receiver: customs });
    });

    it('found after it is registered', async () => {
      const answer = await at('intake').post('/clues', { ...clueBody, foundAt: '2999-01-01T00:00:00+08:00' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'FOUND_IN_FUTURE' } });
    });
  });
}
