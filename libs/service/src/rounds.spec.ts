import { eventually } from '@xiezhi/testing';
import { expect, it } from 'vitest';
import { Rounds } from './rounds.ts';

const never = 60_000;

it('goes on at once while more is waiting, and rests when nothing is', async () => {
  let left = 5;
  const rounds = new Rounds({ name: 'spec', round: () => Promise.resolve((left -= 1) > 0), onFault: '', pollMs: never });
  rounds.start();
  await eventually(() => expect(left).toBe(0));
  await rounds.stop();
  expect(left).toBe(0);
});

it('says of what class a fault was, and tries again', async () => {
  const said: unknown[] = [];
  let tries = 0;
  const round = () => ((tries += 1) === 1 ? Promise.reject(new RangeError('某人')) : Promise.resolve(false));
  const rounds = new Rounds({
    name: 'spec',
    round,
    onFault: 'tried again',
    pollMs: 1,
    log: { warn: (...what: unknown[]) => void said.push(what) },
  });
  rounds.start();
  await eventually(() => expect(tries).toBeGreaterThan(1));
  await rounds.stop();
  expect(said).toEqual([[{ fault: 'RangeError' }, 'tried again']]);
});

it('ends the round under way before it has stopped, and begins no other', async () => {
  let [begun, ended] = [0, 0];
  const round = async () => {
    begun += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended += 1;
    return true;
  };
  const rounds = new Rounds({ name: 'spec', round, onFault: '', pollMs: never });
  rounds.start();
  rounds.start();
  await rounds.stop();
  expect([begun, ended]).toEqual([1, 1]);
});

it('is woken from its rest by what was applied', async () => {
  let count = 0;
  const waking: (() => void)[] = [];
  const wake = { wait: () => new Promise<void>((resolve) => waking.push(resolve)) };
  const rounds = new Rounds({
    name: 'spec',
    round: () => Promise.resolve((count += 1) < 0),
    onFault: '',
    pollMs: never,
    wake: wake as never,
  });
  rounds.start();
  await eventually(() => expect(waking).toHaveLength(1));
  waking[0]?.();
  await eventually(() => expect(count).toBe(2));
  const stopping = rounds.stop();
  for (const resolve of waking) resolve();
  await stopping;
});
