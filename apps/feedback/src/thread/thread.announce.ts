import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { FeedbackAnsweredV1, FeedbackConfirmedV1, FeedbackOwedV1 } from '@xiezhi/contracts';
import { type Thread, type ThreadCommand, threadDecider, type ThreadEvent } from './thread.decider.ts';

/** Every step of a thread is told, and seen by the two it concerns. */
export const threads: Aggregate<ThreadCommand, ThreadEvent, Thread> = {
  ...threadDecider,
  name: 'thread',
  announce: (id, event, state) => {
    const { kind, debtor, creditor, handOffId, clueId, title } = opened(state);
    const named = { threadId: id, kind, debtor, creditor, handOffId, clueId, title };
    switch (event.type) {
      case 'ThreadOpened':
        return [announcement(FeedbackOwedV1, named)];
      case 'ThreadAnswered':
        return [announcement(FeedbackAnsweredV1, { ...named, resultCode: event.resultCode, answer: event.answer })];
      case 'ThreadConfirmed':
        return [announcement(FeedbackConfirmedV1, named)];
    }
  },
  scopeOf: (state) => {
    const { familyId, debtor, creditor, world } = opened(state);
    return { familyId, parties: [debtor, creditor], world };
  },
};

function opened(state: Thread): Exclude<Thread, { status: 'unopened' }> {
  if (state.status === 'unopened') throw new Error('an unopened thread has nothing to announce');
  return state;
}
