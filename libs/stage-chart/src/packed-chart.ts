import type { StageChart } from './chart.ts';

/** A chart with the version of the pack it came from, as an aggregate is made with it. */
export interface PackedChart {
  chart: StageChart;
  packVersion: string;
}
