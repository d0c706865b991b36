import { describe, expect, it } from 'vitest';
import { linesPlot, roundsPlot } from './plot.ts';

describe('a plot', () => {
  it('has a dot for every round and a line at each median', () => {
    const svg = roundsPlot({ unit: 'per second', sides: { ours: [1, 2, 3], 'a < b': [4, 5, 6] } });
    expect(svg.match(/<circle/g)).toHaveLength(6);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
    expect(svg).toContain('a &lt; b');
  });
  it('draws lines over a logarithmic axis', () => {
    const lines = {
      x: { name: '%' },
      y: { name: 'ms', isLogarithmic: true },
      lines: {
        ours: [
          [0, 1],
          [100, 50],
        ] as [number, number][],
      },
    };
    const svg = linesPlot(lines);
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg).not.toContain('NaN');
  });
});
