import { agencies, agency, day, form, type Form, optional, text, texts, thing, yes } from '../form.ts';
import { aboutMatter, type Verb } from './verb.ts';

/** A step of the dispute’s chart (DOMAIN 3.12). */
const step = (transition: string, done: string, fields: Form = form({})): Verb => ({
  on: ['争议'],
  path: (dispute) => `/api/clue-transfer/disputes/${dispute?.id}/steps/${transition}`,
  form: fields,
  done,
});

const urgent = form({ 措施: texts('measuresTaken'), 日期: day('takenOn') });
const bound = form({
  责任单位: agencies('competentUnits'),
  决定文号: text('decisionNumber'),
  依据: text('decisionBasis'),
  各方一致: optional(yes('isAgreed')),
});

export const disputeVerbs = {
  提出争议: {
    on: ['问题', '线索', '案卷', '移送'],
    makes: '争议',
    path: () => '/api/clue-transfer/disputes',
    form: form({
      关于移送: optional(thing('handOffId')),
      各方: agencies('parties'),
      协调单位: agency('coordinator'),
      理由: text('reason'),
    }),
    says: aboutMatter,
    done: '提出职责争议',
  },
  采取应急措施: step('U1', '采取应急措施，防止损害扩大', urgent),
  受理协调: step('D1', '受理协调'),
  陈述意见: step('D1b', '陈述意见', form({ 意见: text('statement'), 依据: text('statedBasis') })),
  协调定责: step('D2', '协调一致，定责', bound),
  指定责任单位: step('D2n', '指定责任单位', bound),
  报司法行政协调: step('D3', '协调不成，报司法行政部门协调', form({ 司法行政部门: agency('justiceBureau'), 理由: text('reason') })),
  司法行政定责: step('D4', '司法行政协调一致，定责', bound),
  报政府决定: step('D5', '协调不成，报人民政府决定', form({ 人民政府: agency('government'), 理由: text('reason') })),
  政府定责: step('D6', '人民政府决定，定责', bound),
  撤回争议: step('D7', '撤回争议', form({ 理由: text('reason') })),
} as const satisfies Record<string, Verb>;
