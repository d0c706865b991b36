// npm run demo: plays a story on the running stack, and tells it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { homeAt, readKeys, readStack } from '../stack/home.ts';
import { repository } from '../stack/services.ts';
import { outcome, type Proof, scene, title } from './narration.ts';
import { portalStage } from './portal-stage.ts';
import { type Played, type Stage, StoryPlayer } from './story-player.ts';
import { readStory } from './story.ts';

const stories = join(repository, 'packs', 'huzhou', 'stories');
const slowMs = 2500;

interface Options {
  home?: string;
  portal?: string;
  password?: string;
  slow: boolean;
}

new Command('npm run demo --')
  .description('Plays stories of the mechanism on the running stack, in practice worlds of their own, in Chinese.')
  .argument('[stories...]', `which: ${storyNames().join(', ')} (default: all)`)
  .option('--slow', 'step by step, to be read along', false)
  .option('--home <folder>', 'state folder of the stack (default: .xiezhi in the repository, or $XIEZHI_HOME)')
  .option('--portal <url>', 'another portal than the one of the state folder')
  .option('--password <password>', 'development password of that portal’s accounts')
  .action(async (names: string[], options: Options) => {
    try {
      await play(names.length === 0 ? storyNames() : names, options);
    } catch (error) {
      console.error(`\n演示中断：${error instanceof Error ? error.message : String(error)}`);
      console.error('Is the stack up? `npm run xiezhi status` shows it, `npm start` starts it; then play again.');
      process.exitCode = 1;
    }
  })
  .parse();

async function play(names: string[], options: Options): Promise<void> {
  const stage = portalStage(addressOf(options));
  for (const name of names) {
    const file = join(stories, `${name}.yaml`);
    if (!existsSync(file)) throw new Error(`there is no story ${name}; there are: ${storyNames().join(', ')}`);
    const story = readStory(file);
    console.log(title(story));
    const played = await new StoryPlayer(stage).play(story, async (told) => {
      console.log(scene(told));
      if (options.slow) await pause(slowMs);
    });
    console.log(outcome(played, await proofOf(stage, played)));
  }
}

/** What the audit can show of the family once everything announced has reached it. */
async function proofOf(stage: Stage, { familyId }: Played): Promise<Proof> {
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

function storyNames(): string[] {
  return readdirSync(stories)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();
}
