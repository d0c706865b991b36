import type { AgencyId, ClueResult, FamilyId, FeedbackKind, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import type { z } from 'zod';

/**
 * One feedback that one agency owes another: owed → answered → confirmed. The debtor answers, the creditor confirms; silence is
 * never confirmation. Objections come with the full protocol.
 */
export type Thread =
  | { status: 'unopened' }
  | (Duty & { status: 'owed' })
  | (Duty & { status: 'answered'; answer: Answer })
  | (Duty & { status: 'confirmed'; answer: Answer });

export interface Duty {
  kind: z.infer<typeof FeedbackKind>;
  debtor: AgencyId;
  creditor: AgencyId;
  handOffId: string;
  clueId: string;
  title: string;
  /** Result the debtor decided; the answer takes it over, so that nobody types a known field twice (DESIGN 13). */
  decidedResult: ClueResult;
  familyId: FamilyId;
  world?: WorldId | undefined;
}

export interface Answer {
  resultCode: ClueResult;
  answer: string;
}

export type ThreadCommand =
  | (Duty & { type: 'OpenThread' })
  | { type: 'AnswerThread'; by: AgencyId; resultCode?: ClueResult | undefined; answer: string }
  | { type: 'ConfirmThread'; by: AgencyId };

export type ThreadEvent = (Duty & { type: 'ThreadOpened' }) | (Answer & { type: 'ThreadAnswered' }) | { type: 'ThreadConfirmed' };

function decide(command: ThreadCommand, thread: Thread): ThreadEvent[] {
  if (command.type === 'OpenThread') {
    const { type: _, ...duty } = command;
    // The thread's id follows from the file's and the kind: whoever opens it again means the same duty.
    return thread.status === 'unopened' ? [{ type: 'ThreadOpened', ...duty }] : [];
  }

  // To a third agency the thread does not exist, whatever its state.
  if (thread.status === 'unopened' || !isParty(thread, command.by)) throw new Refusal('FEEDBACK_NOT_FOUND');

  switch (command.type) {
    case 'AnswerThread':
      return answerTo(thread, command);
    case 'ConfirmThread':
      return confirm(thread, command.by);
  }
}

type OpenedThread = Exclude<Thread, { status: 'unopened' }>;

function isParty({ debtor, creditor }: Duty, agency: AgencyId): boolean {
  return agency === debtor || agency === creditor;
}

function answerTo(thread: OpenedThread, command: Extract<ThreadCommand, { type: 'AnswerThread' }>): ThreadEvent[] {
  if (command.by !== thread.debtor) throw new Refusal('NOT_THE_DEBTOR');
  if (thread.status === 'confirmed') throw new Refusal('FEEDBACK_ALREADY_CONFIRMED');
  const { answer, resultCode = thread.decidedResult } = command;
  if (thread.status === 'owed') return [{ type: 'ThreadAnswered', resultCode, answer }];
  if (thread.answer.resultCode === resultCode && thread.answer.answer === answer) return [];
  throw new Refusal('FEEDBACK_ALREADY_ANSWERED');
}

function confirm(thread: OpenedThread, by: AgencyId): ThreadEvent[] {
  if (by !== thread.creditor) throw new Refusal('NOT_THE_CREDITOR');
  if (thread.status === 'owed') throw new Refusal('FEEDBACK_NOT_ANSWERED');
  return thread.status === 'confirmed' ? [] : [{ type: 'ThreadConfirmed' }];
}

function evolve(thread: Thread, event: ThreadEvent): Thread {
  if (event.type === 'ThreadOpened') {
    const { type: _, ...duty } = event;
    return { status: 'owed', ...duty };
  }
  if (thread.status === 'unopened') throw new Error(`${event.type} stored before any ThreadOpened`);
  switch (event.type) {
    case 'ThreadAnswered': {
      const { type: _, ...answer } = event;
      return { ...thread, status: 'answered', answer };
    }
    case 'ThreadConfirmed':
      if (thread.status === 'owed') throw new Error('ThreadConfirmed stored before any ThreadAnswered');
      return { ...thread, status: 'confirmed' };
  }
}

export const threadDecider: Decider<ThreadCommand, ThreadEvent, Thread> = { initialState: { status: 'unopened' }, decide, evolve };
