import { Refusal } from '@xiezhi/decider';
import type { StageChart } from './chart.ts';

/** A chart with the version of the pack it came from, as an aggregate is made with it. */
export interface PackedChart {
  chart: StageChart;
  packVersion: string;
}

/**
 * The chart of a running matter, which keeps the version it was born under.
 *
 * @throws Refusal PACK_VERSION_NOT_LOADED when this process has another version of it
 */
export function chartAt({ chart, packVersion }: PackedChart, version: string): StageChart {
  if (version !== packVersion) throw new Refusal('PACK_VERSION_NOT_LOADED', { version, loaded: packVersion });
  return chart;
}
