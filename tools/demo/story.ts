import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { verbNames } from './verbs.ts';

/** Beijing time as a lawyer writes it: 2026-10-12 09:00. */
const Moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, '时间写作 2026-10-12 09:00（北京时间）')
  .transform((text) => `${text.replace(' ', 'T')}:00+08:00`);

const Step = z.strictObject({
  时间: Moment,
  岗位: z.string(),
  办理: z.enum(verbNames),
  内容: z.record(z.string(), z.unknown()).default({}),
});
export type Step = z.infer<typeof Step>;

const StorySchema = z.strictObject({
  编号: z.string(),
  名称: z.string(),
  演练开始: Moment,
  步骤: z.array(Step).min(1).max(100),
  结局: z.strictObject({ 主办单位: z.string(), 移送: z.string(), 案卷: z.string().optional(), 反馈: z.string().optional() }),
});
export type Story = z.infer<typeof StorySchema>;

/**
 * Reads a story file: who does what and when, in the words of the law.
 *
 * @throws Error naming file and place when something in it is not understood
 */
export function readStory(file: string): Story {
  const story = StorySchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!story.success) throw new Error(`${file}: ${z.prettifyError(story.error)}`);
  return story.data;
}
