import { describe, expect, it } from 'vitest';
import { clockStates, isAct, momentOf, readStory, storyOf } from './story.ts';
import { storyFiles } from './stories.ts';

const files = [...storyFiles()];

/** The year 2026 as DOMAIN 4.1 gives it, written here once more: a wrong day in a story and in the pack must not agree. */
const offBlocks = [
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
] as const;
const madeUp = new Set(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const isRestDay = (day: string): boolean =>
  offBlocks.some(([from, to]) => from <= day && day <= to) || (isWeekend(day) && !madeUp.has(day));

describe('the stories of Huzhou', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(10));

  it.each(files)('%s is understood, and named as its file', (name, file) => expect(readStory(file).编号).toBe(name));

  it.each(files)('%s happens on working days, and its deadlines end on working days after they began', (_name, file) => {
    for (const step of readStory(file).步骤) {
      const on = momentOf(step).slice(0, 10);
      expect(isRestDay(on), on).toBe(false);
      for (const { 应于, 状态 } of step.期限) {
        if (应于 === undefined || 应于 === '无') continue;
        // An hour row never rolls; it is written with its minute.
        if (应于.length === 10) expect(isRestDay(应于), 应于).toBe(false);
        if (状态 === '计时') expect(应于.slice(0, 10) >= on, `${应于} on ${on}`).toBe(true);
        if (状态 === '逾期') expect(应于 < on, `${应于} on ${on}`).toBe(true);
      }
    }
  });

  it.each(files)('%s tells of posts, not of persons', (_name, file) => {
    const posts = readStory(file).步骤.flatMap((step) => (isAct(step) ? [step.岗位] : []));
    expect(posts.filter((post) => !/^[a-z-]+\.[a-z-]+$/.test(post))).toEqual([]);
  });

  it('expect every state that a deadline can end in', () => {
    const expected = new Set(files.flatMap(([, file]) => readStory(file).步骤.flatMap(({ 期限 }) => 期限.map(({ 状态 }) => 状态))));
    for (const word of Object.keys(clockStates)) expect(expected).toContain(word);
  });
});

describe('a story file', () => {
  const step = { 时间: '2026-11-05 10:00', 岗位: 'harbour.intake', 办理: '签收', 对象: '移送' };
  const story = (steps: unknown[]): unknown => ({
    编号: 'T',
    名称: '试',
    演练开始: '2026-11-05 08:00',
    步骤: steps,
    结局: { 主办单位: {}, 状态: {} },
  });

  it.each([
    ['an unknown verb', [{ ...step, 办理: '飞' }], '办理'],
    ['a thing that was not made', [step], '还没有 移送'],
    ['a field its form does not have', [{ ...step, 办理: '登记线索', 内容: { 天气: '晴' } }], '天气'],
    ['a time that runs backwards', [{ 等到: '2026-11-06 08:00' }, { 等到: '2026-11-05 09:00' }], '时间早于上一步'],
    ['an act that has not happened yet', [{ ...step, 办理: '登记线索', 发生于: '2026-11-06 10:00' }], '发生于不得晚于办理时间'],
    ['a time that is none', [{ 等到: '明天' }], '等到'],
    ['a deadline of something not made', [{ 等到: '2026-11-06 08:00', 期限: [{ 规则: 'H06', 对象: '移送' }] }], '还没有产生'],
  ])('with %s is refused, and says where', (_what, steps, complaint) => {
    expect(() => storyOf(story(steps), 'T.yaml')).toThrow(complaint);
    expect(() => storyOf(story(steps), 'T.yaml')).toThrow('T.yaml');
  });
});
