import { isAct, type PlayOptions, playStory } from '@xiezhi/journeys';
import { eventually } from '@xiezhi/testing';
import { type Stack, type StackProcess, stackProcesses } from '@xiezhi/testing/stack';
import { expect } from 'vitest';
import { expectInvariants } from './invariants.ts';

/** SIGKILL of a process, while a command is under way whose path ends so, or between a step of the story and the next. */
export type Blow = { process: StackProcess } & ({ during: string } | { after: string });

/** What the long form adds is all there (`npm run faults`); `npm test` takes a sample. */
export const isLong = process.env['XIEZHI_FAULTS'] === 'long';

export const storyWithinMs = 900_000;

/**
 * The story with these blows in its middle, and then everything that must hold: it completed, each blow fell, every process lives
 * again, the invariants are kept and the audit verifies the family.
 */
export async function expectStoryDespite(stack: Stack, blows: readonly Blow[]): Promise<void> {
  const falling: Promise<void>[] = [];
  const pending = new Set(blows);
  const since = new Map<Blow, number>();
  const strike = (blow: Blow): Promise<void> => {
    pending.delete(blow);
    since.set(blow, performance.now());
    return stack.kill(blow.process);
  };
  const during: PlayOptions['during'] = (path) => {
    for (const blow of pending) if ('during' in blow && path.endsWith(blow.during)) falling.push(strike(blow));
  };
  const tell: PlayOptions['tell'] = async ({ step }) => {
    tellHealing(since);
    for (const blow of pending) if ('after' in blow && isAct(step) && blow.after === step.办理) await strike(blow);
  };

  const { families, familyId, journal } = await playStory(stack, { during, tell });
  await Promise.all(falling);
  tellHealing(since);

  expect([...pending], 'every blow fell').toEqual([]);
  expect(families[0]?.owner?.name).toContain('检察院');
  expect(families[0]?.openItems).toEqual([]);
  await expectEverybodyLives(stack);
  await expectInvariants(stack, journal);
  await expectVerified(stack, familyId);
}

/** How long an officer waited for the first step that was done after a blow: what docs/what-happens-if.md quotes. */
function tellHealing(since: Map<Blow, number>): void {
  for (const [blow, at] of since) {
    const where = 'during' in blow ? `during ${blow.during}` : `after ${blow.after}`;
    console.log(`    ${blow.process} killed ${where}: the next step was done after ${((performance.now() - at) / 1000).toFixed(1)} s`);
  }
  since.clear();
}

export async function expectEverybodyLives(stack: Stack): Promise<void> {
  await eventually(
    async () => {
      expect(stackProcesses.filter((name) => stack.pidOf(name) === undefined)).toEqual([]);
      const { services, identity } = stack.address;
      const answers = [...services, { url: identity }].map(async ({ url }) => (await fetch(`${url}/health/ready`)).status);
      expect(await Promise.all(answers)).toEqual([...services, identity].map(() => 200));
    },
    { withinMs: 120_000, everyMs: 250 },
  );
}

export async function expectVerified(stack: Stack, familyId: string): Promise<void> {
  const answer = await fetch(`${stack.address.portal}/api/audit/trail/${familyId}/verification`, {
    headers: { authorization: `Bearer ${await stack.tokenOf('platform.audit-admin')}` },
  });
  expect(await answer.json()).toMatchObject({ isComplete: true, breaksFound: 0 });
}
