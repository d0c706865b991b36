import type { Duty, ThreadCommand, ThreadEvent } from './thread.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

export const duty: Duty = {
  kind: 'FILING',
  debtor: customs,
  creditor: harbour,
  handOffId: '01920000-0000-7000-8000-0000000000f1',
  matterKind: 'clue',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  title: '排水口异常排水',
  owedSince: '2026-10-30T09:00:00+08:00',
  decidedResult: 'NOT_OPEN_DUTY_PERFORMED',
  asked: [],
  isTyped: true,
  objectionRoundsMax: 2,
  familyId: '01920000-0000-7000-8000-0000000000c1',
};
/** Signed for or not: nobody types it. */
export const receiptDuty: Duty = { ...duty, kind: 'RECEIPT', decidedResult: undefined, isTyped: false };

export const done = {
  item: '封堵排水口',
  measure: '已责令产权单位封堵并复绿',
  state: 'done' as const,
  proof: [{ name: '封堵前后对比照片', sha256: 'a'.repeat(64) }],
};
export const planned = { item: '补办排水许可', measure: '已受理申请', state: 'planned' as const, proof: [], plannedOn: '2026-11-30' };

const said = {
  resultCode: 'NOT_OPEN_DUTY_PERFORMED' as const,
  answer: '经评估，行政机关已依法履职，不予立案。',
  items: [done, planned],
};
const objection = { grounds: '现场仍有污水外排，与答复不符。', asked: ['说明复查情况'] };
const reply = {
  resultCode: 'NOT_OPEN_DUTY_PERFORMED' as const,
  answer: '已复查，外排系雨水，附检测报告。',
  items: [{ ...done, item: '说明复查情况' }],
};
const overdueMark = {
  clockId: '01920000-0000-8000-8000-0000000000d7',
  ruleId: 'H09c',
  rung: 'overdue',
  dueAt: '2026-11-03T16:00:00Z',
} as const;
const scope = { familyId: duty.familyId, parties: [customs, harbour] };

export const facts = {
  opened: { type: 'ThreadOpened', duty },
  receiptOpened: { type: 'ThreadOpened', duty: receiptDuty },
  met: { type: 'ThreadMet', duty: receiptDuty, by: 'clue-transfer.hand-off-received.v1' },
  cancelled: { type: 'ThreadCancelled', duty: receiptDuty, reason: '移送已撤回' },
  answered: { type: 'ThreadAnswered', round: 0, ...said },
  objected: { type: 'AnswerObjected', round: 1, ...objection },
  replied: { type: 'ThreadAnswered', round: 1, ...reply },
  objectedAgain: { type: 'AnswerObjected', round: 2, ...objection },
  repliedAgain: { type: 'ThreadAnswered', round: 2, ...reply },
  confirmed: { type: 'ThreadConfirmed' },
  overdue: { type: 'OverdueMarked', scope, ...overdueMark },
} as const satisfies Record<string, ThreadEvent>;

export const commands = {
  open: { type: 'OpenThread', duty },
  meet: { type: 'MeetThread', duty: receiptDuty, by: 'clue-transfer.hand-off-received.v1' },
  cancel: { type: 'CancelThread', duty: receiptDuty, reason: '移送已撤回' },
  markOverdue: { type: 'MarkOverdue', scope, ...overdueMark },
  answer: { type: 'AnswerThread', by: customs, ...said, actedOn: '2026-11-02' },
  reply: { type: 'AnswerThread', by: customs, ...reply, actedOn: '2026-11-09' },
  confirm: { type: 'ConfirmThread', by: harbour },
  object: { type: 'ObjectToAnswer', by: harbour, ...objection },
} as const satisfies Record<string, ThreadCommand>;
