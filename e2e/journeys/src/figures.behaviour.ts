import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';
import type { Played } from '@xiezhi/tools/story';
import { beforeAll, expect, it } from 'vitest';
import { playStories, stageOf } from './company.ts';
import { eventLog, type Told, View } from './event-log.ts';
import { nearestRank, recounts } from './recount.ts';

/** Stories between whose lines every figure has something to count. */
const telling = [
  'K01',
  'K02',
  'K03',
  'K04',
  'K06',
  'K07',
  'K08',
  'K09',
  'K11',
  'K12',
  'V02',
  'V06',
  'V08',
  'V10',
  'V14',
  'V15',
  'V16',
  'V18',
  'V19',
  'V25',
  'V30',
  'V36',
  'V41',
];
const playedWithinMs = 600_000;
const settlesWithinMs = 15_000;

interface Spread {
  n: number;
  median: number;
  p90: number;
}

interface Figure {
  id: string;
  isAvailable: boolean;
  numerator: number;
  denominator: number;
  original?: { numerator: number };
  gross?: Spread;
  net?: Spread;
  open?: { n: number };
}

interface Figures {
  period: { from: string; to: string };
  legalNow: string;
  figures: Figure[];
}

/**
 * What leaders are shown, against a count from scratch of the event log by a second road that shares no code with the first.
 *
 * @param before what was played of the stories already, by name; the others are played now
 */
export function figuresBehaviour(stack: Stack, before: ReadonlyMap<string, Played>): void {
  const stage = stageOf(stack);
  let played: ReadonlyMap<string, Played>;
  let log: Told[] = [];
  const counted = new Map<string, number>();

  beforeAll(async () => {
    const untold = telling.filter((name) => !before.has(name));
    const now = await playStories(stack, untold);
    played = new Map([...before, ...untold.map((name, n) => [name, now[n]!] as const)]);
    log = await eventLog(stack);
  }, playedWithinMs);

  it.each(telling)('in the world of story %s, to each of its agencies', { timeout: 120_000 }, async (name) => {
    const { made, world } = played.get(name)!;
    expect(made.agencies.size).toBeGreaterThan(0);
    for (const [slug, agency] of made.agencies) {
      const officer = await stage.officerOf(`${slug}.handler`);
      for (const period of periodsOf(log, world)) {
        // The figures may be a moment behind the topics, and the log read before the last deadline was told: both are read again then.
        const figures = await eventually(
          async () => {
            const served = await officer.query<Figures>(`/api/figures?period=${period}&world=${world}`, {});
            const told = served.figures.filter(({ isAvailable }) => isAvailable).map(asServed);
            const again = recounted(served, new View(log, world, agency, served.period, served.legalNow));
            if (JSON.stringify(told) !== JSON.stringify(again)) log = await eventLog(stack);
            expect(told, `${slug} ${period}`).toEqual(again);
            return told;
          },
          { withinMs: settlesWithinMs, everyMs: 500 },
        );
        for (const { id, numerator } of figures) counted.set(id, (counted.get(id) ?? 0) + numerator);
      }
    }
  });

  it('opens behind each number exactly the items it counts', { timeout: 120_000 }, async () => {
    const { made, world } = played.get('K02')!;
    let opened = 0;
    for (const slug of made.agencies.keys()) {
      const officer = await stage.officerOf(`${slug}.handler`);
      const { figures } = await officer.query<Figures>(`/api/figures?period=2026-YTD&world=${world}`, {});
      for (const { id, isAvailable, numerator, denominator } of figures) {
        if (!isAvailable || numerator + denominator === 0) continue;
        const path = `/api/figures/${id}/items?period=2026-YTD&world=${world}&limit=200`;
        const { items } = await officer.query<{ items: { numerator: number; denominator: number }[] }>(path, {});
        const sum = (side: 'numerator' | 'denominator') => items.reduce((all, item) => all + item[side], 0);
        expect([id, sum('numerator'), sum('denominator')]).toEqual([id, numerator, denominator]);
        opened += 1;
      }
    }
    expect(opened).toBeGreaterThan(10);
  });

  it('has something in the numerator of each figure', () =>
    expect(Object.keys(recounts).filter((id) => (counted.get(id) ?? 0) === 0)).toEqual([]));
}

function recounted({ figures }: Figures, view: View) {
  return figures
    .filter(({ isAvailable }) => isAvailable)
    .map(({ id }) => {
      const recount = recounts[id];
      if (recount === undefined) throw new Error(`nobody counts ${id} again`);
      const { numerator, denominator, original, days = [], open } = recount(view);
      const spread = (values: number[]) =>
        values.length === 0 ? undefined : { n: values.length, median: nearestRank(values, 0.5), p90: nearestRank(values, 0.9) };
      const hasOriginal = original !== undefined && denominator > 0;
      const [gross, net] = [spread(days.map((each) => each.gross)), spread(days.map((each) => each.net))];
      return {
        id,
        numerator,
        denominator,
        ...(hasOriginal && { original }),
        ...(gross && { gross, net }),
        ...(open !== undefined && { open }),
      };
    });
}

/** Of what is served the members that are counted again, in the order in which the recount tells them. */
function asServed({ id, numerator, denominator, original, gross, net, open }: Figure) {
  const of = ({ n, median, p90 }: Spread) => ({ n, median, p90 });
  return {
    id,
    numerator,
    denominator,
    ...(original && { original: original.numerator }),
    ...(gross && net && { gross: of(gross), net: of(net) }),
    ...(open && { open: open.n }),
  };
}

/** The year in which the story plays, so far, and each of its quarters with acts in it. */
function periodsOf(log: readonly Told[], world: string): string[] {
  const days = log.filter((told) => told.world === world).map(({ actedAt }) => actedAt);
  const years = [...new Set(days.map((day) => day.slice(0, 4)))];
  const quarters = [...new Set(days.map((day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`))];
  return [...years.map((year) => `${year}-YTD`), ...quarters].toSorted();
}
