import type { CaseFileCommand, CaseFileEvent } from './case-file.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

export const opening = {
  handOffId: '01920000-0000-7000-8000-0000000000f1',
  matterKind: 'clue',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  agency: customs,
  sender: harbour,
  title: '排水口异常排水',
  familyId: '01920000-0000-7000-8000-0000000000c1',
} as const;
export const evaluation = { account: 'customs.handler', findings: '排口已封堵，水质达标。' };
export const decision = { account: 'customs.approver', resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。' } as const;
export const deviation = '紧急情况下先行决定，评估意见另行补录。';

const opened: CaseFileEvent = { type: 'CaseFileOpened', ...opening };
const evaluated: CaseFileEvent = { type: 'CaseFileEvaluated', ...evaluation };
const decided: CaseFileEvent = { type: 'CaseFileDecided', ...decision };
const decidedUnevaluated: CaseFileEvent = { ...decided, deviation };
export const facts = { opened, evaluated, decided, decidedUnevaluated };

const open: CaseFileCommand = { type: 'OpenCaseFile', ...opening };
const evaluate: CaseFileCommand = { type: 'RecordEvaluation', by: customs, ...evaluation };
const decide: CaseFileCommand = { type: 'DecideCaseFile', by: customs, ...decision };
const decideUnevaluated: CaseFileCommand = { ...decide, deviation };
export const commands = { open, evaluate, decide, decideUnevaluated };
