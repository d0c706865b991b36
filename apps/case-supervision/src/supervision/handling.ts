import type { AgencyId } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { addMonths } from '@xiezhi/statutory-time';
import { onlyTheIssuer, refuseStrangers, ruleOf } from './proposing.ts';
import type { CommandOf, ProposedSupervision, RunningStatus, RunningSupervision, SupervisionEvent } from './supervision.decider.ts';

/** The order goes out: who typed it is not who approved the supervision (G2). */
export function issue(command: CommandOf<'IssueSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, order, ladders, on } = command;
  onlyTheIssuer(by, supervision);
  if ('order' in supervision && isSameOrder({ account, ...order }, supervision)) return [];
  if (supervision.status !== 'approved') throw new Refusal('SUPERVISION_NOT_APPROVED');
  if (supervision.approver === account) throw new Refusal('APPROVER_IS_DRAFTER');
  refusePastLimit(order.limitOn, on);
  const months = ruleOf(ladders.of(supervision.packVersion), supervision).limitMonthsMax;
  if (months !== undefined && order.limitOn > addMonths(on, months)) throw new Refusal('LIMIT_TOO_LONG', { months });
  return [{ type: 'SupervisionIssued', order: { account, ...order } }];
}

function isSameOrder(
  said: { account: string; limitOn: string; requirements: readonly string[] },
  { status, order }: RunningSupervision,
): boolean {
  const isSame = said.account === order.account && said.limitOn === order.limitOn;
  return status === 'issued' && isSame && said.requirements.join('\n') === order.requirements.join('\n');
}

export function sign({ by, account }: CommandOf<'SignSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const running = onlyTheUnit(by, supervision);
  if (running.status === 'signed' && running.signedBy === account) return [];
  if (running.status !== 'issued' && !(running.status === 'failed' && running.signedBy === undefined))
    throw new Refusal('SUPERVISION_ALREADY_SIGNED');
  return [{ type: 'SupervisionSigned', account }];
}

export function progress({ by, account, text, on }: CommandOf<'ReportProgress'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const running = worked(onlyTheUnit(by, supervision));
  const last = running.progress.at(-1);
  if (last?.account === account && last.text === text && last.on === on) return [];
  return [{ type: 'ProgressReported', account, on, text }];
}

/** A report after the limit is taken and marked late, whether or not the passing of the limit was noticed before. */
export function report({ by, account, text, on }: CommandOf<'ReportSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const unit = onlyTheUnit(by, supervision);
  if (unit.status === 'reported' && unit.report?.account === account && unit.report.text === text) return [];
  const running = worked(unit);
  return [{ type: 'SupervisionReported', account, on, text, isLate: running.status === 'failed' || on > running.order.limitOn }];
}

/** What fails the check goes back to the unit, with a new limit where the old one is over. */
export function check(command: CommandOf<'CheckSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, isPassed, findings, limitOn, on } = command;
  onlyTheIssuer(by, supervision);
  const running = issued(supervision);
  const { check: before } = running;
  const isSame = before?.account === account && before.findings === findings && before.isPassed === isPassed;
  if (isSame && running.status === (isPassed ? 'checked' : 'handling')) return [];
  if (running.status !== 'reported') throw new Refusal('SUPERVISION_NOT_REPORTED');
  if (isPassed) return [{ type: 'SupervisionChecked', account, isPassed, findings }];
  const limit = limitOn ?? running.order.limitOn;
  refusePastLimit(limit, on);
  return [{ type: 'SupervisionChecked', account, isPassed, findings, limitOn: limit }];
}

export function signOff({ by, account }: CommandOf<'SignOffSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  refuseStrangers(by, supervision);
  if (!supervision.coIssuers.includes(by)) throw new Refusal('NOT_A_JOINT_MEMBER');
  const running = issued(supervision);
  if (running.signedOff.includes(by)) return [];
  if (running.status !== 'checked') throw new Refusal('SUPERVISION_NOT_CHECKED');
  return [{ type: 'SupervisionSignedOff', by, account }];
}

export function lift(command: CommandOf<'LiftSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, lifting, ladders } = command;
  onlyTheIssuer(by, supervision);
  const running = issued(supervision);
  if (running.status === 'lifted' && running.lifting?.account === account && running.lifting.reason === lifting.reason) return [];
  if (running.status !== 'checked') throw new Refusal('SUPERVISION_NOT_CHECKED');
  const missing = running.coIssuers.filter((member) => !running.signedOff.includes(member));
  if (missing.length > 0) throw new Refusal('SIGN_OFF_MISSING', { missing: missing.join(',') });
  const { removal } = ruleOf(ladders.of(running.packVersion), running);
  if (removal.includes('look-back') && lifting.lookBackOn.length === 0) throw new Refusal('LOOK_BACK_MISSING');
  if (removal.includes('public-notice') && lifting.publicNoticeOn === undefined) throw new Refusal('PUBLIC_NOTICE_MISSING');
  return [{ type: 'SupervisionLifted', account, ...lifting }];
}

/** This limit has passed. Told late, after a report or a longer limit, it says nothing any more. */
export function failed({ limitOn }: CommandOf<'RecordFailure'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const isUnanswered = supervision.status === 'issued' || supervision.status === 'signed' || supervision.status === 'handling';
  return isUnanswered && supervision.order.limitOn <= limitOn ? [{ type: 'SupervisionFailed' }] : [];
}

/** A higher rung over the same unit was issued: this one has ended, whatever it was waiting for. */
export function escalated({ successor }: CommandOf<'RecordEscalation'>, supervision: ProposedSupervision): SupervisionEvent[] {
  return isRunning(supervision) ? [{ type: 'SupervisionEscalated', successor }] : [];
}

const ended: readonly RunningStatus[] = ['lifted', 'escalated'];
export const isRunning = (supervision: ProposedSupervision): supervision is RunningSupervision =>
  'order' in supervision && !ended.includes(supervision.status);

/** Before it is issued the unit does not know of it, so to the unit it does not exist. */
export function onlyTheUnit(by: AgencyId, supervision: ProposedSupervision): RunningSupervision {
  refuseStrangers(by, supervision);
  if (!('order' in supervision)) throw new Refusal(by === supervision.unit ? 'SUPERVISION_NOT_FOUND' : 'NOT_THE_SUPERVISED_UNIT');
  if (by !== supervision.unit) throw new Refusal('NOT_THE_SUPERVISED_UNIT');
  return supervision;
}

export function issued(supervision: ProposedSupervision): RunningSupervision {
  if (!('order' in supervision)) throw new Refusal('SUPERVISION_NOT_ISSUED');
  return supervision;
}

/** The unit has signed and owes a result. */
export function worked(running: RunningSupervision): RunningSupervision {
  if (running.signedBy === undefined) throw new Refusal('SUPERVISION_NOT_SIGNED');
  if (running.status === 'signed' || running.status === 'handling' || running.status === 'failed') return running;
  throw new Refusal('SUPERVISION_ALREADY_REPORTED');
}

function refusePastLimit(limitOn: string, on: string): void {
  if (limitOn <= on) throw new Refusal('LIMIT_NOT_AHEAD', { limitOn });
}
