import { agencies, agency, day, form, group, materials, moment, number, oneOf, optional, text, texts, thing, yes } from '../form.ts';
import type { Form } from '../form.ts';
import { aboutMatter, type Verb } from './verb.ts';

/** A step of the problem’s chart (DOMAIN 3.1), by the name the chart has for it. */
const step = (transition: string, done: string, fields: Form = form({}), item?: string): Verb => ({
  on: ['问题'],
  ...(item !== undefined && { item }),
  path: (problem) => `/api/clue-transfer/problems/${problem?.id}/steps/${transition}`,
  form: fields,
  done,
});

const disputeStep = (transition: string, done: string, fields: Form = form({}), item?: string): Verb => ({
  on: ['争议'],
  ...(item !== undefined && { item }),
  path: (dispute) => `/api/clue-transfer/disputes/${dispute?.id}/steps/${transition}`,
  form: fields,
  done,
});

export const problemVerbs = {
  问题上报: {
    makes: '问题',
    path: () => '/api/clue-transfer/problems',
    form: form({
      名称: text('title'),
      情况: text('description'),
      来源: text('sourceCode'),
      类别: text('categoryCode'),
      区划: text('divisionCode'),
      水体: text('waterBodyId'),
      河段: optional(text('reach')),
      经度: optional(number('lon')),
      纬度: optional(number('lat')),
      地点: optional(text('place')),
      河长办: agency('office'),
      发现时间: moment('foundAt'),
      材料: materials('materials'),
      反映人: optional(group('reporter', form({ 姓名: text('name'), 联系方式: optional(text('contact')), 备注: optional(text('remark')) }))),
    }),
    done: '上报了问题',
  },
  分类: step(
    'P2',
    '完成分类，提出责任单位',
    form({
      程度: oneOf('severity', { 轻微: '轻微', 一般: '一般', 重大: '重大' }),
      理由: text('reason'),
      类别: text('categoryCode'),
      责任单位: agency('proposedUnit'),
      已查重: yes('duplicatesChecked'),
    }),
    'triage-problem',
  ),
  不属实: step('P3', '核实为不属实', form({ 核实情况: text('note'), 已告知反映人: optional(yes('reporterInformed')) }), 'triage-problem'),
  报送整改: step('P7', '报送整改结果', form({ 整改情况: text('report'), 材料: materials('materials') })),
  核查销号: step('P8', '核查合格，销号', form({ 核查清单: texts('checklist'), 第二核查人岗位: optional(text('secondChecker')) })),
  退回整改: step('P9', '核查不合格，退回整改', form({ 问题: texts('defects'), 新期限: day('limitOn') })),
  书面提示: step('P10', '发出书面提示函', form({ 期限: optional(day('limitOn')), 内容: text('text') })),
  提请会商: step('P11', '提请检察机关会商研判', form({ 邀请: agency('procuratorate') })),
  会商纪要: step('P12a', '形成会商纪要', form({ 结论: text('conclusion'), 纪要: text('minutes') })),
  移送检察机关: step('P12', '决定移送检察机关，形成线索', form({ 名称: optional(text('title')) })),
  回头看: step('P14', '完成回头看', form({ 结果: oneOf('lookBackResult', { 稳定: '稳定', 部分反弹: '部分反弹', 反弹: '反弹' }), 情况: text('note') })),
  合并问题: {
    on: ['问题'],
    path: (problem) => `/api/clue-transfer/problems/${problem?.id}/merge`,
    form: form({ 并入: thing('into') }),
    done: '作为同一事实关联合并',
  },
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
  协调: disputeStep('D1', '进行协调', form({ 情况: text('note'), 材料: optional(materials('materials')) })),
  提请司法行政协调: disputeStep('D2', '协调不成，提请司法行政部门协调', form({ 协调单位: agency('coordinator'), 情况: text('note') })),
  争议决定: disputeStep(
    'bind',
    '作出决定，明确主管单位',
    form({ 主管单位: agencies('competentUnits'), 决定文号: text('decisionNumber'), 理由: text('reason') }),
  ),
} as const satisfies Record<string, Verb>;

