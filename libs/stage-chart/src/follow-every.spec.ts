import { describe, expect, it } from 'vitest';
import { harbourChartInput as input } from './harbour-chart.fixture.ts';
import { type AskedFile, check, followEvery, followFile, gathers, type HeardStep, isGathered, spelledOut, StageChart } from './index.ts';
import type { StageState } from './state.ts';

const { source } = input.transitions[0]!;
const hears = (id: string, from: string[], to: string, driven: object, more: object = {}) => ({
  id,
  name: id,
  from,
  to,
  actors: [],
  driven: { chart: 'dock', transitions: ['D1', 'D2'], ...driven },
  source,
  ...more,
});
const chartWith = (...more: object[]) => spelledOut(StageChart.parse({ ...input, transitions: [...input.transitions, ...more] }));
/** Each answer is noted; the last one moves the ship on. */
const chart = chartWith(hears('A8', ['ANY'], 'SAME', {}), hears('A9', ['SENT'], 'DONE', { every: true }));

const sent: StageState = {
  stage: 'SENT',
  taken: [{ transition: 'A2', from: 'OPEN', to: 'SENT', on: '2026-03-02', fields: {} }],
  values: {},
  limits: {},
};
const asked = (fileId: string, isOver = false): AskedFile => ({ fileId, isOver });
const heard = (fileId: string, on: string, transition = 'D1'): HeardStep => ({ fileId, chart: 'dock', transition, on });
const follow = (files: AskedFile[], steps: HeardStep[], state = sent) => followEvery(chart, state, () => files, steps);

describe('what follows the last of several files', () => {
  it('waits for each that was asked', () => {
    expect(follow([asked('north'), asked('south')], [heard('north', '2026-03-03')])).toBeUndefined();
    expect(follow([asked('north'), asked('south')], [heard('north', '2026-03-03'), heard('south', '2026-03-05', 'D2')])).toMatchObject({
      transition: 'A9',
      to: 'DONE',
      on: '2026-03-05',
      gathered: true,
    });
  });
  it('waits no longer for what is over', () =>
    expect(follow([asked('north'), asked('south', true)], [heard('north', '2026-03-03')])).toMatchObject({ to: 'DONE' }));
  it('counts an answer, whatever became of the hand-off', () =>
    expect(follow([asked('north', true)], [heard('north', '2026-03-03')])).toMatchObject({ to: 'DONE' }));
  it('never comes where nobody was asked, or all refused: the keeper decides', () => {
    expect(follow([], [heard('north', '2026-03-03')])).toBeUndefined();
    expect(follow([asked('north', true), asked('south', true)], [])).toBeUndefined();
  });
  it('counts the first day a file answered on, and never a day before the stage was entered', () => {
    const steps = [heard('north', '2026-03-09', 'D2'), heard('north', '2026-03-04'), heard('south', '2026-03-03')];
    expect(follow([asked('north'), asked('south')], steps)?.on).toBe('2026-03-04');
    expect(follow([asked('south')], [heard('south', '2026-02-27')])?.on).toBe('2026-03-02');
  });
  it('comes in the stages of its rule alone, and from steps its rule names', () => {
    expect(follow([asked('north')], [heard('north', '2026-03-03')], { ...sent, stage: 'OPEN' })).toBeUndefined();
    expect(follow([asked('north')], [heard('north', '2026-03-03', 'D9')])).toBeUndefined();
  });
  it('lets each answer be noted as well', () => {
    const told = { chart: 'dock', transition: 'D1', fields: {}, of: { fileId: 'north', agency: 'quay' } };
    expect(followFile(chart, sent, told, '2026-03-03')).toMatchObject({ transition: 'A8', to: 'SENT', after: told.of });
  });
});

describe('a chart that waits for several files', () => {
  it('is told from one that does not', () => {
    expect(gathers(chart)).toBe(true);
    expect(gathers(chartWith(hears('A8', ['ANY'], 'SAME', {})))).toBe(false);
    expect(isGathered(chart, { chart: 'dock', transition: 'D2' })).toBe(true);
    expect(isGathered(chart, { chart: 'dock', transition: 'D3' })).toBe(false);
  });
  it('may note each answer too, and is else checked like any other', () => {
    expect(check(chart)).toEqual([]);
    expect(check(chartWith(hears('A8', ['SENT'], 'DONE', { every: true }), hears('A9', ['SENT'], 'OPEN', { every: true })))).toEqual([
      'transitions A9: another one waits for every dock D1 in SENT too',
      'transitions A9: another one waits for every dock D2 in SENT too',
    ]);
  });
  it('takes over no field: several answers have no one value', () =>
    expect(check(chartWith(hears('A9', ['SENT'], 'DONE', { every: true }, { allows: ['reason'] })))).toEqual([
      'transitions A9: waits for every file, and so takes over no field',
    ]));
  it.each(['SAME', 'SENT'])('leads on, and not to %s: what was met once is met for ever', (to) =>
    expect(check(chartWith(hears('A9', ['SENT'], to, { every: true })))).toEqual([
      'transitions A9: waits for every file, and so must lead on',
    ]),
  );
});
