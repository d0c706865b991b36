import type { AgencyId } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Ladder, type LadderLevel, rankOf } from '@xiezhi/mechanism-pack/ladder';
import { isJudicial } from '@xiezhi/stage-chart';
import type { CommandOf, KnownOrgan, Proposal, ProposedSupervision, Rung, Supervision, SupervisionEvent } from './supervision.decider.ts';

/**
 * A proposal. The system gives its grounds and leaves open what it cannot know: who joins, which listing condition holds, who was on
 * site; the person who approves completes it. A person who proposes says it at once.
 */
export function propose(command: CommandOf<'ProposeSupervision'>, supervision: Supervision): SupervisionEvent[] {
  const { proposal, ladders, organs, climbsFrom } = command;
  // The id follows from the clock or from the request's key: proposed twice is meant once.
  if (supervision.status !== 'unproposed') return [];
  const ladder = ladders.of(proposal.packVersion);
  const rule = ruleOf(ladder, proposal);
  refuseParties(rule, proposal, organs);
  refuseDescent(proposal, climbsFrom);
  if (proposal.proposer !== undefined) refuseIncomplete(ladder, rule, proposal);
  return [{ type: 'SupervisionProposed', proposal }];
}

export function approve(command: CommandOf<'ApproveSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, completion, ladders, organs } = command;
  onlyTheIssuer(by, supervision);
  if (supervision.status === 'approved' && supervision.approver === account) return [];
  if (supervision.status !== 'proposed') throw new Refusal('SUPERVISION_NOT_PROPOSED');
  // G2: nobody approves what he proposed. The system has no account.
  if (supervision.proposer?.account === account) throw new Refusal('APPROVER_IS_DRAFTER');
  const completed = { ...supervision, ...completion };
  const ladder = ladders.of(supervision.packVersion);
  const rule = ruleOf(ladder, completed);
  refuseParties(rule, completed, organs);
  refuseIncomplete(ladder, rule, completed);
  return [{ type: 'SupervisionApproved', account, completion }];
}

export function reject({ by, account, reason }: CommandOf<'RejectSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  onlyTheIssuer(by, supervision);
  if (supervision.status === 'rejected') {
    if (supervision.rejection.account === account && supervision.rejection.reason === reason) return [];
    throw new Refusal('SUPERVISION_REJECTED');
  }
  if (supervision.status !== 'proposed' && supervision.status !== 'approved') throw new Refusal('SUPERVISION_ALREADY_ISSUED');
  return [{ type: 'SupervisionRejected', account, reason }];
}

/** To whoever is no party there is no supervision; a party that does not lead it is told who does. */
export function onlyTheIssuer(by: AgencyId, supervision: Proposal): void {
  refuseStrangers(by, supervision);
  if (by !== supervision.issuer) throw new Refusal('NOT_THE_ISSUER');
}

export function refuseStrangers(by: AgencyId, { issuer, coIssuers, observers, unit, proposer }: Proposal): void {
  const parties = [issuer, ...coIssuers, ...observers, unit, proposer?.by];
  if (!parties.includes(by)) throw new Refusal('SUPERVISION_NOT_FOUND');
}

export function ruleOf({ levels }: Ladder, { level }: Pick<Proposal, 'level'>): LadderLevel {
  const rule = levels.find(({ code }) => code === level);
  if (rule === undefined) throw new Refusal('SUPERVISION_LEVEL_UNKNOWN', { level });
  if (rule.form === 'urging') throw new Refusal('SUPERVISION_LEVEL_IS_URGING', { level });
  return rule;
}

function refuseParties(rule: LadderLevel, proposal: Proposal, organs: ReadonlyMap<string, KnownOrgan>): void {
  const { unit, issuer, coIssuers, observers } = proposal;
  const board = [issuer, ...coIssuers, ...observers];
  const unknown = [unit, ...board].filter((id) => !organs.has(id));
  if (unknown.length > 0) throw new Refusal('AGENCY_NOT_FOUND', { missing: unknown.join(',') });
  // DESIGN 3, G3: a procuratorate, court or police organ is recorded, not steered.
  if (isJudicial(organs.get(unit)!.kind)) throw new Refusal('UNIT_NOT_SUPERVISABLE');
  if (board.includes(unit)) throw new Refusal('SUPERVISION_OF_ITSELF');
  if (new Set(board).size !== board.length) throw new Refusal('BOARD_MEMBER_TWICE');
  const { kind, level } = organs.get(issuer)!;
  const isEntitled = rule.issuerKinds.some((known) => known === kind) && rule.issuerLevels.some((known) => known === level);
  if (!isEntitled) throw new Refusal('ISSUER_NOT_ENTITLED', { level: rule.code, source: sourceOf(rule) });
}

/** Levels may be skipped upward, never downward; what has ended gives no ground to stand higher. */
export function refuseDescent({ level, proposer }: Pick<Proposal, 'level' | 'proposer'>, climbsFrom: Rung | undefined): void {
  if (climbsFrom === undefined) return;
  if (proposer !== undefined && !climbsFrom.board.includes(proposer.by)) throw new Refusal('NOT_THE_ISSUER');
  if (!climbsFrom.isRunning) throw new Refusal('SUPERVISION_ENDED');
  if (rankOf(level) <= rankOf(climbsFrom.level)) throw new Refusal('SUPERVISION_LEVEL_NOT_HIGHER', { running: climbsFrom.level });
}

function refuseIncomplete(ladder: Ladder, rule: LadderLevel, { coIssuers, conditions, siteVisitOn }: Proposal): void {
  const unknown = conditions.filter((code) => !ladder.conditions.some((known) => known.code === code));
  if (unknown.length > 0) throw new Refusal('LISTING_CONDITION_UNKNOWN', { missing: unknown.join(',') });
  if (rule.joint === 'required' && coIssuers.length === 0) throw new Refusal('JOINT_MEMBER_MISSING', { source: sourceOf(rule) });
  if (rule.condition === 'required' && conditions.length === 0) throw new Refusal('LISTING_CONDITION_MISSING', { source: sourceOf(rule) });
  if (rule.siteVisit === 'required' && siteVisitOn === undefined) throw new Refusal('SITE_VISIT_MISSING', { source: sourceOf(rule) });
}

const sourceOf = ({ source }: LadderLevel): string => source.map(({ text, article }) => `${text} ${article}`).join('；');
