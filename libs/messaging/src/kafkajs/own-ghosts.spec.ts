import { describe, expect, it } from 'vitest';
import { onceLoaded } from './own-ghosts.ts';

const refusing = (times: number, type: string) => {
  let asked = 0;
  return {
    asked: () => asked,
    describeGroups: () =>
      ++asked <= times ? Promise.reject(Object.assign(new Error('no'), { type })) : Promise.resolve({ groups: [{ members: [] }] }),
  };
};

describe('asking a coordinator for a group', () => {
  it('waits while it is loading its groups', async () => {
    const coordinator = refusing(2, 'GROUP_LOAD_IN_PROGRESS');
    await expect(onceLoaded(coordinator, 'audit.trail')).resolves.toEqual({ members: [] });
    expect(coordinator.asked()).toBe(3);
  });

  it('does not ask again where it is refused for another reason', async () => {
    const coordinator = refusing(2, 'GROUP_AUTHORIZATION_FAILED');
    await expect(onceLoaded(coordinator, 'audit.trail')).rejects.toThrow('no');
    expect(coordinator.asked()).toBe(1);
  });
});
