import { derivedId } from '@xiezhi/aggregate';
import { announcementHash } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { copyOf, type Counters, type Lines } from './seed-copies.ts';
import { type Announced, type Remains, templateOf } from './seed-template.ts';

const clue = '01920000-0000-7000-8000-0000000000c1';
const file = derivedId(clue, 'case-file');
const agency = '01920000-0000-7000-8000-0000000000a1';
const time = '2026-10-12T00:00:00Z';
const zeros = '0'.repeat(64);

function announced(n: number, prev: string): Announced {
  const body = `{"meta":{"familyId":"${clue}","sequence":${n},"prev":"${prev}"},"data":{"fileId":"${file}","text":"a\\nb","number":"湖函〔2026〕7号"}}`;
  const eventId = `01920000-0000-7000-8000-0000000000e${n}`;
  return { service: 'clue-transfer', eventId, subject: `clue/${clue}`, type: 'clue-transfer.told.v1', sequence: n, time, body };
}
const hashOf = ({ service, eventId: id, subject, type, body }: Announced): string =>
  announcementHash({ id, source: `/xiezhi/${service}`, type, subject, time }, Buffer.from(body));

const first = announced(1, zeros);
const second = announced(2, hashOf(first));
const remains: Remains = {
  tables: [
    {
      table: 'clue_transfer.announced',
      columns: ['position', 'event_id', 'subject', 'body'],
      rows: [first, second].map((one, n) => [String(41 + n), one.eventId, one.subject, one.body]),
    },
    { table: 'clue_transfer.stream', columns: ['stream_id', 'prev', 'agency', 'world'], rows: [[clue, hashOf(second), agency, null]] },
    {
      table: 'clue_transfer.document_number',
      columns: ['type', 'holder', 'year', 'number', 'text'],
      rows: [['letter', agency, '2026', '7', '湖函〔2026〕7号']],
    },
    { table: 'audit.trail', columns: ['event_id', 'partition'], rows: [[first.eventId, '5']] },
    { table: 'case_supervision.known_matter', columns: ['matter_id'], rows: [[file]] },
  ],
  announced: [second, first],
  numbers: [{ schema: 'clue_transfer', type: 'letter', holder: agency, year: '2026', number: 7, text: '湖函〔2026〕7号' }],
  ids: [file, clue, first.eventId, second.eventId],
  family: clue,
};

function copies(count: number): { lines: Record<string, string[][]>; counters: Counters } {
  const template = templateOf(remains, ['case-file']);
  const counters: Counters = {
    positions: new Map([['clue_transfer', 100]]),
    numbers: new Map([[`clue_transfer letter ${agency} 2026`, 8]]),
  };
  const into: Lines = new Map();
  for (let n = 0; n < count; n++) copyOf(template, n, { firstAt: Date.UTC(2026, 0, 1), stepMs: 1000 }, 6, counters, into);
  const lines = Object.fromEntries(
    [...into].map(([table, parts]) => [
      table,
      parts
        .join('')
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')),
    ]),
  );
  return { lines, counters };
}

describe('copies of a lived life', () => {
  const { lines, counters } = copies(2);
  const [one, other] = lines['clue_transfer.stream']!;

  it('have ids of their own, in the order of time, and agencies of the world', () => {
    expect(one![0]).not.toBe(clue);
    expect(one![0]! < other![0]!).toBe(true);
    expect(one![0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([one![2], one![3]]).toEqual([agency, '\\N']);
  });

  it('derive what was derived', () =>
    expect(lines['case_supervision.known_matter']).toEqual([[derivedId(one![0]!, 'case-file')], [derivedId(other![0]!, 'case-file')]]));

  it('chain their announcements, down to the head of the stream', () => {
    const mine = lines['clue_transfer.announced']!.slice(0, 2).map(([, eventId, subject, body]) => ({
      ...first,
      eventId: eventId!,
      subject: subject!,
      body: body!.replaceAll('\\\\', '\\'),
    }));
    expect(mine[0]!.body).toContain(zeros);
    expect(mine[1]!.body).toContain(hashOf(mine[0]!));
    expect(one![1]).toBe(hashOf(mine[1]!));
  });

  it('take the next positions and numbers, also where a text names them', () => {
    expect(lines['clue_transfer.announced']!.map(([position]) => position)).toEqual(['100', '101', '102', '103']);
    expect(lines['clue_transfer.document_number']!.map(([, , , number, text]) => [number, text])).toEqual([
      ['8', '湖函〔2026〕8号'],
      ['9', '湖函〔2026〕9号'],
    ]);
    expect(lines['clue_transfer.announced']![0]![3]).toContain('湖函〔2026〕8号');
    expect(counters.numbers.get(`clue_transfer letter ${agency} 2026`)).toBe(10);
  });

  it('are refused where an id follows from nothing known', () =>
    expect(() => templateOf(remains, [])).toThrow(/follow from nothing known/));
});
