// npm run demo: plays stories on the running stack, and tells them.
import { Command } from 'commander';
import { homeAt, readKeys, readStack } from '../stack/home.ts';
import { outcome, type Proof, scene, title } from './narration.ts';
import { atOnce, type Pace, slowly } from './pace.ts';
import { packsOf, publishPack } from './packs.ts';
import { portalStage } from './portal-stage.ts';
import { drawn, Progress } from './progress.ts';
import type { Stage } from './stage.ts';
import { storiesNamed, storyList, UnknownStory } from './stories.ts';
import { type Played, StoryPlayer } from './story-player.ts';
import type { Story } from './story.ts';

/** Stories told at once; each waits for events most of its time. */
const toldAtOnce = 4;

interface Options {
  home?: string;
  portal?: string;
  password?: string;
  slow: boolean;
  pause: string;
}

new Command('npm run demo --')
  .description(
    '演示协治机制的故事：在运行中的整套系统上、各自的演练空间里，逐步办理，逐项核对期限。\n' +
      'Plays stories of the mechanism on the running stack, in practice worlds of their own. Every deadline is checked.',
  )
  .argument('[stories...]', 'names of stories, such as K06; all when none is named')
  .option('--slow', 'step by step: Enter goes on, c plays on, q ends; without a terminal, a pause after each step', false)
  .option('--pause <seconds>', 'with --slow and no terminal: how long each step stands', '2.5')
  .option('--home <folder>', 'state folder of the stack (default: .xiezhi in the repository, or $XIEZHI_HOME)')
  .option('--portal <url>', 'another portal than the one of the state folder')
  .option('--password <password>', 'development password of that portal’s accounts')
  .addHelpText(
    'after',
    () => `\nStories:\n${storyList()}\n\nExamples:\n  npm run demo\n  npm run demo -- K06\n  npm run demo -- --slow K11`,
  )
  .action(async (names: string[], options: Options) => {
    try {
      process.exitCode = await play(storiesNamed(names), options);
    } catch (error) {
      process.exitCode = complain(error);
    }
  })
  .parse();

/** Whoever typed a wrong name is told the names; whoever has no stack, how to get one. */
function complain(error: unknown): number {
  if (error instanceof UnknownStory) {
    console.error(error.message);
    return 2;
  }
  console.error(`\n演示中断：${messageOf(error)}`);
  console.error('Is the stack up? `npm run xiezhi status` shows it, `npm start` starts it; then play again.');
  return 1;
}

/** @returns the exit code: 1 when a story did not end as it is written */
async function play(stories: Story[], options: Options): Promise<number> {
  const stage = portalStage(addressOf(options));
  const startedAt = performance.now();
  await publishPacks(stage, stories);
  const results = options.slow || stories.length === 1 ? await tellOneByOne(stage, stories, options) : await tellTogether(stage, stories);
  return summary(stories, results, (performance.now() - startedAt) / 1000);
}

/** In the open: a mechanism goes live by this alone. Published before, it stays as it is. */
async function publishPacks(stage: Stage, stories: Story[]): Promise<void> {
  for (const folder of packsOf(stories)) {
    console.log(`发布机制包 publishing packs/${folder} …`);
    const { version, title: name } = await publishPack(stage, folder);
    console.log(`　　已发布 ${version}　${name}`);
  }
}

type Results = Map<string, Played | undefined>;

/** Told while they are played; ended early when whoever watches has seen enough. */
async function tellOneByOne(stage: Stage, stories: Story[], { slow, pause }: Options): Promise<Results> {
  const pace = slow ? slowly({ input: process.stdin, output: process.stdout, pauseMs: secondsOf(pause) * 1000 }) : atOnce;
  const results: Results = new Map();
  try {
    for (const story of stories) results.set(story.编号, await playOne(stage, story, pace, { say: (line) => console.log(line) }));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    console.log('\n演示到此结束。');
  } finally {
    pace.close();
  }
  return results;
}

/** Several at once: each is told when it is over, and one line says how far they are. */
async function tellTogether(stage: Stage, stories: Story[]): Promise<Results> {
  const results: Results = new Map();
  const progress = new Progress(stories.length);
  const draw = drawn(progress, process.stderr);
  const queue = [...stories];
  const one = async (): Promise<void> => {
    for (let story = queue.shift(); story !== undefined; story = queue.shift()) {
      const { 编号: name, 步骤: steps } = story;
      const text: string[] = [];
      const stepped = (index: number): void => {
        progress.step(name, index + 1, steps.length);
        draw();
      };
      const played = await playOne(stage, story, atOnce, { say: (line) => text.push(line), stepped });
      progress.end(name);
      results.set(name, played);
      if (process.stderr.isTTY) process.stderr.write('\r\u{1B}[2K');
      console.log(`${text.join('\n')}\n［${results.size}/${stories.length}］${name}　${played === undefined ? '未完成' : '完成'}`);
      draw();
    }
  };
  await Promise.all(Array.from({ length: toldAtOnce }, one));
  return results;
}

/** Whoever watches has seen enough. */
class Ended extends Error {}

interface Telling {
  say(line: string): unknown;
  stepped?(index: number): void;
}

async function playOne(stage: Stage, story: Story, pace: Pace, { say, stepped }: Telling): Promise<Played | undefined> {
  say(title(story));
  let isEnded = false;
  try {
    const played = await new StoryPlayer(stage).play(story, async (told) => {
      say(await scene(told));
      stepped?.(told.index);
      isEnded = !(await pace.goOn(`第 ${told.index + 1}/${story.步骤.length} 步`));
      if (isEnded) throw new Ended();
    });
    say(outcome(played, await proofOf(stage, played)));
    return played;
  } catch (error) {
    if (isEnded) throw new Ended();
    say(`\n✗ 故事 ${story.编号} 没有按所写的进行：${messageOf(error)}`);
    return undefined;
  }
}

function summary(stories: Story[], results: Results, seconds: number): number {
  const complete = [...results.values()].filter((played) => played !== undefined);
  const checked = complete.reduce((sum, { deadlinesChecked }) => sum + deadlinesChecked, 0);
  const failed = [...results].filter(([, played]) => played === undefined).map(([name]) => name);
  console.log(`\n━━ ${stories.length} 个故事完成 ${complete.length} 个，核对期限 ${checked} 处全部相符，用时 ${seconds.toFixed(0)} 秒 ━━`);
  if (failed.length > 0) console.log(`未完成：${failed.join('、')}`);
  return failed.length === 0 ? 0 : 1;
}

/** What the audit can show of the families once everything announced has reached it. */
async function proofOf(stage: Stage, { families }: Played): Promise<Proof> {
  const proofs = await Promise.all(families.map(({ familyId }) => proofOfFamily(stage, familyId)));
  return {
    announcements: proofs.reduce((sum, { announcements }) => sum + announcements, 0),
    streams: proofs.reduce((sum, { streams }) => sum + streams, 0),
    isComplete: proofs.every(({ isComplete }) => isComplete),
  };
}

async function proofOfFamily(stage: Stage, familyId: string): Promise<Proof> {
  const auditor = await stage.officerOf('platform.audit-admin');
  let before = -1;
  return stage.until('公告全部到达移送审计', async () => {
    const proof = await auditor.query<Proof>(`/api/audit/trail/${familyId}/verification`, {});
    const isStill = proof.announcements === before;
    before = proof.announcements;
    return isStill && proof.announcements > 0 ? proof : undefined;
  });
}

function addressOf({ home, portal, password }: Options): { portal: string; password: string } {
  if (portal !== undefined && password !== undefined) return { portal, password };
  const folder = homeAt(home);
  const found = readStack(folder);
  const keys = readKeys(folder);
  if (found === undefined || keys === undefined) throw new Error(`no stack runs in ${folder.path}`);
  return { portal: portal ?? found.portal, password: password ?? keys.developmentPassword };
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 3600) throw new Error(`--pause ${text}：须为 0 至 3600 秒`);
  return seconds;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
