import type { AccountId, AgencyId, PostId, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/**
 * What running deadlines are to be counted by: the calendars as they were loaded, named by their digest, or the rows of a newer version
 * of their mechanism's pack.
 */
export type ReplanTarget = { kind: 'calendar'; digest: string } | { kind: 'pack-version'; packVersion: string };

/** A person who acts on a re-plan, and in which post. */
export interface Planner {
  account: AccountId;
  post: PostId;
}

export interface Proposal {
  target: ReplanTarget;
  /** Why; read by whoever confirms and by auditors. 不得填写姓名 */
  reason: string;
  by: Planner;
  /** Sees the re-plan: the platform, whose posts propose and confirm. */
  agency: AgencyId;
  /** The practice world whose deadlines are meant; absent: the real ones. */
  world?: WorldId | undefined;
  /** Legal moment, RFC 3339. */
  at: string;
}

/** How many running deadlines were looked at, would change, and stay because the newer version says nothing of them. */
export interface Computed {
  looked: number;
  changes: number;
  stays: number;
}

export type ReplanCommand =
  | { type: 'ProposeReplan'; proposal: Proposal }
  | { type: 'FinishComputing'; computed: Computed; at: string }
  | { type: 'ConfirmReplan'; by: Planner; at: string }
  | { type: 'WithdrawReplan'; by: Planner; reason: string; at: string }
  | { type: 'FinishApplying'; moved: number; at: string };

export type ReplanEvent =
  | { type: 'ReplanProposed'; proposal: Proposal }
  | { type: 'ReplanComputed'; computed: Computed; at: string }
  | { type: 'ReplanConfirmed'; by: Planner; at: string }
  | { type: 'ReplanApplied'; moved: number; at: string }
  | { type: 'ReplanWithdrawn'; by: Planner; reason: string; at: string };

/**
 * The act by which running deadlines get other dates (L9, adr/0030). `computing`: a list is made in the background. `awaiting-confirmation`:
 * it stands, and a second person reads it. `applying`: the deadlines of the list are counted anew, each from what it is by then. A list
 * without a change needs nobody and ends by itself. Withdrawn while applying, what has moved stays moved.
 */
export type Replan =
  | { status: 'unproposed' }
  | { status: 'computing'; proposal: Proposal }
  | { status: 'awaiting-confirmation'; proposal: Proposal; computed: Computed }
  | { status: 'applying'; proposal: Proposal; computed: Computed; confirmedBy: Planner }
  | { status: 'applied'; proposal: Proposal; computed: Computed; confirmedBy?: Planner | undefined; moved: number }
  | { status: 'withdrawn'; proposal: Proposal; by: Planner; reason: string };

function decide(command: ReplanCommand, replan: Replan): ReplanEvent[] {
  if (command.type === 'ProposeReplan')
    return replan.status === 'unproposed' ? [{ type: 'ReplanProposed', proposal: command.proposal }] : [];
  if (replan.status === 'unproposed') throw new Refusal('REPLAN_NOT_FOUND');
  switch (command.type) {
    case 'FinishComputing':
      return finishComputing(command, replan);
    case 'ConfirmReplan':
      return confirm(command, replan);
    case 'WithdrawReplan':
      return withdraw(command, replan);
    case 'FinishApplying':
      return replan.status === 'applying' ? [{ type: 'ReplanApplied', moved: command.moved, at: command.at }] : [];
  }
}

type Proposed = Exclude<Replan, { status: 'unproposed' }>;
type CommandOf<Type extends ReplanCommand['type']> = ReplanCommand & { type: Type };

/** Where nothing would move there is nothing to confirm. */
function finishComputing({ computed, at }: CommandOf<'FinishComputing'>, replan: Proposed): ReplanEvent[] {
  if (replan.status !== 'computing') return [];
  const known: ReplanEvent = { type: 'ReplanComputed', computed, at };
  return computed.changes > 0 ? [known] : [known, { type: 'ReplanApplied', moved: 0, at }];
}

function confirm({ by, at }: CommandOf<'ConfirmReplan'>, replan: Proposed): ReplanEvent[] {
  switch (replan.status) {
    case 'withdrawn':
      throw new Refusal('REPLAN_WITHDRAWN');
    case 'applying':
    case 'applied':
      // The same again is the confirmation told again; anybody else comes too late.
      if (replan.confirmedBy?.account === by.account) return [];
      throw new Refusal(replan.confirmedBy === undefined ? 'REPLAN_APPLIED' : 'REPLAN_ALREADY_CONFIRMED');
    case 'computing':
    case 'awaiting-confirmation':
      // One person holding both posts is still one person.
      if (replan.proposal.by.account === by.account) throw new Refusal('REPLAN_NEEDS_SECOND_PERSON');
      if (replan.status === 'computing') throw new Refusal('REPLAN_STILL_COMPUTING');
      return [{ type: 'ReplanConfirmed', by, at }];
  }
}

function withdraw({ by, reason, at }: CommandOf<'WithdrawReplan'>, replan: Proposed): ReplanEvent[] {
  if (replan.status === 'applied') throw new Refusal('REPLAN_APPLIED');
  if (replan.status !== 'withdrawn') return [{ type: 'ReplanWithdrawn', by, reason, at }];
  if (replan.by.account === by.account && replan.reason === reason) return [];
  throw new Refusal('REPLAN_WITHDRAWN');
}

function evolve(replan: Replan, event: ReplanEvent): Replan {
  if (event.type === 'ReplanProposed') return { status: 'computing', proposal: event.proposal };
  if (replan.status === 'unproposed') throw new Error(`${event.type} stored before ReplanProposed`);
  const { proposal } = replan;
  switch (event.type) {
    case 'ReplanComputed':
      return { status: 'awaiting-confirmation', proposal, computed: event.computed };
    case 'ReplanConfirmed':
      return { status: 'applying', proposal, computed: computedOf(replan), confirmedBy: event.by };
    case 'ReplanApplied': {
      const confirmedBy = replan.status === 'applying' ? replan.confirmedBy : undefined;
      return { status: 'applied', proposal, computed: computedOf(replan), confirmedBy, moved: event.moved };
    }
    case 'ReplanWithdrawn':
      return { status: 'withdrawn', proposal, by: event.by, reason: event.reason };
  }
}

function computedOf(replan: Proposed): Computed {
  if (!('computed' in replan)) throw new Error('a re-plan goes on without its list');
  return replan.computed;
}

export const replanDecider: Decider<ReplanCommand, ReplanEvent, Replan> = { initialState: { status: 'unproposed' }, decide, evolve };
