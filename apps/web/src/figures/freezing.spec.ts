import { describe, expect, it } from 'vitest';
import { nextFreezing } from './freezing.ts';

const mark = { on: '', dueOn: '', cutOff: '', digest: '', calendar: '', isProvisional: false, isIntact: true };

describe('what is said of freezing above the figures', () => {
  it('is the day on which the month is frozen first', () =>
    expect(nextFreezing([{ freezesOn: '2027-01-29' }, { freezesOn: '2026-11-06' }, {}], '2026-11-05')).toEqual({
      which: 'all',
      on: '2026-11-06',
    }));
  it('is when the rest follows, once a part is frozen', () =>
    expect(nextFreezing([{ freezesOn: '2027-01-29' }, { frozen: mark }], '2026-11-20')).toEqual({ which: 'rest', on: '2027-01-29' }));
  it('is no day, when that has passed and nothing is frozen', () =>
    expect(nextFreezing([{ freezesOn: '2027-01-29' }, { freezesOn: '2026-11-06' }], '2026-11-06')).toEqual({ which: 'all' }));
  it('is nothing where all is frozen, or nothing ever is', () => {
    expect(nextFreezing([{ frozen: mark }], '2026-11-20')).toBeUndefined();
    expect(nextFreezing([{}, {}], '2026-11-20')).toBeUndefined();
  });
});
