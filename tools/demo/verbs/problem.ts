import {
  agencies,
  agency,
  day,
  form,
  type Form,
  group,
  list,
  materials,
  moment,
  number,
  oneOf,
  optional,
  text,
  texts,
  thing,
  yes,
} from '../form.ts';
import type { Verb } from './verb.ts';

/** A step of the problem’s chart (DOMAIN 3.1), by the name the chart has for it. */
const step = (transition: string, done: string, fields: Form, item?: string): Verb => ({
  on: ['问题'],
  ...(item !== undefined && { item }),
  path: (problem) => `/api/clue-transfer/problems/${problem?.id}/steps/${transition}`,
  form: fields,
  done,
});

const reporter = group('reporter', form({ 姓名: text('name'), 联系方式: optional(text('contact')), 备注: optional(text('remark')) }));

/** The close-out checklist of the pack (DOMAIN 6.9); a story that wants a hole in it leaves one out by hand. */
const closeOut = [
  'illegalStateEnded',
  'siteRestored',
  'legalHandling',
  'evidencePairs',
  'unitSigned',
  'otherChecker',
  'reporterAnswered',
  'restorationOpened',
  'lookBackSet',
  'procuratorateClosed',
];
const checklist = (except: string[]): Record<string, boolean> => Object.fromEntries(closeOut.map((id) => [id, !except.includes(id)]));
const severity = oneOf('severity', { 轻微: '轻微', 一般: '一般', 重大: '重大' });
const assignment = form({
  牵头单位: agency('leadUnit'),
  配合单位: optional(agencies('assistingUnits')),
  要求: texts('requirements'),
  期限: day('limitOn'),
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
      水体: optional(text('waterBodyId')),
      河段: optional(text('reach')),
      经度: optional(number('lon')),
      纬度: optional(number('lat')),
      地点: optional(text('place')),
      河长办: optional(agency('office')),
      // Another mechanism's organ that keeps it, and its name.
      受理单位: optional(agency('office')),
      机制: optional(text('mechanism')),
      发现时间: moment('foundAt'),
      材料: materials('materials'),
      无材料原因: optional(text('noEvidenceReason')),
      反映人: optional(reporter),
      同一事实: optional(thing('sameFactsAs')),
    }),
    done: '上报了问题',
  },
  分类: step(
    'P2',
    '完成分类，提出责任单位',
    form({
      程度: severity,
      理由: text('severityReason'),
      类别: text('categoryCode'),
      责任单位: agency('proposedUnit'),
      职责依据: text('competenceBasis'),
      已查重: yes('duplicateChecked'),
    }),
    'triage-problem',
  ),
  不属实: step('P3', '核实为不属实', form({ 核实情况: text('verification') }), 'triage-problem'),
  答复反映人: step('P3r', '答复了实名反映人', form({ 答复: text('replyText'), 答复日期: day('repliedOn') })),
  拟定交办: step('P4a', '拟定交办要求和期限', assignment, 'assign-problem'),
  报送整改: step(
    'P7',
    '报送整改结果',
    form({
      措施: list('measures', form({ 日期: day('on'), 措施: text('measure') })),
      前后对照: list('photoPairs', form({ 视点: text('viewpoint'), 整改前: text('before'), 整改后: text('after') })),
      责任人职务: text('responsibleRole'),
      法律文书: optional(list('legalDocuments', form({ 文号: text('number'), 日期: day('on') }))),
      清理数量: optional(text('clearedAmount')),
    }),
    'rectify-problem',
  ),
  现场核查: step('P8a', '现场核查（第二人）', form({ 核查日期: day('checkedOn'), 核查情况: text('checkFindings') }), 'check-problem'),
  核查销号: step(
    'P8',
    '核查合格，销号',
    form({
      销号清单: oneOf('closeOut', { 全部符合: checklist([]), 举报人尚未答复: checklist(['reporterAnswered']) }),
      核查日期: day('checkedOn'),
      核查情况: optional(text('checkFindings')),
      河长意见: text('chiefOpinion'),
      回头看日期: day('lookBackOn'),
      第二次回头看日期: optional(day('secondLookBackOn')),
    }),
    'check-problem',
  ),
  退回整改: step('P9', '核查不合格，退回整改', form({ 问题: texts('defects'), 新期限: day('limitOn') }), 'check-problem'),
  拟制书面提示: step(
    'P10a',
    '拟制书面提示函',
    form({
      职责: text('unitDuty'),
      已提要求: text('demanded'),
      未完成: texts('stillMissing'),
      期限: day('reminderLimitOn'),
      整改不实: optional(yes('replyNotReal')),
    }),
  ),
  书面提示: step('P10', '签发书面提示函', form({ 送达日期: day('servedOn'), 送达方式: text('serviceMethod') })),
  提请会商: step('P11', '提请检察机关会商研判', form({ 邀请: agency('invitedProcuratorate') })),
  会商纪要: step(
    'P11m',
    '形成会商纪要',
    form({
      会商日期: day('heldOn'),
      参加单位: agencies('participants'),
      各方意见: list('views', form({ 单位: text('agency'), 意见: text('view') })),
      结论: text('studyConclusion'),
    }),
    'study-problem',
  ),
  会商后继续整改: step('P13s', '会商后继续整改并督办', form({ 期限: day('limitOn') }), 'study-problem'),
  拟定会商后的交办: step('P13a', '拟定会商后的交办', assignment, 'study-problem'),
  移送检察机关: step(
    'P12',
    '形成线索，拟移送检察机关',
    form({ 名称: text('clueTitle'), 领域: text('domainCode'), 公益受损: text('harm') }),
    'study-problem',
  ),
  // Nobody is asked before its day: the deadline of the look-back (H12) is what reminds.
  开始回头看: step('P14', '开展回头看', form({ 日期: day('lookedBackOn'), 方式: text('lookBackMethod'), 情况: text('lookBackFindings') })),
  回头看稳定: step(
    'P14a',
    '回头看：稳定',
    form({ 结果: text('lookBackResult'), 下次回头看: optional(day('lookBackOn')) }),
    'look-back-problem',
  ),
  回头看反弹: step('P14b', '回头看：反弹，沿用原编号重开', form({ 结果: text('lookBackResult') }), 'look-back-problem'),
  合并问题: {
    on: ['问题'],
    path: (problem) => `/api/clue-transfer/problems/${problem?.id}/merge`,
    form: form({ 并入: thing('into') }),
    done: '作为同一事实关联合并，两件记录均保留',
  },
} as const satisfies Record<string, Verb>;
