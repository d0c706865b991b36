import { agencies, agency, day, days, form, type Form, materials, number, oneOf, optional, text, texts, under, yes } from '../form.ts';
import { aboutMatter, actOn, type Verb } from './verb.ts';

const file = actOn('案卷', 'case-supervision/case-files');
const supervision = actOn('督办', 'case-supervision/supervisions');
const reason = form({ 理由: text('reason') });
/** What a proposal may say at once, and an approval may add to one of the system. */
const completion = {
  联合单位: optional(agencies('coIssuers')),
  观察单位: optional(agencies('observers')),
  挂牌条件: optional(texts('conditions')),
  现场核实日期: optional(day('siteVisitOn')),
};

/** A step of the file’s chart (DOMAIN 3.3). */
const step = (transition: string, done: string, fields: Form = form({})): Verb =>
  file(`steps/${transition}`, { form: under('fields', fields), done });

const fileSteps = {
  登记备案: step('T6', '统一登记备案', form({ 登记编号: optional(text('registryNumber')) })),
  送达立案决定书: step(
    'A1s',
    '送达了立案决定书',
    form({ 送达日期: day('servedOn'), 被监督机关: agency('respondent'), 送达方式: text('serviceMethod') }),
  ),
  开展调查: step('A3', '开展调查', form({ 方案: text('plan'), 检察人员人数: number('investigators') })),
  调查终结: step('A4', '调查终结', form({ 结论: text('conclusion') })),
  决定检察建议: step('A6', '决定提出检察建议', form({ 文号: text('suggestionNumber'), 被监督机关: agency('respondent') })),
  紧急送达检察建议: step('A7u', '紧急情形下送达了检察建议书', form({ 送达日期: day('servedOn'), 送达方式: text('serviceMethod') })),
  送达检察建议: step('A7', '送达了检察建议书', form({ 送达日期: day('servedOn'), 送达方式: text('serviceMethod') })),
  检察建议备案: step('A7f', '检察建议报上级院备案'),
  记录行政机关回复: step(
    'A8',
    '记录了行政机关的回复',
    form({
      回复日期: day('repliedOn'),
      回复文号: optional(text('replyNumber')),
      全部整改: yes('isFinished'),
      计划完成: optional(day('finishOn')),
    }),
  ),
} as const satisfies Record<string, Verb>;

export const caseSupervisionVerbs = {
  ...fileSteps,
  评估: file('evaluate', {
    item: 'evaluate-case-file',
    form: form({ 意见: text('findings') }),
    done: '完成了线索评估（内部意见，不外传）',
  }),
  决定: file('decide', {
    item: 'decide-case-file',
    form: form({ 结果: text('resultCode'), 理由: text('reason'), 案号: optional(text('caseNumber')) }),
    done: '作出了决定',
  }),
  单方退回: file('return', { form: reason, says: { basis: 'unilateral' }, done: '在时限之内单方退回移送单位' }),
  请求退回: file('return', { form: reason, says: { basis: 'consent' }, done: '请求退回' }),
  同意退回: file('consent-return', { item: 'answer-return', done: '同意退回' }),
  不同意退回: file('decline-return', { item: 'answer-return', form: reason, done: '不同意退回' }),
  移送案卷: file('refer', {
    form: form({
      接收单位: agency('receiver'),
      路径: text('routeId'),
      目的: text('purpose'),
      依据: text('legalBasis'),
      案情: optional(text('facts')),
      材料: optional(materials('materials')),
    }),
    done: '提请将案卷移送其他机关，由本单位领导审批发出',
  }),
  提出督办: {
    on: ['问题', '线索', '案卷'],
    makes: '督办',
    path: () => '/api/case-supervision/supervisions',
    form: form({
      等级: text('level'),
      // A lower office may ask a higher one to issue it; absent, its own.
      下达单位: optional(agency('issuer')),
      被督办单位: agency('unit'),
      ...completion,
      依据情形: text('grounds'),
    }),
    says: aboutMatter,
    done: '提出督办',
  },
  批准督办: supervision('approve', { item: 'approve-supervision', form: form(completion), done: '批准督办' }),
  不予督办: supervision('reject', { item: 'approve-supervision', form: reason, done: '不予督办' }),
  下达督办: supervision('issue', {
    item: 'issue-supervision',
    form: form({ 期限: day('limitOn'), 要求: texts('requirements'), 报送间隔天数: optional(number('reportingEveryDays')) }),
    done: '下达督办单',
  }),
  签收督办: supervision('sign', { item: 'sign-for-supervision', done: '签收督办单' }),
  报督办进展: supervision('progress', { form: form({ 进展: text('progress') }), done: '报送办理进展' }),
  报督办结果: supervision('report', { item: 'report-supervision', form: form({ 结果: text('report') }), done: '报送督办事项办理结果' }),
  核查督办: supervision('check', {
    item: 'check-supervision',
    form: form({ 意见: text('findings'), 是否合格: yes('isPassed'), 新期限: optional(day('limitOn')) }),
    done: '完成核查',
  }),
  申请督办延期: supervision('ask-extension', {
    form: form({ 已完成: text('progress'), 原因: text('cause'), 计划: text('plan'), 延至: day('requestedOn') }),
    done: '申请延长督办期限',
  }),
  督办延期: supervision('extend', { form: form({ 新期限: day('limitOn'), 理由: text('reason') }), done: '同意延长督办期限' }),
  不同意延期: supervision('decline-extension', { form: reason, done: '不同意延长督办期限' }),
  签字同意: supervision('sign-off', { done: '签字同意解除' }),
  解除督办: supervision('lift', {
    form: form({ 理由: text('reason'), 回头看日期: optional(days('lookBackOn')), 公告日期: optional(day('publicNoticeOn')) }),
    done: '解除督办',
  }),
  升级督办: {
    ...supervision('escalate', {
      form: form({ 等级: text('level'), 理由: text('reason'), ...completion }),
      done: '提请升级督办',
    }),
    makes: '督办',
  },
  催办: {
    on: ['问题', '线索', '案卷'],
    path: () => '/api/case-supervision/urgings',
    form: form({
      被催办单位: agency('unit'),
      内容: text('text'),
      紧急程度: optional(oneOf('urgency', { 平件: 'normal', 加急: 'urgent', 特急: 'most-urgent' })),
    }),
    says: aboutMatter,
    done: '催办一次',
  },
} as const satisfies Record<string, Verb>;
