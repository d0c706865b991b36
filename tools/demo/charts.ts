import { resolve } from 'node:path';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import type { StageChart } from '@xiezhi/stage-chart';

/** The mechanism whose stories are told: its charts give the words of their steps. */
export const pack = readMechanismPack(resolve(import.meta.dirname, '../../packs/river-chief-procurator'));

/** @throws Error when the mechanism has no such chart */
export function chartNamed(name: string): StageChart {
  const chart = Object.values(pack.charts).find((one) => one.chart === name);
  if (chart === undefined) throw new Error(`机制包中没有图 ${name}`);
  return chart;
}
