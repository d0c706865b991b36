import type { UnavailableFigure } from '../definition.ts';

const rate = { mark: 'D', basis: 'flow', shape: 'rate', unit: '%' } as const;

/** What 7.2 asks for and today's record does not hold. Listed with the reason; there is no number to show. */
export const unavailableFigures: readonly UnavailableFigure[] = [
  {
    ...rate,
    id: 'ST-13.item',
    name: '建议整改到位率（按项）',
    formula: '跟进调查认定已整改的建议项数除以有结论的建议项数。',
    reason: '跟进调查的结论按件记录，没有逐项的结论。',
  },
  {
    ...rate,
    shape: 'ratio',
    unit: '元',
    id: 'ST-23b',
    name: '修复资金到位率、使用率',
    formula: '实缴除以应缴；已用除以实缴。',
    reason: '缴款、使用台账只在组织修复单位的案卷内，流程图没有将其列为对外告知的栏目，门户没有数据。',
  },
  {
    ...rate,
    shape: 'count',
    unit: '件',
    id: 'ST-24.anonymous',
    name: '匿名举报',
    formula: '匿名举报的件数、属实率。',
    reason: '问题上报只告知是否有实名举报人；匿名举报与巡河发现在对外告知的信息中不能区分。',
  },
  {
    ...rate,
    id: 'ST-26',
    name: '链条完整率',
    formula: '文书、文号、签收齐全并且散列链有效的移送除以全部移送。',
    reason: '散列链由移送审计验证，门户不保存验证结论；可核对的部分见 ST-26a，散列链见移送审计的核验。',
  },
  {
    ...rate,
    id: 'ST-28',
    name: '数据复用率',
    formula: '移送文书中由既有记录预填且未改动的栏目数除以全部填写的栏目数。',
    reason: '平台没有记录哪些栏目是预填的。',
  },
];
