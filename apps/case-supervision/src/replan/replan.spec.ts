import { actionsOf, roles } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { replans } from './replan.announce.ts';
import { replanDecider } from './replan.decider.ts';
import { commands, facts, platform } from './replan.samples.ts';

const { given, stateAfter } = specFor(replanDecider);
const { proposed, computed, nothingComputed, confirmed, applied, appliedWithout, withdrawn } = facts;

describe('a re-plan', () => {
  it('is proposed, computed, confirmed by a second person and carried out', () => {
    given().when(commands.propose).then(proposed);
    given(proposed).when(commands.finishComputing).then(computed);
    given(proposed, computed).when(commands.confirm).then(confirmed);
    given(proposed, computed, confirmed).when(commands.finishApplying).then(applied);
    expect(stateAfter(proposed, computed, confirmed, applied)).toMatchObject({ status: 'applied', moved: 6, confirmedBy: confirmed.by });
  });
  it('that would change nothing needs nobody', () =>
    given(proposed).when(commands.finishComputingNothing).then(nothingComputed, appliedWithout));
  it('is withdrawn with a reason, also when it is being carried out', () => {
    for (const before of [[proposed], [proposed, computed], [proposed, computed, confirmed]])
      given(...before)
        .when(commands.withdraw)
        .then(withdrawn);
  });
  it('records nothing when the same is said again', () => {
    given(proposed).when(commands.propose).thenNothing();
    given(proposed, computed, confirmed).when(commands.confirm).thenNothing();
    given(proposed, computed, confirmed, applied).when(commands.confirm).thenNothing();
    given(proposed, computed, withdrawn).when(commands.withdraw).thenNothing();
    given(proposed, computed).when(commands.finishComputing).thenNothing();
    given(proposed, computed, confirmed, applied).when(commands.finishApplying).thenNothing();
  });
  it('is left alone by a worker that comes after its withdrawal', () => {
    given(proposed, withdrawn).when(commands.finishComputing).thenNothing();
    given(proposed, computed, confirmed, withdrawn).when(commands.finishApplying).thenNothing();
  });
  it('is not confirmed before its list is there, nor twice, nor after its end', () => {
    given(proposed).when(commands.confirm).thenRefused('REPLAN_STILL_COMPUTING');
    given(proposed, computed, confirmed).when(commands.confirmThird).thenRefused('REPLAN_ALREADY_CONFIRMED');
    given(proposed, nothingComputed, appliedWithout).when(commands.confirm).thenRefused('REPLAN_APPLIED');
    given(proposed, computed, withdrawn).when(commands.confirm).thenRefused('REPLAN_WITHDRAWN');
    given().when(commands.confirm).thenRefused('REPLAN_NOT_FOUND');
  });
  it('is not withdrawn when all is done, nor by another with other words', () => {
    given(proposed, computed, confirmed, applied).when(commands.withdraw).thenRefused('REPLAN_APPLIED');
    given(proposed, computed, withdrawn).when(commands.withdrawOtherwise).thenRefused('REPLAN_WITHDRAWN');
  });
  it('is one at a time among the real deadlines, and one in each practice world', () => {
    const world = '01920000-0000-7000-8000-0000000000e1';
    const practised = { ...proposed, proposal: { ...proposed.proposal, world } };
    expect(replans.claimsOf!(proposed, stateAfter(proposed))).toEqual({ take: ['replan/real'] });
    expect(replans.claimsOf!(practised, stateAfter(practised))).toEqual({ take: [`replan/${world}`] });
    expect(replans.claimsOf!(withdrawn, stateAfter(proposed, withdrawn))).toEqual({ release: ['replan/real'] });
    expect(replans.claimsOf!(applied, stateAfter(proposed, computed, confirmed, applied))).toEqual({ release: ['replan/real'] });
  });
  it('is the platform’s own and told to nobody: its clocks tell what moved', () => {
    expect(replans.announce('', proposed, stateAfter(proposed))).toEqual([]);
    expect(replans.scopeOf(stateAfter(proposed)).parties).toEqual([platform]);
  });
});

describe('permissions', () => {
  const who = (action: 'replan:work' | 'replan:read') => roles.filter((role) => actionsOf[role].includes(action));
  it('to propose, confirm and withdraw belong to those who run and who keep the rules; auditors read', () => {
    expect(who('replan:work')).toEqual(['system-admin', 'security-admin']);
    expect(who('replan:read')).toEqual(['system-admin', 'security-admin', 'audit-admin']);
  });
  it('to confirm what one has proposed belong to nobody, whatever the post', () => {
    given(proposed, computed).when(commands.confirmOwn).thenRefused('REPLAN_NEEDS_SECOND_PERSON');
    given(proposed, computed)
      .when({ ...commands.confirmOwn, by: { account: proposed.proposal.by.account, post: confirmed.by.post } })
      .thenRefused('REPLAN_NEEDS_SECOND_PERSON');
    given(proposed).when(commands.confirmOwn).thenRefused('REPLAN_NEEDS_SECOND_PERSON');
  });
});
