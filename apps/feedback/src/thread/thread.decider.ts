import type { AgencyId, FamilyId, FeedbackKind, MatterKind, WorldId } from '@xiezhi/contracts';
import { type Decider, isSameContent, Refusal } from '@xiezhi/decider';
import { refuseUnlisted, type UnlistedCode } from '@xiezhi/stage-chart';
import { type Answer, type AnswerGiven, answerTaking, refuseIncomplete } from './answer.ts';

/**
 * One feedback that one agency owes another (DOMAIN 3.2 T11–T13).
 *
 * - `foreseen`: a clock has broken a rung of it before the event that makes it owed has come; nobody sees it yet.
 * - `owed`, `answered`, `objected`, `confirmed`: the debtor answers, the creditor confirms or objects, the debtor answers that round.
 *   Silence is never confirmation.
 * - `met`: by the hand-off itself, signed for or answered; nobody types it. `cancelled`: the matter was recalled, forwarded or closed.
 */
export type Thread =
  | { status: 'unopened' }
  | (Scoped & { status: 'foreseen'; overdue: OverdueMark[] })
  | (Opened & { status: 'owed' })
  | (Opened & { status: 'answered' | 'objected' | 'confirmed'; rounds: Round[] })
  | (Opened & { status: 'met'; by: string })
  | (Opened & { status: 'cancelled'; reason: string });
export type OpenedThread = Exclude<Thread, { status: 'unopened' | 'foreseen' }>;
type AnsweredThread = Extract<Thread, { rounds: Round[] }>;

/** Round 0 is the first answer; each objection opens the next round, whose answer follows. */
export interface Round {
  answer: Answer;
  /** What the creditor objects to this answer. */
  objection?: Objection;
}

interface Scoped {
  familyId: FamilyId;
  parties: AgencyId[];
  world?: WorldId | undefined;
}

export interface Duty {
  kind: FeedbackKind;
  debtor: AgencyId;
  creditor: AgencyId;
  handOffId?: string | undefined;
  matterKind: MatterKind;
  matterId: string;
  title: string;
  /** Legal moment from which it is owed. */
  owedSince: string;
  /** Result the debtor decided; the answer takes it over, so that nobody types a known field twice (DESIGN 13). */
  decidedResult?: string | undefined;
  /** Number of the decision document, likewise. */
  decisionNumber?: string | undefined;
  /** What the creditor asked, each to be answered as an item. */
  asked: string[];
  /** Met by events of the hand-off: an answer in words would say the same thing twice. */
  isTyped: boolean;
  /** Of the pack it was born under; kept when the pack changes. */
  objectionRoundsMax: number;
  reporting?: { reportingId: string; period: number } | undefined;
  familyId: FamilyId;
  world?: WorldId | undefined;
}

interface Opened {
  duty: Duty;
  overdue: OverdueMark[];
}

export interface Objection {
  grounds: string;
  /** Points the next answer must take up one by one; none means the grounds are answered as a whole. */
  asked: string[];
}

/** One rung of one clock of this thread, as case-supervision announced it. */
export interface OverdueMark {
  clockId: string;
  ruleId: string;
  rung: 'overdue' | 'long-overdue';
  dueAt: string;
}

export type ThreadCommand =
  | { type: 'OpenThread'; duty: Duty }
  | { type: 'MeetThread'; duty: Duty; by: string }
  | { type: 'CancelThread'; duty: Duty; reason: string }
  | ({ type: 'MarkOverdue'; scope: Scoped } & OverdueMark)
  | ({ type: 'AnswerThread'; by: AgencyId; unlisted?: UnlistedCode[] } & AnswerGiven)
  | { type: 'ConfirmThread'; by: AgencyId }
  | ({ type: 'ObjectToAnswer'; by: AgencyId } & Objection);

export type ThreadEvent =
  | { type: 'ThreadOpened'; duty: Duty }
  | { type: 'ThreadMet'; duty: Duty; by: string }
  | { type: 'ThreadCancelled'; duty: Duty; reason: string }
  | ({ type: 'OverdueMarked'; scope: Scoped } & OverdueMark)
  | ({ type: 'ThreadAnswered'; round: number } & Answer)
  | { type: 'ThreadConfirmed' }
  | ({ type: 'AnswerObjected'; round: number } & Objection);

function decide(command: ThreadCommand, thread: Thread): ThreadEvent[] {
  switch (command.type) {
    // Events say these, in any order: the first that ends the thread stands, and a duty already over is not owed again.
    case 'OpenThread':
      return isOpened(thread) ? [] : [{ type: 'ThreadOpened', duty: command.duty }];
    case 'MeetThread':
      return isOver(thread) ? [] : [{ type: 'ThreadMet', duty: dutyOf(thread, command.duty), by: command.by }];
    case 'CancelThread':
      return isOver(thread) ? [] : [{ type: 'ThreadCancelled', duty: dutyOf(thread, command.duty), reason: command.reason }];
    case 'MarkOverdue':
      return mark(thread, command);
    case 'AnswerThread':
      return answerTo(seenBy(command.by, thread), command);
    case 'ConfirmThread':
      return confirm(seenBy(command.by, thread), command.by);
    case 'ObjectToAnswer':
      return objectTo(seenBy(command.by, thread), command);
  }
}

const isOpened = (thread: Thread): thread is OpenedThread => thread.status !== 'unopened' && thread.status !== 'foreseen';
/** Whether no event can end it any more: it has ended, or its debtor has answered in words. */
const isOver = (thread: Thread): boolean => isOpened(thread) && thread.status !== 'owed';
const dutyOf = (thread: Thread, told: Duty): Duty => (isOpened(thread) ? thread.duty : told);

/** To a third agency the thread does not exist, whatever its state. */
function seenBy(agency: AgencyId, thread: Thread): OpenedThread {
  if (!isOpened(thread) || (agency !== thread.duty.debtor && agency !== thread.duty.creditor)) throw new Refusal('FEEDBACK_NOT_FOUND');
  return thread;
}

function mark(thread: Thread, { scope, clockId, ruleId, rung, dueAt }: Extract<ThreadCommand, { type: 'MarkOverdue' }>): ThreadEvent[] {
  const before = thread.status === 'unopened' ? [] : thread.overdue;
  const isKnown = before.some((known) => known.clockId === clockId && known.rung === rung);
  return isKnown ? [] : [{ type: 'OverdueMarked', scope, clockId, ruleId, rung, dueAt }];
}

function answerTo(thread: OpenedThread, command: Extract<ThreadCommand, { type: 'AnswerThread' }>): ThreadEvent[] {
  const { debtor, isTyped, asked } = thread.duty;
  if (command.by !== debtor) throw new Refusal('NOT_THE_DEBTOR');
  refuseEnded(thread);
  if (!isTyped) throw new Refusal('FEEDBACK_MET_BY_HAND_OFF');
  if (thread.status === 'confirmed') throw new Refusal('FEEDBACK_ALREADY_CONFIRMED');
  refuseUnlisted(command.unlisted);
  const said = answerTaking(command, thread.duty);
  if (thread.status === 'answered') {
    if (isSameContent(lastOf(thread).answer, said)) return [];
    throw new Refusal('FEEDBACK_ALREADY_ANSWERED');
  }
  const isReply = thread.status === 'objected';
  refuseIncomplete(said.items, isReply ? (lastOf(thread).objection?.asked ?? []) : asked, command.actedOn);
  return [{ type: 'ThreadAnswered', round: isReply ? thread.rounds.length : 0, ...said }];
}

function confirm(thread: OpenedThread, by: AgencyId): ThreadEvent[] {
  const { status } = answeredFor(by, thread);
  if (status === 'objected') throw new Refusal('FEEDBACK_OBJECTED');
  return status === 'confirmed' ? [] : [{ type: 'ThreadConfirmed' }];
}

function objectTo(thread: OpenedThread, command: Extract<ThreadCommand, { type: 'ObjectToAnswer' }>): ThreadEvent[] {
  const answered = answeredFor(command.by, thread);
  const { grounds, asked } = command;
  if (answered.status === 'confirmed') throw new Refusal('FEEDBACK_ALREADY_CONFIRMED');
  if (answered.status === 'objected') {
    if (isSameContent(lastOf(answered).objection, { grounds, asked })) return [];
    throw new Refusal('FEEDBACK_ALREADY_OBJECTED');
  }
  const { length: round } = answered.rounds;
  if (round > thread.duty.objectionRoundsMax) throw new Refusal('FEEDBACK_OBJECTIONS_USED_UP', { rounds: round - 1 });
  return [{ type: 'AnswerObjected', round, grounds, asked }];
}

/** What only the creditor may judge, and only once there is an answer. */
function answeredFor(by: AgencyId, thread: OpenedThread): AnsweredThread {
  if (by !== thread.duty.creditor) throw new Refusal('NOT_THE_CREDITOR');
  refuseEnded(thread);
  if ('rounds' in thread) return thread;
  throw new Refusal(thread.duty.isTyped ? 'FEEDBACK_NOT_ANSWERED' : 'FEEDBACK_MET_BY_HAND_OFF');
}

function refuseEnded({ status }: OpenedThread): void {
  if (status === 'met') throw new Refusal('FEEDBACK_MET_BY_HAND_OFF');
  if (status === 'cancelled') throw new Refusal('FEEDBACK_CANCELLED');
}

function lastOf({ rounds }: AnsweredThread): Round {
  const last = rounds.at(-1);
  if (last === undefined) throw new Error('an answered thread has a round');
  return last;
}

function evolve(thread: Thread, event: ThreadEvent): Thread {
  const overdue = thread.status === 'unopened' ? [] : thread.overdue;
  switch (event.type) {
    case 'ThreadOpened':
      return { status: 'owed', duty: event.duty, overdue };
    case 'ThreadMet':
      return { status: 'met', duty: event.duty, overdue, by: event.by };
    case 'ThreadCancelled':
      return { status: 'cancelled', duty: event.duty, overdue, reason: event.reason };
    case 'OverdueMarked': {
      const { type: _type, scope, ...marked } = event;
      const marks = [...overdue, marked];
      return isOpened(thread) ? { ...thread, overdue: marks } : { ...scope, status: 'foreseen', overdue: marks };
    }
    case 'ThreadAnswered': {
      if (!isOpened(thread)) throw new Error('ThreadAnswered stored before any ThreadOpened');
      const { type: _type, round: _round, ...answer } = event;
      const before = 'rounds' in thread ? thread.rounds : [];
      return { status: 'answered', duty: thread.duty, overdue, rounds: [...before, { answer }] };
    }
    case 'ThreadConfirmed':
      return { ...answeredBefore(event, thread), status: 'confirmed' };
    case 'AnswerObjected': {
      const { rounds, ...rest } = answeredBefore(event, thread);
      const { grounds, asked } = event;
      const last = { ...lastOf({ rounds, ...rest }), objection: { grounds, asked } };
      return { ...rest, status: 'objected', rounds: [...rounds.slice(0, -1), last] };
    }
  }
}

function answeredBefore({ type }: ThreadEvent, thread: Thread): AnsweredThread {
  if (!('rounds' in thread)) throw new Error(`${type} stored before any ThreadAnswered`);
  return thread;
}

export const threadDecider: Decider<ThreadCommand, ThreadEvent, Thread> = { initialState: { status: 'unopened' }, decide, evolve };
