// npm run demo: plays stories on the running stack, and tells them.
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { homeAt, readKeys, readStack } from '../stack/home.ts';
import { outcome, type Proof, scene, title } from './narration.ts';
import { portalStage } from './portal-stage.ts';
import type { Stage } from './stage.ts';
import { storyFiles } from './stories.ts';
import { type Played, type Scene, StoryPlayer } from './story-player.ts';
import { readStory, type Story } from './story.ts';

const slowMs = 2500;
/** Stories told at once; each waits for events most of its time. */
const atOnce = 4;

interface Options {
  home?: string;
  portal?: string;
  password?: string;
  slow: boolean;
}

const files = storyFiles();

new Command('npm run demo --')
  .description(
    'Plays stories of the mechanism on the running stack, in practice worlds of their own, in Chinese. Every deadline is checked.',
  )
  .argument('[stories...]', `which: ${[...files.keys()].join(', ')} (default: all)`)
  .option('--slow', 'step by step: Enter goes on; without a terminal, a pause after each step', false)
  .option('--home <folder>', 'state folder of the stack (default: .xiezhi in the repository, or $XIEZHI_HOME)')
  .option('--portal <url>', 'another portal than the one of the state folder')
  .option('--password <password>', 'development password of that portal’s accounts')
  .action(async (names: string[], options: Options) => {
    try {
      process.exitCode = await play(names.length === 0 ? [...files.keys()] : names, options);
    } catch (error) {
      console.error(`\n演示中断：${messageOf(error)}`);
      console.error('Is the stack up? `npm run xiezhi status` shows it, `npm start` starts it; then play again.');
      process.exitCode = 1;
    }
  })
  .parse();

/** @returns the exit code: 1 when a story did not end as it is written */
async function play(names: string[], options: Options): Promise<number> {
  const stage = portalStage(addressOf(options));
  const stories = names.map(storyNamed);
  const isTold = options.slow || stories.length === 1;
  const startedAt = performance.now();
  const results: { story: Story; played?: Played }[] = [];
  const queue = [...stories];
  const one = async (): Promise<void> => {
    for (let story = queue.shift(); story !== undefined; story = queue.shift()) {
      const text: string[] = [];
      const say = (line: string): unknown => (isTold ? console.log(line) : text.push(line));
      const played = await playOne(stage, story, say, options.slow);
      results.push({ story, ...(played !== undefined && { played }) });
      if (text.length > 0) console.log(text.join('\n'));
      if (stories.length > 1)
        console.log(`［${results.length}/${stories.length}］${story.编号}　${played === undefined ? '未完成' : '完成'}`);
    }
  };
  await Promise.all(Array.from({ length: isTold ? 1 : atOnce }, one));
  return summary(results, (performance.now() - startedAt) / 1000);
}

async function playOne(stage: Stage, story: Story, say: (line: string) => unknown, isSlow: boolean): Promise<Played | undefined> {
  say(title(story));
  const tell = async (told: Scene): Promise<void> => {
    say(await scene(told));
    if (isSlow) await goOn();
  };
  try {
    const played = await new StoryPlayer(stage).play(story, tell);
    say(outcome(played, await proofOf(stage, played)));
    return played;
  } catch (error) {
    say(`\n✗ 故事 ${story.编号} 没有按所写的进行：${messageOf(error)}`);
    return undefined;
  }
}

function summary(results: { story: Story; played?: Played }[], seconds: number): number {
  const complete = results.filter(({ played }) => played !== undefined);
  const checked = complete.reduce((sum, { played }) => sum + (played?.deadlinesChecked ?? 0), 0);
  const failed = results.filter(({ played }) => played === undefined).map(({ story }) => story.编号);
  console.log(`\n━━ ${results.length} 个故事完成 ${complete.length} 个，核对期限 ${checked} 处全部相符，用时 ${seconds.toFixed(0)} 秒 ━━`);
  if (failed.length > 0) console.log(`未完成：${failed.join('、')}`);
  return failed.length === 0 ? 0 : 1;
}

async function goOn(): Promise<void> {
  if (!process.stdin.isTTY) return pause(slowMs);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  await terminal.question('　　　　　　　（回车继续）');
  terminal.close();
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

function storyNamed(name: string): Story {
  const file = files.get(name);
  if (file === undefined) throw new Error(`there is no story ${name}; there are: ${[...files.keys()].join(', ')}`);
  return readStory(file);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
