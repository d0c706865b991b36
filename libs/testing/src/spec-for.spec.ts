import { Refusal } from '@xiezhi/decider';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { specFor } from './spec-for.ts';

const { given } = specFor<string, string, string[]>({
  initialState: [],
  decide: (command, state) => {
    if (state.includes(command)) throw new Refusal('STALE_VERSION');
    return [command];
  },
  evolve: (state, event) => [...state, event],
});

describe('given / when / then', () => {
  it('compares the facts', () => given('a').when('b').then('b'));
  it('fails when other facts come out', () => expect(() => given('a').when('b').then('c')).toThrow(/deeply equal/));
  it('fails when a refusal was expected and none came', () =>
    expect(() => given('a').when('b').thenRefused('STALE_VERSION')).toThrow(/expected the refusal/));
  it('fails when another code comes', () => expect(() => given('a').when('a').thenRefused('INTERNAL')).toThrow(/INTERNAL/));
  it('passes the expected refusal', () => given('a').when('a').thenRefused('STALE_VERSION'));
});

describe('eventually', () => {
  it('gives the answer of the first check that does not throw', async () => {
    let tries = 0;
    const answer = await eventually(() => {
      if (++tries < 3) throw new Error('not yet');
      return tries;
    });
    expect(answer).toBe(3);
  });
  it('shows the last failure when time is up', async () => {
    const failing = eventually(() => Promise.reject(new Error('still closed')), { withinMs: 30, everyMs: 5 });
    await expect(failing).rejects.toMatchObject({ cause: expect.objectContaining({ message: 'still closed' }) });
  });
});
