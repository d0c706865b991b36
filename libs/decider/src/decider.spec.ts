import { describe, expect, it } from 'vitest';
import { type Decider, fold, Refusal } from './index.ts';

const gate: Decider<'open' | 'close', 'opened' | 'closed', boolean> = {
  initialState: false,
  decide: (command, isOpen) => {
    if (command === 'open') return isOpen ? [] : ['opened'];
    if (!isOpen) throw new Refusal('STALE_VERSION', { version: 3 });
    return ['closed'];
  },
  evolve: (_state, event) => event === 'opened',
};

describe('a decider', () => {
  it('is folded from its first state, fact by fact', () => {
    expect(fold(gate, [])).toBe(false);
    expect(fold(gate, ['opened', 'closed', 'opened'])).toBe(true);
  });

  it('says no with a code of the catalogue and details that name no content', () => {
    const refuse = () => gate.decide('close', false);
    expect(refuse).toThrow(Refusal);
    expect(refuse).toThrow(
      expect.objectContaining({ code: 'STALE_VERSION', details: { version: 3 }, detail: 'version: 3', name: 'Refusal' }),
    );
    expect(new Refusal('STALE_VERSION').detail).toBeUndefined();
  });
});
