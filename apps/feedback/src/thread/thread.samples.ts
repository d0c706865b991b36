import type { ThreadCommand, ThreadEvent } from './thread.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

export const duty = {
  kind: 'FILING',
  debtor: customs,
  creditor: harbour,
  handOffId: '01920000-0000-7000-8000-0000000000f1',
  clueId: '01920000-0000-7000-8000-0000000000c1',
  title: '排水口异常排水',
  decidedResult: 'NOT_OPEN_DUTY_PERFORMED',
  familyId: '01920000-0000-7000-8000-0000000000c1',
} as const;
export const answer = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', answer: '经评估，行政机关已依法履职，不予立案。' } as const;

const owed: ThreadEvent = { type: 'ThreadOpened', ...duty };
const answered: ThreadEvent = { type: 'ThreadAnswered', ...answer };
const confirmed: ThreadEvent = { type: 'ThreadConfirmed' };
export const facts = { owed, answered, confirmed };

export const commands = {
  open: { type: 'OpenThread', ...duty },
  answer: { type: 'AnswerThread', by: customs, ...answer },
  confirm: { type: 'ConfirmThread', by: harbour },
} as const satisfies Record<string, ThreadCommand>;
