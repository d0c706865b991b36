import { type Aggregate, announcement } from '@xiezhi/aggregate';
import {
  FeedbackAnsweredV1,
  FeedbackCancelledV1,
  FeedbackConfirmedV1,
  FeedbackMetV1,
  FeedbackObjectedV1,
  FeedbackOwedV1,
} from '@xiezhi/contracts';
import { type Duty, type OpenedThread, type Thread, type ThreadCommand, threadDecider, type ThreadEvent } from './thread.decider.ts';

/**
 * Every step of a thread is told, and seen by the two it concerns. That it is overdue was told by the clock: the mark tells nothing
 * again.
 */
export const threads: Aggregate<ThreadCommand, ThreadEvent, Thread> = {
  ...threadDecider,
  name: 'thread',
  announce: (id, event, state) => {
    if (event.type === 'OverdueMarked') return [];
    const thread = opened(state);
    const named = namedBy(id, thread.duty);
    switch (event.type) {
      case 'ThreadOpened': {
        const { owedSince, asked, decidedResult, decisionNumber, isTyped } = event.duty;
        return [announcement(FeedbackOwedV1, { ...named, owedSince, asked, decidedResult, decisionNumber, isTyped })];
      }
      case 'ThreadMet':
        return [announcement(FeedbackMetV1, { ...named, by: event.by })];
      case 'ThreadCancelled':
        return [announcement(FeedbackCancelledV1, { ...named, reason: event.reason })];
      case 'ThreadAnswered': {
        const { type: _, ...said } = event;
        return [announcement(FeedbackAnsweredV1, { ...named, ...said })];
      }
      case 'AnswerObjected': {
        const { type: _, ...objection } = event;
        return [announcement(FeedbackObjectedV1, { ...named, ...objection })];
      }
      case 'ThreadConfirmed':
        return [announcement(FeedbackConfirmedV1, named)];
    }
  },
  scopeOf: (state) => {
    if (state.status === 'unopened') throw new Error('an unopened thread has no scope');
    if (state.status === 'foreseen') return { familyId: state.familyId, parties: state.parties, world: state.world };
    const { familyId, debtor, creditor, world } = state.duty;
    return { familyId, parties: [debtor, creditor], world };
  },
};

function opened(state: Thread): OpenedThread {
  if (state.status === 'unopened' || state.status === 'foreseen') throw new Error('an unopened thread has nothing to announce');
  return state;
}

function namedBy(threadId: string, { kind, debtor, creditor, handOffId, matterKind, matterId, title, reporting }: Duty) {
  return { threadId, kind, debtor, creditor, handOffId, matterKind, matterId, title, reporting };
}
