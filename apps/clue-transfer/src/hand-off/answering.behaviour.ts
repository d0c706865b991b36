import { randomUUID } from 'node:crypto';
import { ClockBreachedV1 } from '@xiezhi/contracts';
import { integrationEvent } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { bringTo, clueBody, customs, harbour, type Harbour, lighthouse, routes } from '../clue-transfer.fixture.ts';
import { disputeBound, refusal, report, talkOf } from './hand-off.talk.fixture.ts';

const onward = { receiver: lighthouse, route: routes.onward, reason: '应由行为地检察院管辖' };
const asked = { items: ['监测报告'], reason: '请补充水质监测结果' };

/** What a receiver does with what it signed for: asks for more, passes it on, says no, and what three bounces lead to. */
export function answeringBehaviour(given: () => Harbour): void {
  const { at, say, said, stateOf, expectRefused, expectClue, expectHandOff, draftedAgain, bouncedOut } = talkOf(given);

  describe('the supplement loop', () => {
    it('supplies a new version of the package that both hold', async () => {
      const { handOffId } = await bringTo('received', given().desks);
      const before = (await stateOf('liaison', handOffId))['package'];
      await said('answerer', handOffId, 'request-supplement', asked);
      await expectRefused('SUPPLEMENT_PENDING', say('answerer', handOffId, 'refuse', refusal));
      await said('intake', handOffId, 'supplement', { materials: [report] });
      const after = await stateOf('liaison', handOffId);
      expect(after).toMatchObject({ status: 'received', package: { materialCount: 2 } });
      expect(after['package']).not.toEqual(before);
      const { text } = (await at('liaison').get(`/hand-offs/${handOffId}/package`)).body as { text: string };
      expect(JSON.parse(text)).toMatchObject({ packageVersion: 2, materials: [...clueBody.materials, report] });
      await said('answerer', handOffId, 'accept');
    });

    it('lapses by the clock of its rule and of nothing else, and can still be supplied or answered', async () => {
      const { clueId, handOffId } = await bringTo('received', given().desks);
      await said('answerer', handOffId, 'request-supplement', asked);
      const breached = (ruleId: string) => breachedClock(ruleId, clueId, handOffId);
      await given().service.publish(breached('H06'), breached('H07'), breached('H07'));
      await expectHandOff('answerer', handOffId, { status: 'supplement', rounds: [{ isLapsed: true }] });
      await expectRefused('MISSING_ITEM_IS_NO_GROUND', say('answerer', handOffId, 'refuse', { ...refusal, reasonCode: 'INCOMPLETE' }));
      await said('intake', handOffId, 'supplement', { impossible: '样品已灭失，客观上无法补正' });
      await said('answerer', handOffId, 'refuse', refusal);
    });
  });

  describe('forwarding', () => {
    it('opens a successor of the first sender, with the chain kept; a refusal there leaves the clue with the first sender', async () => {
      const { clueId, handOffId } = await bringTo('received', given().desks);
      await said('answerer', handOffId, 'forward', onward);
      const { next } = (await stateOf('intake', handOffId)) as { next: { successor: string } };
      const opened = { status: 'sent', sender: harbour, receiver: lighthouse, forwardedBy: customs, predecessor: handOffId, bounces: 1 };
      await expectHandOff('lighthouse', next.successor, opened);
      await expectClue(clueId, { status: 'handing-over', handOffId: next.successor, owner: harbour, bounces: 1 });
      // In between nobody could take the claim: another hand-off of the clue is still refused.
      await expectRefused('MATTER_ALREADY_HANDED_OVER', say('approver', await draftedAgain(clueId), 'approve'));
      const { text } = (await at('lighthouse').get(`/hand-offs/${next.successor}/package`)).body as { text: string };
      expect(JSON.parse(text)).toMatchObject({ receiver: lighthouse, predecessors: [{ handOffId, receiver: customs }] });
      expect(await at('answerer').get(`/hand-offs/${next.successor}`)).toMatchObject({ status: 404 });

      await said('lighthouse', next.successor, 'receive');
      await said('lighthouse', next.successor, 'refuse', refusal);
      await expectClue(clueId, { status: 'held', owner: harbour, bounces: 2 });
      await expectRefused('HAND_OFF_ALREADY_ANSWERED', say('answerer', handOffId, 'accept'));
    });

    it('the third bounce waits for the coordinator’s word, and the named receiver cannot say no', async () => {
      const { clueId, handOffId } = await bringTo('received', given().desks);
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
      expect(await bouncedOut(`clue/${clueId}`)).toMatchObject({ meta: { parties: [harbour] } });
      const fourth = await draftedAgain(clueId);
      await expectRefused('MATTER_AWAITS_COORDINATOR', say('approver', fourth, 'approve'));

      await given().service.publish(disputeBound({ matterKind: 'clue', matterId: clueId }, clueId, [customs]));
      await expectClue(clueId, { mustGoTo: [customs] });
      await said('approver', fourth, 'approve');
      expect(await stateOf('liaison', fourth)).toMatchObject({ isNamed: true, bounces: 3 });
      await said('liaison', fourth, 'receive');
      await expectRefused('NAMED_RECEIVER_MUST_ACCEPT', say('answerer', fourth, 'refuse', refusal));
      await said('answerer', fourth, 'accept');
      await expectClue(clueId, { status: 'held', owner: customs });
    });
  });
}

function breachedClock(ruleId: string, clueId: string, handOffId: string) {
  const clockId = randomUUID();
  const of = { clockId, ruleId, ruleName: '补正', subject: `hand-off/${handOffId}`, matterKind: 'clue' as const, matterId: clueId };
  const dueAt = new Date(Date.now() + 86_400_000).toISOString();
  const data = { ...of, holder: harbour, watchers: [customs], title: clueBody.title, rung: 'overdue' as const, turnsRed: true, dueAt };
  return integrationEvent(ClockBreachedV1, `clock/${clockId}`, data, { familyId: clueId, parties: [harbour, customs] });
}
