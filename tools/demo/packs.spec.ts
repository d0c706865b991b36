import { describe, expect, it } from 'vitest';
import { packsOf, publishPack } from './packs.ts';
import type { Officer, Stage } from './stage.ts';
import { readStory } from './story.ts';
import { storyFiles } from './stories.ts';

/** A portal that remembers what it was sent, and by whom. */
function remembering() {
  const sent: { post: string; path: string; body: Record<string, unknown>; idempotencyKey: string }[] = [];
  const officerOf = (post: string): Promise<Officer> =>
    Promise.resolve({
      command: (path, body, { idempotencyKey }) => {
        sent.push({ post, path, body, idempotencyKey });
        return Promise.resolve({ id: '1', version: 1, readToken: '' });
      },
      query: () => Promise.reject(new Error('nothing is asked')),
    });
  const stage: Stage = { officerOf, until: () => Promise.reject(new Error('nothing is waited for')) };
  return { stage, sent };
}

describe('the packs of stories', () => {
  it('are named by the stories that need them, each once', () => {
    const stories = ['F01', 'J01', 'J01', 'K01'].map((name) => readStory(storyFiles().get(name)!));
    expect(packsOf(stories)).toEqual(['forest-chief-procurator', 'joint-handling']);
  });
  it('are published by who keeps the directory; the same content twice under one key', async () => {
    const { stage, sent } = remembering();
    const published = await publishPack(stage, 'joint-handling');
    await publishPack(stage, 'joint-handling');
    expect(published).toEqual({ folder: 'joint-handling', version: 'joint-handling@2026.1', title: '联合处置机制' });
    expect(sent[0]).toMatchObject({ post: 'platform.security-admin', path: '/api/directory/mechanism-packs' });
    expect(sent[1]).toEqual(sent[0]);
  });
  it('are folders of this repository', async () => {
    await expect(publishPack(remembering().stage, 'no-such-pack')).rejects.toThrow('no-such-pack');
  });
});
