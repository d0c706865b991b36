import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { FeedbackWord } from './family.ts';
import { dayPattern, momentPattern } from './form.ts';
import { type ThingWord, ThingWord as ThingWordSchema } from './made.ts';
import { verbNames, verbOf } from './verbs/index.ts';

const Moment = z
  .string()
  .regex(momentPattern, '时间写作 2026-10-12 09:00（北京时间）')
  .transform((text) => `${text.replace(' ', 'T')}:00+08:00`);

/** How a deadline may stand, in the words of the law. */
export const clockStates = {
  计时: 'running',
  暂停: 'paused',
  逾期: 'overdue',
  按期: 'met',
  逾期完成: 'met-late',
  补录按期: 'met-learnt-late',
  消灭: 'cancelled',
} as const;
export type ClockWord = keyof typeof clockStates;

/** Colours of a deadline that is running or has passed. */
export const lights = { 灰: 'normal', 蓝: 'attention', 黄: 'warning', 红: 'overdue', 深红: 'long-overdue' } as const;
type LightWord = keyof typeof lights;

const Deadline = z.strictObject({
  规则: z.string(),
  对象: z.string().optional(),
  /** Legal day, or day and minute of an hour row; 无: there is no such deadline. */
  应于: z.union([z.string().regex(dayPattern), z.string().regex(momentPattern), z.literal('无')]).optional(),
  状态: z.enum(Object.keys(clockStates) as [ClockWord, ...ClockWord[]]).optional(),
  义务单位: z.string().optional(),
  暂定: z.boolean().optional(),
  /** Colour in which it is shown at that moment (DOMAIN 4.3). */
  灯: z.enum(Object.keys(lights) as [LightWord, ...LightWord[]]).optional(),
});
export type Deadline = z.infer<typeof Deadline>;

const Follow = z.strictObject({
  名称: z.string(),
  种类: ThingWordSchema,
  反馈: FeedbackWord.optional(),
  见于: z.string().optional(),
  关于: z.string().optional(),
});
export type Follow = z.infer<typeof Follow>;

/**
 * Where a step led: to a stage of the chart, written by hand. 经 names the step where it is not the act itself: what another organ’s
 * step or a deadline drives. Without 对象 it is what the act was done on.
 */
const StageExpected = z.strictObject({ 对象: z.string().optional(), 经: z.string().optional(), 为: z.string() });
export type StageExpected = z.infer<typeof StageExpected>;
const Stages = z
  .union([z.string().transform((stage): StageExpected[] => [{ 为: stage }]), z.array(StageExpected)], {
    error: '阶段写作一个阶段名，或者一列 { 对象, 经, 为 }',
  })
  .default([]);

const common = {
  说明: z.string().optional(),
  随之产生: z.array(Follow).default([]),
  阶段: Stages,
  期限: z.array(Deadline).default([]),
};

const Act = z.strictObject({
  ...common,
  时间: Moment,
  /** When it happened, where it is recorded afterwards: a paper act, a letter posted in time. */
  发生于: Moment.optional(),
  岗位: z.string(),
  办理: z.enum(verbNames as [string, ...string[]], { error: ({ input }) => `没有“${String(input)}”这一办理` }),
  对象: z.string().optional(),
  内容: z.record(z.string(), z.unknown()).default({}),
  得到: z.string().optional(),
  应被拒绝: z.string().optional(),
});
export type Act = z.infer<typeof Act>;

const Wait = z.strictObject({ ...common, 等到: Moment });
export type Wait = z.infer<typeof Wait>;

/** A step that waits says so; every other one is an act, so that a fault in it is named by its field. */
const Step = z.unknown().transform((content, context): Step => {
  const step = (isWait(content) ? Wait : Act).safeParse(content);
  if (step.success) return step.data;
  for (const { path, message } of step.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});
const isWait = (content: unknown): boolean => typeof content === 'object' && content !== null && '等到' in content;
export type Step = Act | Wait;
export const isAct = (step: Step): step is Act => '办理' in step;
export const momentOf = (step: Step): string => (isAct(step) ? step.时间 : step.等到);

const StorySchema = z.strictObject({
  编号: z.string(),
  名称: z.string(),
  /** Folders of `packs` that must be published before it can be played; absent: the services' own pack is enough. */
  机制包: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*$/))
    .max(5)
    .default([]),
  演练开始: Moment,
  步骤: z.array(Step).min(1).max(100),
  结局: z.strictObject({
    主办单位: z.record(z.string(), z.string()),
    状态: z.record(z.string(), z.string()),
    待办: z.literal('无').optional(),
  }),
});
export type Story = z.infer<typeof StorySchema>;

/**
 * Reads a story file: who does what and when, in the words of the law, and which deadlines follow.
 *
 * @throws Error naming file and place when something in it is not understood
 */
export function readStory(file: string): Story {
  return storyOf(parse(readFileSync(file, 'utf8')), file);
}

export function storyOf(content: unknown, file: string): Story {
  const story = StorySchema.safeParse(content);
  if (!story.success) throw new Error(`${file}: ${z.prettifyError(story.error)}`);
  const faults = faultsOf(story.data);
  if (faults.length > 0) throw new Error(`${file}:\n${faults.join('\n')}`);
  return story.data;
}

/** What a form or a name makes wrong: read once here, so that nobody finds it out in the middle of a demonstration. */
function faultsOf(story: Story): string[] {
  const known = new Map<string, ThingWord>();
  const faults: string[] = [];
  let before = story.演练开始;
  for (const [index, step] of story.步骤.entries()) {
    const told = (fault: string): unknown => faults.push(`第 ${index + 1} 步（${isAct(step) ? step.办理 : '等到'}）：${fault}`);
    if (momentOf(step) < before) told('时间早于上一步');
    before = momentOf(step);
    if (isAct(step) && (step.发生于 ?? step.时间) > step.时间) told('发生于不得晚于办理时间');
    if (isAct(step)) actFaults(step, known).forEach(told);
    for (const { 名称, 种类 } of step.随之产生) known.set(名称, 种类);
    for (const { 对象 } of step.期限) if (对象 !== undefined && !known.has(对象)) told(`期限说到的 ${对象} 还没有产生`);
    for (const { 对象 } of step.阶段) if (对象 !== undefined && !known.has(对象)) told(`阶段说到的 ${对象} 还没有产生`);
    if (!isAct(step) && step.阶段.some(({ 对象, 经 }) => 对象 === undefined || 经 === undefined))
      told('等到之后的阶段须写明对象和经过的步骤');
  }
  for (const name of [...Object.keys(story.结局.主办单位), ...Object.keys(story.结局.状态)])
    if (!known.has(name)) faults.push(`结局说到的 ${name} 没有产生`);
  return faults;
}

function actFaults(act: Act, known: Map<string, ThingWord>): string[] {
  const verb = verbOf(act.办理);
  const faults: string[] = [];
  const parsed = verb.form.schema.safeParse(act.内容);
  if (!parsed.success) faults.push(z.prettifyError(parsed.error));
  const name = objectNameOf(act, known);
  const word = name === undefined ? undefined : known.get(name);
  if (verb.on !== undefined && word === undefined) faults.push(`还没有 ${act.对象 ?? verb.on.join('或')}`);
  if (verb.on !== undefined && word !== undefined && !verb.on.includes(word)) faults.push(`${act.办理} 不能办在 ${word} 上`);
  if (verb.makes !== undefined && act.应被拒绝 === undefined) {
    const made = act.得到 ?? verb.makes;
    if (known.has(made)) faults.push(`${made} 已经有了，须另起名称`);
    known.set(made, verb.makes);
  }
  return faults;
}

/** The thing a step acts on: as named, or else the last one of a kind that its verb acts on. */
export function objectNameOf(act: Act, known: ReadonlyMap<string, ThingWord>): string | undefined {
  if (act.对象 !== undefined) return act.对象;
  const { on } = verbOf(act.办理);
  return [...known].findLast(([, word]) => on?.includes(word))?.[0];
}
