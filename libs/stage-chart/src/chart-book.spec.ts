import { describe, expect, it } from 'vitest';
import { harbourChart } from './harbour-chart.fixture.ts';
import { type BoundChart, ChartBook } from './index.ts';

const bound = (packVersion: string, validFrom: string, more: Partial<BoundChart> = {}): BoundChart => ({
  chart: harbourChart,
  packVersion,
  validFrom,
  ...more,
});
const dock = { ...harbourChart, chart: 'dock', opening: { received: ['to-the-dock'], own: [] } };
const book = new ChartBook([
  bound('harbour@2025.1', '2025-01-01'),
  bound('harbour@2026.1', '2026-07-01'),
  bound('docks@2026.1', '2026-07-01', { chart: dock, validTo: '2026-12-31' }),
]);

describe('a matter', () => {
  it('is born under the version that holds on the day, a newer one from its first day on', () => {
    expect(book.born('repair', '2026-06-30').packVersion).toBe('harbour@2025.1');
    expect(book.born('repair', '2026-07-01').packVersion).toBe('harbour@2026.1');
  });
  it('is not born before the first version holds, nor after the last', () => {
    expect(() => book.born('repair', '2024-12-31')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
    expect(book.born('dock', '2026-12-31').packVersion).toBe('docks@2026.1');
    expect(() => book.born('dock', '2027-01-01')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
  });
  it('keeps its version, and waits where the process has others only', () => {
    expect(book.of({ chart: 'repair', packVersion: 'harbour@2025.1' }).chart).toBe('repair');
    expect(() => book.of({ chart: 'repair', packVersion: 'harbour@2027.1' })).toThrow(
      expect.objectContaining({
        code: 'PACK_VERSION_NOT_LOADED',
        details: { version: 'harbour@2027.1', loaded: 'harbour@2025.1,harbour@2026.1' },
      }),
    );
  });
  it('gets the file whose chart names the route it came by', () => {
    expect(book.received('to-the-dock', '2026-08-01')?.chart.chart).toBe('dock');
    expect(book.received('to-the-quay', '2026-08-01')).toBeUndefined();
    expect(book.received('to-the-dock', '2027-01-01')).toBeUndefined();
  });
});

describe('several versions and mechanisms', () => {
  const twice = new ChartBook([
    bound('harbour@2025.1', '2025-01-01'),
    bound('harbour@2025.1', '2025-01-01', { chart: dock }),
    bound('harbour@2026.1', '2026-01-01'),
    bound('canal@2026.1', '2026-01-01'),
  ]);
  it('hold side by side: what the later version has no more is not born from the earlier one', () => {
    expect(twice.born('dock', '2025-12-31').packVersion).toBe('harbour@2025.1');
    expect(() => twice.born('dock', '2026-01-01')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
    expect(twice.received('to-the-dock', '2026-01-01')).toBeUndefined();
    expect(twice.holding('2026-01-01').map(({ packVersion }) => packVersion)).toEqual(['harbour@2026.1', 'canal@2026.1']);
  });
  it('are asked by name, and the first one else', () => {
    expect(twice.born('repair', '2026-01-01', 'canal').packVersion).toBe('canal@2026.1');
    expect(twice.born('repair', '2026-01-01').packVersion).toBe('harbour@2026.1');
    expect(() => twice.born('repair', '2025-01-01', 'canal')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
  });
  it('give a file that no route names to the mechanism of its hand-off, and to the first one where that has none', () => {
    expect(twice.general('repair', '2026-01-01', 'canal').packVersion).toBe('canal@2026.1');
    expect(twice.general('repair', '2025-06-01', 'canal').packVersion).toBe('harbour@2025.1');
    expect(twice.general('repair', '2026-01-01', undefined).packVersion).toBe('harbour@2026.1');
  });
  it('make whoever is told of another one wait', () => {
    expect(() => twice.expect('lake')).toThrow(
      expect.objectContaining({
        code: 'PACK_VERSION_NOT_LOADED',
        details: { version: 'lake', loaded: 'harbour@2025.1,harbour@2026.1,canal@2026.1' },
      }),
    );
    expect(() => twice.expect('canal')).not.toThrow();
    expect(() => twice.expect(undefined)).not.toThrow();
  });
  it('are seen from the moment they are there', () => {
    const charts: BoundChart[] = [];
    const live = new ChartBook(() => charts);
    expect(() => live.born('repair', '2026-01-01')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
    charts.push(bound('harbour@2026.1', '2026-01-01'));
    expect(live.born('repair', '2026-01-01').packVersion).toBe('harbour@2026.1');
  });
});
