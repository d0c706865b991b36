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
  bound('2025.1', '2025-01-01'),
  bound('2026.1', '2026-07-01'),
  bound('2026.1', '2026-07-01', { chart: dock, validTo: '2026-12-31' }),
]);

describe('a matter', () => {
  it('is born under the version that holds on the day, a newer one from its first day on', () => {
    expect(book.born('repair', '2026-06-30').packVersion).toBe('2025.1');
    expect(book.born('repair', '2026-07-01').packVersion).toBe('2026.1');
  });
  it('is not born before the first version holds, nor after the last', () => {
    expect(() => book.born('repair', '2024-12-31')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
    expect(book.born('dock', '2026-12-31').packVersion).toBe('2026.1');
    expect(() => book.born('dock', '2027-01-01')).toThrow(expect.objectContaining({ code: 'CHART_UNKNOWN' }));
  });
  it('keeps its version, and waits where the process has others only', () => {
    expect(book.of({ chart: 'repair', packVersion: '2025.1' }).chart).toBe('repair');
    expect(() => book.of({ chart: 'repair', packVersion: '2027.1' })).toThrow(
      expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED', details: { version: '2027.1', loaded: '2026.1,2025.1' } }),
    );
  });
  it('gets the file whose chart names the route it came by', () => {
    expect(book.received('to-the-dock', '2026-08-01')?.chart.chart).toBe('dock');
    expect(book.received('to-the-quay', '2026-08-01')).toBeUndefined();
    expect(book.received('to-the-dock', '2027-01-01')).toBeUndefined();
  });
});
