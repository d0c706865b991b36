import { z } from 'zod';

/** What the story has made so far: ids that later steps speak of. */
export interface Made {
  agencies: ReadonlyMap<string, string>;
  clueId?: string;
}

/** One word of a story: where it is sent, what the officer fills in, and from which worklist item the officer starts. */
interface Verb {
  /** Worklist item the officer opens to do this; absent where a thing begins. */
  item?: string;
  path(itemId: string, made: Made): string;
  body(content: Record<string, unknown>, made: Made): Record<string, unknown>;
  /** Past tense for the narrator. */
  done: string;
}

const beijing = (text: string): string => `${text.replace(' ', 'T')}:00+08:00`;

const Material = z
  .strictObject({ 名称: z.string(), 种类: z.string(), 格式: z.string(), 字节: z.number(), 摘要: z.string() })
  .transform((material) => ({
    name: material.名称,
    kind: material.种类,
    mediaType: material.格式,
    bytes: material.字节,
    sha256: material.摘要,
  }));

const Clue = z
  .strictObject({
    名称: z.string(),
    情况: z.string(),
    来源: z.string(),
    领域: z.string(),
    区划: z.string(),
    水体: z.string().optional(),
    地点: z.string().optional(),
    发现时间: z.string(),
    材料: z.array(Material),
    举报人: z.strictObject({ 姓名: z.string(), 联系方式: z.string().optional() }).optional(),
  })
  .transform((clue) => ({
    title: clue.名称,
    description: clue.情况,
    sourceCode: clue.来源,
    domainCode: clue.领域,
    divisionCode: clue.区划,
    ...(clue.水体 === undefined ? {} : { waterBodyId: clue.水体 }),
    ...(clue.地点 === undefined ? {} : { place: clue.地点 }),
    foundAt: beijing(clue.发现时间),
    materials: clue.材料,
    ...(clue.举报人 === undefined
      ? {}
      : { reporter: { name: clue.举报人.姓名, ...(clue.举报人.联系方式 === undefined ? {} : { contact: clue.举报人.联系方式 }) } }),
  }));

const Draft = z.strictObject({ 接收单位: z.string(), 路径: z.string(), 目的: z.string(), 依据: z.string() });
const Refusal = z.strictObject({ 理由代码: z.string(), 理由: z.string() });
const Evaluation = z.strictObject({ 意见: z.string() });
const Decision = z.strictObject({ 结果: z.string(), 理由: z.string() });
const Answer = z.strictObject({ 结果: z.string(), 答复: z.string() });
const Nothing = z.strictObject({});

const handOff = (verb: string, item: string, done: string): Verb => ({
  item,
  path: (id) => `/api/clue-transfer/hand-offs/${id}/${verb}`,
  body: (content) => Nothing.parse(content),
  done,
});

export const verbs = {
  登记线索: { path: () => '/api/clue-transfer/clues', body: (content) => Clue.parse(content), done: '登记了线索' },
  起草移送: {
    path: () => '/api/clue-transfer/hand-offs',
    body: (content, made) => {
      const draft = Draft.parse(content);
      const receiver = made.agencies.get(draft.接收单位);
      if (receiver === undefined) throw new Error(`名录中没有单位 ${draft.接收单位}`);
      if (made.clueId === undefined) throw new Error('起草移送之前须先登记线索');
      return { matterKind: 'clue', matterId: made.clueId, receiver, route: draft.路径, purpose: draft.目的, legalBasis: draft.依据 };
    },
    done: '起草了移送',
  },
  报批: { path: (id) => `/api/clue-transfer/hand-offs/${id}/submit`, body: (content) => Nothing.parse(content), done: '报请审批' },
  审批发出: handOff('approve', 'approve-hand-off', '批准，移送函发出，材料包已固定'),
  签收: handOff('receive', 'sign-for-hand-off', '签收了移送'),
  受理: handOff('accept', 'answer-hand-off', '受理了移送，成为主办单位'),
  不予受理: {
    item: 'answer-hand-off',
    path: (id) => `/api/clue-transfer/hand-offs/${id}/refuse`,
    body: (content) => {
      const { 理由代码: reasonCode, 理由: reason } = Refusal.parse(content);
      return { reasonCode, reason };
    },
    done: '决定不予受理，并说明了理由',
  },
  评估: {
    item: 'evaluate-case-file',
    path: (id) => `/api/case-supervision/case-files/${id}/evaluate`,
    body: (content) => ({ findings: Evaluation.parse(content).意见 }),
    done: '完成了线索评估（内部意见，不外传）',
  },
  决定: {
    item: 'decide-case-file',
    path: (id) => `/api/case-supervision/case-files/${id}/decide`,
    body: (content) => {
      const { 结果: resultCode, 理由: reason } = Decision.parse(content);
      return { resultCode, reason };
    },
    done: '作出了决定',
  },
  反馈: {
    item: 'answer-feedback',
    path: (id) => `/api/feedback/threads/${id}/answer`,
    body: (content) => {
      const { 结果: resultCode, 答复: answer } = Answer.parse(content);
      return { resultCode, answer };
    },
    done: '反馈了办理结果',
  },
  确认反馈: {
    item: 'confirm-feedback',
    path: (id) => `/api/feedback/threads/${id}/confirm`,
    body: (content) => Nothing.parse(content),
    done: '确认了反馈',
  },
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as [VerbName, ...VerbName[]];
export const verbOf = (name: VerbName): Verb => verbs[name];
