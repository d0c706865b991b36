import { agency, form, group, materials, moment, optional, text, texts, things } from '../form.ts';
import { aboutMatter, actOn, type Verb } from './verb.ts';

const handOff = actOn('移送', 'clue-transfer/hand-offs');
const reason = form({ 理由: text('reason') });

/** A draft, as it is first written and as it is revised. */
const draft = form({
  接收单位: agency('receiver'),
  路径: text('route'),
  目的: text('purpose'),
  依据: text('legalBasis'),
  只含: optional(group('parts', form({ 内容: texts('content'), 材料: texts('materials') }))),
});
const reporter = group('reporter', form({ 姓名: text('name'), 联系方式: optional(text('contact')), 备注: optional(text('remark')) }));

export const handOffVerbs = {
  登记线索: {
    makes: '线索',
    path: () => '/api/clue-transfer/clues',
    form: form({
      名称: text('title'),
      情况: text('description'),
      来源: text('sourceCode'),
      领域: text('domainCode'),
      区划: text('divisionCode'),
      水体: optional(text('waterBodyId')),
      地点: optional(text('place')),
      发现时间: moment('foundAt'),
      材料: materials('materials'),
      举报人: optional(reporter),
    }),
    done: '登记了线索',
  },
  起草移送: {
    on: ['线索', '问题', '案卷'],
    makes: '移送',
    path: () => '/api/clue-transfer/hand-offs',
    form: draft,
    says: aboutMatter,
    done: '起草了移送',
  },
  // Says the whole draft again: what is left out is not kept from before.
  修改移送稿: handOff('revise', { form: draft, done: '修改了移送稿' }),
  报批: handOff('submit', { done: '报请审批' }),
  退回修改: handOff('send-back', { item: 'approve-hand-off', form: form({ 意见: text('remark') }), done: '退回修改' }),
  审批发出: handOff('approve', { item: 'approve-hand-off', done: '批准，移送函发出，材料包已固定' }),
  成批审批发出: {
    path: () => '/api/clue-transfer/hand-offs/bulk-approve',
    form: form({ 移送: things('handOffIds') }),
    faultOf: (answer) => {
      const { results } = answer as { results: { id: string; isApproved: boolean; code?: string }[] };
      const refused = results.filter(({ isApproved }) => !isApproved);
      return refused.length === 0 ? undefined : refused.map(({ id, code }) => `${id} ${code}`).join('；');
    },
    done: '成批审批，逐件发出',
  },
  签收: handOff('receive', { item: 'sign-for-hand-off', done: '签收了移送' }),
  要求补正: handOff('request-supplement', {
    item: 'answer-hand-off',
    form: form({ 缺少: texts('items'), 理由: text('reason') }),
    done: '要求补正，列明所缺材料',
  }),
  补正: handOff('supplement', {
    item: 'supply-supplement',
    form: form({ 材料: optional(materials('materials')), 客观上无法补正: optional(text('impossible')) }),
    done: '补正了材料',
  }),
  受理: handOff('accept', { item: 'answer-hand-off', done: '受理，成为主办单位' }),
  不予受理: handOff('refuse', {
    item: 'answer-hand-off',
    form: form({ 理由代码: text('reasonCode'), 理由: text('reason') }),
    done: '决定不予受理，并说明了理由',
  }),
  转送: handOff('forward', {
    item: 'answer-hand-off',
    form: form({ 转送单位: agency('receiver'), 路径: text('route'), 理由: text('reason'), 附材料: optional(materials('materials')) }),
    done: '转送有管辖权的单位，并告知移送单位',
  }),
  撤回: handOff('recall', { form: reason, done: '撤回了移送' }),
  请求撤回: handOff('recall', { form: reason, done: '请求撤回移送' }),
  同意撤回: handOff('consent-recall', { item: 'answer-recall', done: '同意撤回' }),
  不同意撤回: handOff('decline-recall', { item: 'answer-recall', form: reason, done: '不同意撤回' }),
} as const satisfies Record<string, Verb>;
