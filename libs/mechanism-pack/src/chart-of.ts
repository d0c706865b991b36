import { ChartBook, type PackedChart } from '@xiezhi/stage-chart';
import { packVersionOf } from './header.ts';
import type { MechanismPack } from './read-mechanism-pack.ts';

/** @throws Error when the pack has no such chart: the service cannot work with this pack and must not start */
export function chartOf(pack: MechanismPack, name: string): PackedChart {
  const chart = pack.charts[name];
  if (chart === undefined) throw new Error(`the mechanism pack ${pack.header.name} has no chart ${name}`);
  return { chart, packVersion: packVersionOf(pack.header) };
}

/** The charts of all packs a process has loaded. */
export const chartBookOf = (packs: readonly MechanismPack[]): ChartBook =>
  new ChartBook(
    packs.flatMap(({ header, charts }) =>
      Object.values(charts).map((chart) => ({ chart, packVersion: packVersionOf(header), validFrom: header.validFrom })),
    ),
  );
