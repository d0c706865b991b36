import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PackShelf, readMechanismPack } from './index.ts';
import { pack as river, said, unwalked, walk, type Walk } from './river-chief-procurator.fixture.ts';

const joint = readMechanismPack(resolve(import.meta.dirname, '../../../packs/joint-handling'));
const request = joint.charts['joint-request']!;
const duty = joint.charts['joint-duty']!;

const waiting: Walk[] = [
  ['R1', 'DISPATCHING'],
  ['R2', 'HANDLING'],
  ['R3', 'HANDLING'],
];
const requests: Record<string, Walk[]> = {
  'answered by all': [...waiting, ['R4', 'ANSWERED'], ['R5', 'CLOSED'], ['R3', 'CLOSED']],
  'summed up without the last': [...waiting, ['R4m', 'ANSWERED'], ['R5', 'CLOSED']],
  'widened before it is answered': [...waiting, ['R4', 'ANSWERED'], ['R6', 'DISPATCHING'], ['R2', 'HANDLING'], ['R4', 'ANSWERED']],
  ended: [...waiting, ['R7', 'ENDED']],
};
const duties: Record<string, Walk[]> = {
  'answered and added to': [
    ['D1', 'HANDLING'],
    ['D3', 'ANSWERED'],
    ['D5', 'ANSWERED'],
    ['D6', 'CLOSED'],
  ],
  declined: [
    ['D4', 'DECLINED'],
    ['D6', 'CLOSED'],
  ],
  'overtaken by the answer': [
    ['D1', 'HANDLING'],
    ['D7', 'LAPSED'],
  ],
};

describe('joint handling', () => {
  it.each(Object.entries(requests))('has a request %s', (_name, road) => expect(walk(request, road).stages).toEqual(said(road)));
  it.each(Object.entries(duties))('has a duty %s', (_name, road) => expect(walk(duty, road).stages).toEqual(said(road)));
  it('leaves no step unwalked', () => {
    expect(unwalked(request, Object.values(requests))).toEqual([]);
    expect(unwalked(duty, Object.values(duties))).toEqual([]);
  });
  it('writes the same codes on both sides: an answer is taken over by name', () => {
    for (const field of ['opinionCode', 'declineCode', 'outcomeCode']) expect(request.fields[field]).toMatchObject(codesOf(field));
  });
  it('marks every period as its own choice, and internal', () => {
    const rows = joint.clocks.flatMap(({ rules }) => rules);
    expect(rows.map(({ id }) => id)).toEqual(['J01', 'J02', 'J03', 'J04', 'J05']);
    for (const { nature, mark } of rows) expect([nature, mark.length]).toEqual(['internal', 'D']);
  });
  it('stands beside the river chiefs’ and takes nothing from them', () => {
    const shelf = new PackShelf(river);
    shelf.put(joint);
    expect(shelf.charts.born('problem', '2026-10-13').packVersion).toBe('river-chief-procurator@2026.1');
    expect(shelf.charts.received('joint-duty', '2026-10-13')?.chart).toBe(duty);
  });
});

function codesOf(field: string) {
  const definition = duty.fields[field];
  return definition?.kind === 'code' ? { kind: 'code', values: definition.values } : {};
}
