import { describe, expect, it } from 'vitest';
import { answerTo, chartNamed, pack, said, unwalked, type Walk, walk } from './river-chief-procurator.fixture.ts';

const chart = chartNamed('damage-claim');
const started: Walk[] = [
  ['W1', 'CLUE'],
  ['W2', 'PRELIM_CHECK'],
  ['W3', 'STARTED'],
];
const consulted: Walk[] = [...started, ['W4', 'APPRAISAL'], ['W4r', 'APPRAISAL'], ['W5', 'NOTICE'], ['W6', 'CONSULTATION']];
const agreed: Walk[] = [...consulted, ['W7', 'AGREEMENT']];
const published: Walk[] = [...agreed, ['W9', 'CONFIRMATION'], ['W9a', 'CONFIRMATION']];
const failed: Walk[] = [...consulted, ['W8', 'FAILED']];
const sued: Walk[] = [...failed, ['W12', 'SUIT'], ['W13', 'TRIAL']];

const roads: Record<string, Walk[]> = {
  'an agreement confirmed by the court and restored': [
    ...published,
    ['W9x', 'CONFIRMATION'],
    ['W10', 'CONFIRMED'],
    ['W11r', 'RESTORATION'],
    ['W11x', 'RESTORATION'],
    ['W16', 'CLOSED', { closedGround: '修复办结' }],
  ],
  'an agreement performed without a court': [...agreed, ['W11', 'RESTORATION'], ['W16', 'CLOSED']],
  'an agreement the court does not confirm': [...published, ['W10n', 'FAILED'], ['W11o', 'FAILED']],
  'an agreement nobody performs': [...agreed, ['W10d', 'FAILED']],
  'no consultation, a suit': [...sued, ['W14', 'EFFECTIVE'], ['W16', 'CLOSED']],
  'a suit not taken, or withdrawn': [...failed, ['W12', 'SUIT'], ['W13x', 'FAILED'], ['W12', 'SUIT'], ['W13', 'TRIAL'], ['W14w', 'FAILED']],
  'neither agreement nor suit: the procuratorate may sue': [...failed, ['W15', 'TO_PIL']],
  'not started': [
    ['W1', 'CLUE'],
    ['W2', 'PRELIM_CHECK'],
    ['W3n', 'NOT_STARTED'],
  ],
};

describe('the file of a damage claim', () => {
  it.each(Object.entries(roads))('leads where the law says: %s', (_name, road) => expect(walk(chart, road).stages).toEqual(said(road)));
  it('has no step that no road takes', () => expect(unwalked(chart, Object.values(roads))).toEqual([]));
  it.each<[string, Walk[], string, Record<string, string>, string]>([
    ['a check of a clue nobody registered', [], 'W2', {}, 'HISTORY_STEP_MISSING'],
    ['a confirmation before thirty days of publication', published, 'W10', {}, 'HISTORY_STEP_MISSING'],
    ['an end by restoration nobody reported', agreed, 'W16', { closedGround: '修复办结' }, 'HISTORY_STEP_MISSING'],
  ])('is no place for %s', (_name, road, id, fields, code) =>
    expect(answerTo(chart, walk(chart, road).state, id, fields)).toMatchObject({ refused: { code } }),
  );
  it('tells the procuratorate of every turn it waits for: started, not started, agreed, sued, docketed, decided, given up', () => {
    const heard = chartOf('case-file').flatMap(({ driven }) =>
      typeof driven === 'object' && 'chart' in driven && driven.chart === 'damage-claim' ? driven.transitions : [],
    );
    expect([...new Set(heard)].toSorted()).toEqual(['W10', 'W12', 'W13', 'W14', 'W14w', 'W15', 'W3', 'W3n', 'W7']);
  });
});

const chartOf = (name: string) => pack.charts[name]!.transitions;
