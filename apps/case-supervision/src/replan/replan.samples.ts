import type { ReplanCommand, ReplanEvent } from './replan.decider.ts';

// Sample facts and commands for specs and the generated table. The platform's posts have names, not numbers.
export const platform = '01920000-0000-7000-8000-00000000aa09';
const at = '2026-11-10T09:00:00+08:00';

const proposer = { account: 'platform.one', post: 'platform.system-admin' };
const second = { account: 'platform.two', post: 'platform.security-admin' };
const third = { account: 'platform.three', post: 'platform.system-admin' };
const reason = '二〇二七年放假安排已经公布。';

export const proposal = { target: { kind: 'calendar', digest: 'ab'.repeat(32) }, reason, by: proposer, agency: platform, at } as const;
export const computed = { looked: 120, changes: 7, stays: 1 };

export const facts = {
  proposed: { type: 'ReplanProposed', proposal },
  computed: { type: 'ReplanComputed', computed, at },
  nothingComputed: { type: 'ReplanComputed', computed: { looked: 120, changes: 0, stays: 1 }, at },
  confirmed: { type: 'ReplanConfirmed', by: second, at },
  applied: { type: 'ReplanApplied', moved: 6, at },
  appliedWithout: { type: 'ReplanApplied', moved: 0, at },
  withdrawn: { type: 'ReplanWithdrawn', by: third, reason: '历法有误。', at },
} as const satisfies Record<string, ReplanEvent>;

export const commands = {
  propose: { type: 'ProposeReplan', proposal },
  finishComputing: { type: 'FinishComputing', computed, at },
  finishComputingNothing: { type: 'FinishComputing', computed: facts.nothingComputed.computed, at },
  confirm: { type: 'ConfirmReplan', by: second, at },
  confirmOwn: { type: 'ConfirmReplan', by: proposer, at },
  confirmThird: { type: 'ConfirmReplan', by: third, at },
  withdraw: { type: 'WithdrawReplan', by: third, reason: '历法有误。', at },
  withdrawOtherwise: { type: 'WithdrawReplan', by: second, reason: '暂缓。', at },
  finishApplying: { type: 'FinishApplying', moved: 6, at },
} as const satisfies Record<string, ReplanCommand>;
