import type { Action, Caller, ErrorCode } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { levelAbove, rankOf } from '@xiezhi/mechanism-pack/ladder';
import { addDays, type Calendar } from '@xiezhi/statutory-time';
import { mayAsk, type PossibleAction, refusalOf, told } from '../possible-action.ts';
import { isRunning } from './handling.ts';
import type { Ladders } from './ladders.ts';
import { refuseDescent } from './proposing.ts';
import { type KnownOrgan, type ProposedSupervision, type SupervisionCommand, supervisionDecider } from './supervision.decider.ts';

/** What the deciders must know to be asked, as with the commands themselves. */
export interface Situation {
  supervisionId: string;
  supervision: ProposedSupervision;
  caller: Pick<Caller, 'agency' | 'account' | 'roles'>;
  /** Legal day, Asia/Shanghai. */
  on: string;
  ladders: Ladders;
  calendar: Calendar;
  organs: ReadonlyMap<string, KnownOrgan>;
  /** Greatest height that is open over the unit in this matter; undefined where none is. */
  height?: number | undefined;
}

/** A verb as an officer would say it now, with content that cannot fail; what only its form can answer stands against nothing. */
interface Probe {
  name: string;
  action: Action;
  command: SupervisionCommand;
  /** Told where the decider would record nothing: it was done already. */
  done?: ErrorCode;
}

/**
 * What this caller could do with the supervision now, and why not the rest: each verb is decided on the state as it is, so that a
 * button and its command never disagree.
 */
export function possibleWith(situation: Situation): PossibleAction[] {
  const { supervision, caller } = situation;
  const verbs = Object.entries(probes(situation)).map(([verb, probe]) => {
    const refused = refusalOf(() => {
      if (supervisionDecider.decide(probe.command, supervision).length === 0)
        throw new Refusal(probe.done ?? 'SUPERVISION_STEP_ALREADY_TAKEN');
      if (verb === 'approve') refuseTakenPlace(situation);
    });
    const document = verb === 'issue' ? situation.ladders.documentOf(supervision.packVersion, supervision.level) : {};
    return { ...asTold(verb, probe.name, answeredByForm(refused) ? undefined : refused, mayAsk(caller, probe.action)), ...document };
  });
  const climb = refusalOf(() => refuseClimb(situation));
  return [...verbs, asTold('escalate', '升级督办', climb, mayAsk(caller, 'supervision:work'))];
}

function asTold(verb: string, name: string, refused: Refusal | undefined, mayAct: boolean): PossibleAction {
  const code = refused?.code ?? (mayAct ? undefined : 'ACTION_NOT_PERMITTED');
  const missing = refused?.details['missing'];
  return { ...told(verb, name, code), ...(typeof missing === 'string' && { missing: missing.split(',') }) };
}

/** What an approval may still add to a proposal of the system. */
const completed: readonly ErrorCode[] = ['JOINT_MEMBER_MISSING', 'LISTING_CONDITION_MISSING', 'SITE_VISIT_MISSING'];
const answeredByForm = (refused: Refusal | undefined): boolean => refused !== undefined && completed.includes(refused.code);

function refuseTakenPlace({ supervision, height }: Situation): void {
  if (height !== undefined && height >= rankOf(supervision.level)) throw new Refusal('SUPERVISION_LEVEL_NOT_HIGHER');
}

/** Whether this caller may ask for a higher rung; who leads it and on what condition is for the form to say. */
function refuseClimb({ supervisionId, supervision, caller: { agency: by, account }, ladders }: Situation): void {
  const { level, issuer, coIssuers, packVersion } = supervision;
  const rung = { supervisionId, level, isRunning: isRunning(supervision), board: [issuer, ...coIssuers] };
  refuseDescent({ level: levelAbove(ladders.of(packVersion), level) ?? level, proposer: { by, account } }, rung);
}

const unsaid = '（尚未填写）';

function probes({ supervision, caller, on, ladders, calendar, organs }: Situation): Record<string, Probe> {
  const by = { by: caller.agency, account: caller.account };
  const limitOn = 'order' in supervision ? supervision.order.limitOn : on;
  const longer = addDays(limitOn, 1);
  const ahead = addDays(on, 1);
  const asked = { progress: unsaid, cause: unsaid, plan: unsaid, requestedOn: longer };
  const lifting = { reason: unsaid, lookBackOn: [on], publicNoticeOn: on };
  const [work, lead] = ['supervision:work', 'supervision:approve'] as const;
  return {
    approve: { name: '批准督办', action: lead, command: { type: 'ApproveSupervision', ...by, completion: {}, ladders, organs } },
    reject: { name: '不予督办', action: lead, command: { type: 'RejectSupervision', ...by, reason: unsaid } },
    issue: {
      name: '下达督办单',
      action: work,
      command: { type: 'IssueSupervision', ...by, order: { limitOn: ahead, requirements: [unsaid] }, ladders, on },
    },
    sign: { name: '签收督办单', action: work, command: { type: 'SignSupervision', ...by }, done: 'SUPERVISION_ALREADY_SIGNED' },
    progress: { name: '报送进展', action: work, command: { type: 'ReportProgress', ...by, text: unsaid, on } },
    report: { name: '报送结果', action: work, command: { type: 'ReportSupervision', ...by, text: unsaid, on } },
    check: { name: '核查', action: work, command: { type: 'CheckSupervision', ...by, isPassed: true, findings: unsaid, on } },
    'sign-off': { name: '签字同意解除', action: lead, command: { type: 'SignOffSupervision', ...by } },
    lift: { name: '解除督办', action: lead, command: { type: 'LiftSupervision', ...by, lifting, ladders } },
    'ask-extension': { name: '申请延期', action: work, command: { type: 'AskExtension', ...by, asked, ladders, calendar, on } },
    extend: { name: '同意延期', action: lead, command: { type: 'ExtendSupervision', ...by, limitOn: longer, reason: unsaid, ladders } },
    'decline-extension': { name: '不同意延期', action: lead, command: { type: 'DeclineExtension', ...by, reason: unsaid } },
  };
}
