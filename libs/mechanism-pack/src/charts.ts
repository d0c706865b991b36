import type { StageChart } from '@xiezhi/stage-chart';

/** The charts of a pack by their names, lists written out. */
export type Charts = Readonly<Record<string, StageChart>>;
