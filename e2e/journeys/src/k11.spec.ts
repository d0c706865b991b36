import { createHash } from 'node:crypto';
import { eventually } from '@xiezhi/testing';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import type { Family, Played } from '@xiezhi/tools/story';
import { beforeAll, describe, expect, it } from 'vitest';
import { Company, comesWithinMs, playStory } from './company.ts';
import { office, procuratorate } from './hand-over.ts';
import { consequencesOf, type Journal } from './journal.ts';

const auditor = 'platform.audit-admin';

describe('story K11', () => {
  const stack = sharedStack();
  const company = new Company(stack);
  let told: Played & { journal: Journal };

  beforeAll(async () => {
    told = await playStory(stack);
  });

  it('ends with the procuratorate as owner, every thing in its last state and nothing left to do', () => {
    expect(told.families[0]?.owner?.name).toContain('检察院');
    expect(told.families[0]?.openItems).toEqual([]);
    expect(statesOf(told)).toEqual({
      clue: '已登记',
      'hand-off': '已受理',
      'case-file': '已决定',
      RECEIPT: '已由移送办理本身履行',
      ACCEPTANCE: '已由移送办理本身履行',
      FILING: '反馈已确认',
    });
  });

  it('is seen alike by both parties, but the clue by who registered it alone, and the file by who keeps it', async () => {
    const sides = await Promise.all([office, procuratorate].map((agency) => familyAt(`${agency}.liaison`, told)));
    const seen = sides.map(({ standings }) => standings.map(({ subject }) => subject).toSorted());
    const isShared = (subject: string): boolean => !/^(clue|case-file)\//.test(subject);
    expect(seen[0]?.filter(isShared)).toEqual(seen[1]?.filter(isShared));
    expect(seen.map((subjects) => subjects.some((subject) => subject.startsWith('clue/')))).toEqual([true, false]);
    expect(seen.map((subjects) => subjects.some((subject) => subject.startsWith('case-file/')))).toEqual([false, true]);
  });

  it('leaves exactly the announcements its commands owe, all of them in the trail', async () => {
    const owed = consequencesOf(told.journal.entries).announcements;
    expect(owed).toHaveLength(28);
    await eventually(async () => expect(await trailOf(auditor, told)).toEqual(owed), { withinMs: comesWithinMs });
  });

  it('is verified complete by the audit, without a break', async () => {
    const path = `/api/audit/trail/${told.familyId}/verification`;
    await eventually(
      async () => {
        const { body } = await company.asks(auditor, 'GET', path, { world: told.world });
        expect(body).toMatchObject({ announcements: 28, streams: 11, isComplete: true, breaksFound: 0, breaks: [] });
      },
      { withinMs: comesWithinMs },
    );
  });

  it('puts the same package into the hands of both, whose digest a stock tool confirms', async () => {
    const handOffId = told.journal.entries.find(({ path }) => path === '/api/clue-transfer/hand-offs')?.answer.id;
    const path = `/api/clue-transfer/hand-offs/${handOffId}/package`;
    const [atSender, atReceiver] = await Promise.all(
      [`${office}.handler`, `${procuratorate}.handler`].map(
        async (post) => (await company.asks(post, 'GET', path, { world: told.world })).body,
      ),
    );
    expect(atSender).toEqual(atReceiver);
    expect(atSender?.['sha256']).toBe(createHash('sha256').update(String(atSender?.['text']), 'utf8').digest('hex'));
    expect(atSender?.['sm3']).toBe(createHash('sm3').update(String(atSender?.['text']), 'utf8').digest('hex'));
  });

  it('is told again on the same stack, in a world of its own', async () => {
    const again = await playStory(stack);
    expect(again.world).not.toBe(told.world);
    expect(again.familyId).not.toBe(told.familyId);
    expect(statesOf(again)).toEqual(statesOf(told));
    const owed = consequencesOf(again.journal.entries).announcements;
    await eventually(
      async () => {
        expect(await trailOf(auditor, again)).toEqual(owed);
        expect(await trailOf(auditor, told)).toEqual(owed);
      },
      { withinMs: comesWithinMs },
    );
  });

  async function trailOf(post: string, { familyId, world }: Played): Promise<string[]> {
    const { body } = await company.asks(post, 'GET', `/api/audit/trail/${familyId}`, { world });
    return (body['entries'] as { type: string }[]).map(({ type }) => type).toSorted();
  }

  async function familyAt(post: string, { familyId, world }: Played): Promise<Family> {
    const { body } = await company.asks(post, 'GET', `/api/families/${familyId}`, { world });
    return body as unknown as Family;
  }
});

/** Where each thing of the family stands; feedback by its kind. */
function statesOf({ families }: Played): Record<string, string> {
  const standings = families.flatMap((family) => family.standings);
  return Object.fromEntries(standings.map(({ subject, feedbackKind, stateName }) => [feedbackKind ?? subject.split('/')[0], stateName]));
}
