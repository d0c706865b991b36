import type { StageChart } from './chart.ts';

/** A chart with the version of the pack it came from, as a matter is born under it. */
export interface PackedChart {
  chart: StageChart;
  packVersion: string;
}
