import { sharedStack } from '@xiezhi/testing/shared-stack';
import { readStory, storyFiles, StoryPlayer } from '@xiezhi/tools/story';
import { describe, expect, it } from 'vitest';
import { comesWithinMs, stageOf } from './company.ts';

/** A story of two dozen steps, each of which waits for events and for the deadlines to be looked through, four at once. */
const storyWithinMs = 300_000;

interface Verification {
  announcements: number;
  isComplete: boolean;
  breaksFound: number;
}

/** Every file in packs/huzhou/stories, played as `npm run demo` does; a date that is not the one in the file fails. */
describe.concurrent('each story is told as it is written, with every deadline on its day:', () => {
  const stage = stageOf(sharedStack());

  it.each([...storyFiles()])('%s', { timeout: storyWithinMs }, async (_name, file) => {
    const story = readStory(file);
    const played = await new StoryPlayer(stage).play(story, () => undefined);
    expect(played.deadlinesChecked).toBe(story.步骤.flatMap(({ 期限 }) => 期限).length);
    for (const { familyId } of played.families) await verified(familyId);
  });

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
