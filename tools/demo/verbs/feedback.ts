import { day, form, list, oneOf, optional, text } from '../form.ts';
import { actOn, type Verb } from './verb.ts';

const thread = actOn('反馈', 'feedback/threads');

const item = form({
  事项: text('item'),
  措施: text('measure'),
  状态: oneOf('state', { 已完成: 'done', 办理中: 'in-progress', 已计划: 'planned', 客观不能: 'impossible' }),
  证明: list('proof', form({ 名称: text('name'), 摘要: text('sha256') })),
  计划完成: optional(day('plannedOn')),
});

export const feedbackVerbs = {
  反馈: thread('answer', {
    item: 'answer-feedback',
    form: form({ 结果: optional(text('resultCode')), 答复: text('answer'), 逐项: optional(list('items', item)) }),
    done: '反馈了办理情况',
  }),
  确认反馈: thread('confirm', { item: 'confirm-feedback', done: '确认了反馈' }),
  提出异议: thread('object', { item: 'confirm-feedback', form: form({ 理由: text('grounds') }), done: '对反馈提出异议' }),
} as const satisfies Record<string, Verb>;
