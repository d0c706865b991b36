import { Refusal } from '@xiezhi/decider';
import { addMonths, latestBefore } from '@xiezhi/statutory-time';
import { issued, onlyTheUnit, worked } from './handling.ts';
import { onlyTheIssuer } from './proposing.ts';
import type { CommandOf, ExtensionAsked, ProposedSupervision, RunningSupervision, SupervisionEvent } from './supervision.decider.ts';

/** Asked by the unit with what was done and a plan, early enough before the limit: K05 had to ask by 17 November for 1 December. */
export function askExtension(command: CommandOf<'AskExtension'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, asked, on, ladders, calendar } = command;
  const running = onlyTheUnit(by, supervision);
  const { extensionAsked: pending } = running;
  if (pending !== undefined) {
    if (pending.account === account && isSame(asked, pending)) return [];
    throw new Refusal('EXTENSION_ALREADY_ASKED');
  }
  const { limitOn } = worked(running).order;
  const { askedBefore, timesMax, monthsMax } = ladders.of(running.packVersion).extension;
  if (running.extensions >= timesMax) throw new Refusal('EXTENSION_USED_UP', { times: timesMax });
  const askBy = latestBefore(limitOn, askedBefore.length, askedBefore.unit, calendar).on;
  if (on > askBy) throw new Refusal('EXTENSION_ASKED_TOO_LATE', { askBy });
  refuseLimit(asked.requestedOn, limitOn, monthsMax);
  return [{ type: 'ExtensionAsked', account, on, ...asked }];
}

export function grantExtension(command: CommandOf<'ExtendSupervision'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, limitOn, reason, ladders } = command;
  onlyTheIssuer(by, supervision);
  const running = issued(supervision);
  const { extensionAnswered: before } = running;
  if (before?.account === account && before.limitOn === limitOn && before.reason === reason) return [];
  refuseUnasked(running);
  refuseLimit(limitOn, running.order.limitOn, ladders.of(running.packVersion).extension.monthsMax);
  return [{ type: 'SupervisionExtended', account, limitOn, reason }];
}

export function declineExtension(command: CommandOf<'DeclineExtension'>, supervision: ProposedSupervision): SupervisionEvent[] {
  const { by, account, reason } = command;
  onlyTheIssuer(by, supervision);
  const running = issued(supervision);
  const { extensionAnswered: before } = running;
  if (before?.account === account && before.limitOn === undefined && before.reason === reason) return [];
  refuseUnasked(running);
  return [{ type: 'ExtensionDeclined', account, reason }];
}

function refuseUnasked({ extensionAsked }: RunningSupervision): void {
  if (extensionAsked === undefined) throw new Refusal('EXTENSION_NOT_ASKED');
}

/** COUNTING 6: an extension lengthens the limit from where it stood. */
function refuseLimit(next: string, limitOn: string, monthsMax: number): void {
  if (next <= limitOn) throw new Refusal('LIMIT_NOT_AHEAD', { limitOn });
  if (next > addMonths(limitOn, monthsMax)) throw new Refusal('LIMIT_TOO_LONG', { months: monthsMax });
}

const isSame = (said: Omit<ExtensionAsked, 'account' | 'on'>, known: ExtensionAsked): boolean =>
  said.progress === known.progress && said.plan === known.plan && said.cause === known.cause && said.requestedOn === known.requestedOn;
