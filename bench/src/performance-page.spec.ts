import { describe, expect, it } from 'vitest';
import type { Figure } from './figure.ts';
import { drawingsOf, performancePage } from './performance-page.ts';
import type { RunRecord } from './run-record.ts';

const spread = (median: number) => ({ median, min: median, max: median });
const figure: Figure = {
  name: 'ours ÷ theirs',
  unit: '×',
  value: spread(0.4),
  goal: { atLeast: 0.5 },
  about: 'One against the other.',
  parts: { 'ours, /s': spread(400) },
  rounds: { unit: '/s', sides: { ours: [400], theirs: [1000] } },
  profile: { of: 'one round', outside: 0.9, shares: { postgres: 0.9, 'code of this repository': 0.1 } },
};
const part = { name: 'rate', says: 'how fast', startedAt: '2026-01-02', seconds: 12, figures: [figure] };
const run: RunRecord = {
  startedAt: '2026-01-02T03:04:05.000Z',
  commit: 'abc',
  machine: { cores: 2, model: 'm', memoryGB: 1, node: 'v24', system: 'linux' },
  pace: { rounds: 7, seconds: 3, isQuick: false },
  noise: [{ part: 'rate', at: '', load: 1, cpuMs: 30, fsyncMs: 0.1, foreignCores: 0.2 }],
  parts: [part],
};
const page = performancePage([{ part, run }], [part, { name: 'travel', says: 'how long' }]);

describe('the page', () => {
  it('says when it was made and how it is made again', () => expect(page).toMatch(/`npm run bench` on 2026-01-02\. \*\*Run it again\*\*/));
  it('counts a goal that was missed where the time is not ours as at its limit', () => {
    expect(page).toContain('Of 1 goals 0 are met, 1 at their limit, 0 missed.');
    expect(page).toContain('| rate | ours ÷ theirs | 0.40 × | ≥ 0.5 | at its limit |');
    expect(page).toContain('Outside the code of this repository: 90 %.');
  });
  it('names what was not measured', () => expect(page).toContain('Not measured in these runs: travel (how long).'));
  it('tells what the machine was like', () => expect(page).toContain('| rate | 2026-01-02 | abc | 12 | 1.00 | 30.00 | 0.10 | 0.20 |'));
  it('shows the drawings it names', () => {
    const [drawing] = drawingsOf([{ part, run }]);
    expect(drawing).toMatchObject({ file: 'performance/rate-1.svg', of: 'rounds' });
    expect(page).toContain('(performance/rate-1.svg)');
  });
});
