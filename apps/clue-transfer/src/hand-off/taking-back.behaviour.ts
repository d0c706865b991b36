import { CaseFileReturnedV1 } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { bringTo, customs, harbour, type Harbour } from '../clue-transfer.fixture.ts';
import { fileEvent, talkOf, wish } from './hand-off.talk.fixture.ts';

/** Recall before and after the signature, return after the acceptance. */
export function takingBackBehaviour(given: () => Harbour): void {
  const { say, said, stateOf, expectRefused, expectClue, expectHandOff, draftedAgain } = talkOf(given);

  describe('taking back', () => {
    it('is free before the signature, and leaves the clue free for another way', async () => {
      const { clueId, handOffId } = await bringTo('sent', given().desks);
      await said('approver', handOffId, 'recall', wish);
      await expectRefused('HAND_OFF_RECALLED', say('liaison', handOffId, 'receive'));
      await expectClue(clueId, { status: 'held', owner: harbour, bounces: 0 });
      await said('approver', await draftedAgain(clueId), 'approve');
    });

    it('is a wish afterwards: consented to, declined, or answered with no by accepting', async () => {
      const made = await Promise.all([1, 2, 3].map(() => bringTo('received', given().desks)));
      const [one, two, three] = made.map(({ handOffId }) => handOffId) as [string, string, string];
      await Promise.all([one, two, three].map((id) => said('approver', id, 'recall', wish)));
      await said('answerer', one, 'consent-recall');
      expect(await stateOf('intake', one)).toMatchObject({ status: 'recalled', basis: 'consent', ...wish });
      await said('answerer', two, 'decline-recall', { reason: '已着手评估' });
      expect(await stateOf('intake', two)).toMatchObject({ status: 'received', recallDeclined: { reason: '已着手评估' } });
      await said('answerer', three, 'accept');
      await expectRefused('RECALL_TOO_LATE', say('approver', three, 'recall', wish));
    });

    it('is decided on the file, and recorded here by its event, once', async () => {
      const { clueId, handOffId } = await bringTo('received', given().desks);
      await said('answerer', handOffId, 'accept');
      await expectClue(clueId, { owner: customs });
      const returned = fileEvent(CaseFileReturnedV1, clueId, handOffId, { basis: 'consent', returnedBy: customs, reason: '双方同意' });
      await given().service.publish(returned, returned);
      await expectHandOff('intake', handOffId, { status: 'returned', basis: 'consent' });
      await expectClue(clueId, { status: 'held', owner: harbour, bounces: 1 });
      await said('approver', await draftedAgain(clueId), 'approve');
    });
  });
}
