import { sharedStack } from '@xiezhi/testing/shared-stack';
import { type Played, readStory, storyFiles, StoryPlayer } from '@xiezhi/tools/story';
import { describe, expect, it } from 'vitest';
import { comesWithinMs, stageOf } from './company.ts';
import { figuresBehaviour } from './figures.behaviour.ts';
import { noteDeadlines, noteStages } from './executed.ts';

/** A story of two dozen steps, each of which waits for events and for the deadlines to be looked through, four at once. */
const storyWithinMs = 300_000;

interface Verification {
  announcements: number;
  isComplete: boolean;
  breaksFound: number;
}

/** What a deadline says of itself: its day, and the day that its lines alone lead to. */
interface Why {
  dueAt?: string;
  recomputedDueAt?: string;
  lines: unknown[];
  sentences: string[];
}

/** Told so far, by name. */
const told = new Map<string, Played>();

/** Every file in packs/huzhou/stories, played as `npm run demo` does; a date that is not the one in the file fails. */
describe.concurrent('each story is told as it is written, with every deadline on its day:', () => {
  const stage = stageOf(sharedStack());

  it.each([...storyFiles()])('%s', { timeout: storyWithinMs }, async (name, file) => {
    const story = readStory(file);
    const played = await new StoryPlayer(stage).play(story, (scene) => noteStages(scene, file));
    expect(played.deadlinesChecked).toBe(story.步骤.flatMap(({ 期限 }) => 期限).length);
    noteDeadlines(story, file);
    told.set(name, played);
    for (const { familyId } of played.families) await verified(familyId);
    await explained(played);
  });

  /** Every deadline of the story, asked for by the agency that owes it, leads by its own lines to its own date. */
  async function explained({ deadlines, made, world }: Played): Promise<void> {
    const slugs = new Map([...made.agencies].map(([slug, id]) => [id, slug]));
    const mine = deadlines.filter(({ holder }) => slugs.has(holder));
    expect(mine.length, 'deadlines that an agency of the story owes').toBeGreaterThan(0);
    const explain = async ({ clockId, ruleId, holder, dueAt }: Played['deadlines'][number]): Promise<void> => {
      const officer = await stage.officerOf(`${slugs.get(holder)}.handler`);
      const why = await officer.query<Why>(`/api/case-supervision/clocks/${clockId}/why`, { world });
      expect(why.sentences, ruleId).toHaveLength(why.lines.length);
      expect(instant(why.dueAt), ruleId).toBe(instant(dueAt));
      expect(instant(why.recomputedDueAt), ruleId).toBe(instant(dueAt));
    };
    await Promise.all(mine.map(explain));
  }

  async function verified(familyId: string): Promise<void> {
    const auditor = await stage.officerOf('platform.audit-admin');
    await stage.until(
      `the audit verifies ${familyId}`,
      async () => {
        const proof = await auditor.query<Verification>(`/api/audit/trail/${familyId}/verification`, {});
        return (proof.announcements > 0 && proof.isComplete && proof.breaksFound === 0) || undefined;
      },
      comesWithinMs,
    );
  }
});

describe('every figure that is served equals a recount of the event log', () => {
  figuresBehaviour(sharedStack(), told);
});

/** Undefined while a deadline is paused. */
const instant = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at));
