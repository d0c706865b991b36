import { day, form, list, oneOf, optional, text, texts } from '../form.ts';
import { actOn, type Verb } from './verb.ts';

const thread = actOn('反馈', 'feedback/threads');

const item = form({
  事项: text('item'),
  措施: text('measure'),
  状态: oneOf('state', { 已完成: 'done', 办理中: 'in-progress', 已计划: 'planned', 客观不能: 'impossible' }),
  证明: list('proof', form({ 名称: text('name'), 摘要: text('sha256') })),
  计划完成: optional(day('plannedOn')),
});

const answer = form({ 结果: optional(text('resultCode')), 答复: text('answer'), 逐项: optional(list('items', item)) });

export const feedbackVerbs = {
  反馈: thread('answer', { item: 'answer-feedback', form: answer, done: '反馈了办理情况' }),
  答复异议: thread('answer', { item: 'answer-objection', form: answer, done: '就异议再次反馈' }),
  确认反馈: thread('confirm', { item: 'confirm-feedback', done: '确认了反馈' }),
  提出异议: thread('object', {
    item: 'confirm-feedback',
    form: form({ 理由: text('grounds'), 要求逐项答复: optional(texts('asked')) }),
    done: '对反馈提出异议',
  }),
} as const satisfies Record<string, Verb>;
