import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { type StepRequest, type TakenStep, type Who } from '@xiezhi/stage-chart';
import { caseFilesOn } from './case-file.announce.ts';
import type { CaseFileCommand, CaseFileEvent, HandOffFate } from './case-file.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

export const charts = chartBookOf([readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'))]);
export const caseFiles = caseFilesOn(charts);
export const on = '2026-10-20';
export const born = charts.born('case-file', on);
export const fileId = '01920000-0000-8000-8000-0000000000b1';
/** Signed for at 09:20: a return within 24 hours is in time until the hour after 09:20 the next day is over. */
export const returnTerms = { verb: { unilateralWithinHours: 24 }, receivedAt: '2026-10-20T09:20:00+08:00' } as const;
export const inTime = '2026-10-21T09:59:59+08:00';
export const tooLate = '2026-10-21T10:00:00+08:00';

export const opening = {
  handOffId: '01920000-0000-7000-8000-0000000000f1',
  matterKind: 'clue',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  agency: customs,
  sender: harbour,
  title: '排水口异常排水',
  sourceCode: 'S18',
  returnTerms,
  familyId: '01920000-0000-7000-8000-0000000000c1',
} as const;

export const findings = '排口已封堵，水质达标。';
export const decision = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。' } as const;
export const deviation = '紧急情况下先行决定，评估意见另行补录。';

export const who = (account: string, roles: Who['roles'], more: Partial<Who> = {}): Who => ({
  agency: customs,
  account,
  roles,
  parties: ['keeper'],
  isJudicial: true,
  ...more,
});
const handler = who('customs.handler', ['handler']);
const approver = who('customs.approver', ['approver']);
export const step = (transition: string, by: Who, fields: StepRequest['fields'], more: Partial<StepRequest> = {}) =>
  ({ type: 'TakeCaseFileStep', request: { transition, who: by, on, fields, ...more } }) as const satisfies CaseFileCommand;

const dated = { on };
export const by = { by: customs, account: 'customs.approver' };
export const reason = '属于上级机关管辖。';
const referral = { receiver: police, routeId: 'file-to-police', purpose: '请依法立案侦查', legalBasis: '规则第三十一条' };
/** What the first hand-off of the sample file is called; derived from the hand-off by which the file came. */
export const requestedId = derivedId(fileId, 'case-file/hand-off/1');
export const successorId = '01920000-0000-7000-8000-0000000000f3';

const fate = (outcome: Exclude<HandOffFate['outcome'], 'forwarded' | 'sent' | 'received'>, handOffId = requestedId): CaseFileCommand => ({
  type: 'FollowHandOff',
  fate: { outcome, handOffId },
  ...dated,
});

const open: CaseFileCommand = { type: 'OpenCaseFile', ...opening, born };
const evaluate = step('T7', handler, { findings });
const decide = step('T9', approver, { ...decision });
const decideUnevaluated = step('T9', approver, { ...decision }, { deviation });
const decideReferred = step('T10', approver, { resultCode: 'REFERRED_POLICE', reason: '涉嫌犯罪。' });
const returnAlone: CaseFileCommand = { type: 'ReturnCaseFile', ...by, reason, at: inTime, ...dated };
const askReturn: CaseFileCommand = { ...returnAlone, basis: 'consent' };
const consent: CaseFileCommand = { type: 'ConsentToReturn', ...by, ...dated };
const followReturn: CaseFileCommand = { type: 'FollowReturn', basis: 'consent', ...dated };
const refer: CaseFileCommand = { type: 'ReferCaseFile', id: fileId, ...by, ...referral, ...dated };
const forwarded: CaseFileCommand = {
  type: 'FollowHandOff',
  fate: { outcome: 'forwarded', handOffId: requestedId, successor: successorId, nextReceiver: harbour },
  ...dated,
};
export const commands = {
  open,
  evaluate,
  decide,
  decideUnevaluated,
  decideReferred,
  askReturn,
  returnAlone,
  consent,
  followReturn,
  refer,
  accepted: fate('accepted'),
  refused: fate('refused'),
  recalled: fate('recalled'),
  givenBack: fate('returned'),
  forwarded,
};

const birth = { chart: 'case-file', packVersion: born.packVersion, stage: 'ACCEPTED' };
const opened: CaseFileEvent = { type: 'CaseFileOpened', ...opening, ...birth };
const taken = (made: TakenStep, isDecision = false): CaseFileEvent => ({
  type: 'CaseFileStepTaken',
  step: made,
  isDecision,
});
const byHandler = { by: customs, account: 'customs.handler', on };
const byApprover = { by: customs, account: 'customs.approver', on };
const evaluated = taken({ transition: 'T7', document: 'F-30', from: 'ACCEPTED', to: 'EVALUATING', ...byHandler, fields: { findings } });
const announced = { resultCode: decision.resultCode };
const decided = taken(
  { transition: 'T9', document: 'F-33', from: 'EVALUATING', to: 'DECIDED_NOT_OPENED', ...byApprover, fields: { ...decision }, announced },
  true,
);
const decidedUnevaluated = taken(
  {
    transition: 'T9',
    document: 'F-33',
    from: 'ACCEPTED',
    to: 'DECIDED_NOT_OPENED',
    ...byApprover,
    fields: { ...decision },
    announced,
    deviation,
  },
  true,
);
const decidedReferred = taken(
  {
    transition: 'T10',
    document: 'F-34',
    from: 'EVALUATING',
    to: 'DECIDED_REFERRED',
    ...byApprover,
    fields: { resultCode: 'REFERRED_POLICE', reason: '涉嫌犯罪。' },
    announced: { resultCode: 'REFERRED_POLICE' },
  },
  true,
);
const returningFrom = (from: string): TakenStep => ({ transition: 'RETURN', from, to: 'RETURNED', on, fields: {} });
const returnAsked: CaseFileEvent = { type: 'CaseFileReturnAsked', account: by.account, reason };
const returnedAlone: CaseFileEvent = {
  type: 'CaseFileReturned',
  basis: 'unilateral',
  account: by.account,
  step: returningFrom('ACCEPTED'),
};
const returnedByConsent: CaseFileEvent = { ...returnedAlone, basis: 'consent' };
const returnedBySender: CaseFileEvent = {
  type: 'CaseFileReturned',
  basis: 'consent',
  step: returningFrom('ACCEPTED'),
};
const handOffRequested: CaseFileEvent = { type: 'CaseFileHandOffRequested', handOffId: requestedId, account: by.account, ...referral };
const gone: TakenStep = { transition: 'HANDOVER', from: 'DECIDED_REFERRED', to: 'HANDED_OVER', on, fields: {} };
const handedOver: CaseFileEvent = {
  type: 'CaseFileHandOffEnded',
  handOffId: requestedId,
  outcome: 'accepted',
  step: gone,
};
const stayed: CaseFileEvent = { type: 'CaseFileHandOffEnded', handOffId: requestedId, outcome: 'refused' };
export const facts = {
  opened,
  evaluated,
  decided,
  decidedUnevaluated,
  decidedReferred,
  returnAsked,
  returnedAlone,
  returnedByConsent,
  returnedBySender,
  handOffRequested,
  handedOver,
  stayed,
};
