import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PackShelf, readMechanismPack } from './index.ts';
import { pack as river, said, unwalked, walk, type Walk } from './river-chief-procurator.fixture.ts';

const forest = readMechanismPack(resolve(import.meta.dirname, '../../../packs/forest-chief-procurator'));
const problem = forest.charts['problem']!;
const file = forest.charts['case-file']!;

const begun: Walk[] = [
  ['P1', 'REPORTED'],
  ['P2', 'TRIAGED'],
  ['P4a', 'TRIAGED'],
  ['P4', 'ASSIGNED'],
  ['P5', 'SIGNED'],
];
const working: Walk[] = [...begun, ['P7a', 'RECTIFYING']];
const roads: Record<string, Walk[]> = {
  'rectified, sent back once and closed': [
    ...working,
    ['P7', 'PENDING_CHECK'],
    ['P9', 'RECTIFYING'],
    ['P7', 'PENDING_CHECK'],
    ['P8', 'CLOSED'],
  ],
  'handed to the procuratorate, and rectified after all': [...working, ['P12', 'TRANSFERRED'], ['P7', 'PENDING_CHECK'], ['P8', 'CLOSED']],
  'not so': [
    ['P1', 'REPORTED'],
    ['P3', 'REJECTED'],
  ],
  'refused by the unit': [...begun, ['P6', 'TRIAGED']],
  recalled: [...begun, ['P6r', 'TRIAGED']],
};

describe('the forest chief’s pack', () => {
  it.each(Object.entries(roads))('has a problem %s', (_name, road) => expect(walk(problem, road).stages).toEqual(said(road)));
  it('leaves no step of a problem unwalked', () => expect(unwalked(problem, Object.values(roads))).toEqual([]));

  const opened: Walk[] = [
    ['T8', 'OPENED'],
    ['F1', 'CLOSED'],
  ];
  const declined: Walk[] = [['T9', 'NOT_OPENED']];
  it('has a file that is opened and closed, or not opened', () => {
    for (const road of [opened, declined]) expect(walk(file, road).stages).toEqual(said(road));
    expect(unwalked(file, [opened, declined])).toEqual([]);
  });

  it('stands beside the river chiefs’ and takes nothing from them', () => {
    const shelf = new PackShelf(river);
    shelf.put(forest);
    expect(shelf.charts.born('problem', '2026-10-13').packVersion).toBe('river-chief-procurator@2026.1');
    expect(shelf.charts.born('problem', '2026-10-13', 'forest-chief-procurator').chart).toBe(problem);
    expect(shelf.charts.received('forest-clue', '2026-10-13')?.chart).toBe(file);
  });
});
