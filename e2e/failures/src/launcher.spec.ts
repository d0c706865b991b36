import { isAct, playStory, type PlayOptions } from '@xiezhi/journeys';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { stackProcesses } from '@xiezhi/testing/stack';
import { describe, expect, it } from 'vitest';
import { expectEverybodyLives, expectVerified, storyWithinMs } from './blows.ts';
import { expectInvariants } from './invariants.ts';

describe('in the middle of the story', () => {
  const stack = sharedStack();

  it(
    'the launcher is killed with -9: the rest works on, the next start takes over what it left, and the story goes on',
    { timeout: storyWithinMs },
    async () => {
      await expectStoryAcross(async () => {
        const before = stackProcesses.map((name) => stack.pidOf(name));
        const addresses = addressesNow();
        await stack.killLauncher();
        expect(
          stackProcesses.map((name) => stack.pidOf(name)),
          'nobody else died',
        ).toEqual(before);
        await stack.start();
        expect(addressesNow(), 'under the same addresses').toEqual(addresses);
      });
      expect(stack.launcherLog()).toContain('left by a launcher that was killed');
    },
  );

  it(
    'Ctrl-C stops everything in order, nothing runs on, and the story goes on after the next start',
    { timeout: storyWithinMs },
    async () => {
      await expectStoryAcross(async () => {
        await stack.interrupt();
        expect(stackProcesses.filter((name) => stack.pidOf(name) !== undefined)).toEqual([]);
        expect(stack.launcherLog()).toContain('everything is stopped; nothing is lost');
        await stack.start();
      });
    },
  );

  function addressesNow() {
    const { services, database, broker, portal } = stack.address;
    return { services: services.map(({ url }) => url), database, broker, portal };
  }

  /** The break comes after acceptance, when three services have just reacted and half of the story is still to be told. */
  async function expectStoryAcross(interruption: () => Promise<void>): Promise<void> {
    const tell: PlayOptions['tell'] = ({ step }) => (isAct(step) && step.办理 === '受理' ? interruption() : undefined);
    const { families, familyId, journal } = await playStory(stack, { tell });
    expect(families[0]?.openItems).toEqual([]);
    await expectEverybodyLives(stack);
    await expectInvariants(stack, journal);
    await expectVerified(stack, familyId);
  }
});
