import { Refusal } from '@xiezhi/decider';
import type { StageChart } from './chart.ts';
import type { PackedChart } from './packed-chart.ts';

/** A chart of one version of a pack, with the legal days (Asia/Shanghai, both included) on which matters are born under it. */
export interface BoundChart extends PackedChart {
  validFrom: string;
  validTo?: string | undefined;
}

/**
 * The charts of every version a process has loaded. A matter is born under the version that holds on the day, and keeps it: a newer
 * one changes nothing that runs (DESIGN 8).
 */
export class ChartBook {
  readonly #charts: readonly BoundChart[];

  constructor(charts: readonly BoundChart[]) {
    // The latest first, so that a version without an end gives way to the next one on its first day.
    this.#charts = charts.toSorted((one, other) => other.validFrom.localeCompare(one.validFrom));
  }

  /** @throws Refusal CHART_UNKNOWN when no version that holds on the day has a chart of this name */
  born(name: string, on: string): PackedChart {
    const found = this.holding(on).find(({ chart }) => chart.chart === name);
    if (found === undefined) throw new Refusal('CHART_UNKNOWN', { chart: name, on });
    return found;
  }

  /** The chart of the file that an accepted hand-off on this route opens; undefined where no chart names the route. */
  received(route: string, on: string): PackedChart | undefined {
    return this.holding(on).find(({ chart }) => chart.opening?.received.includes(route));
  }

  /** The chart a running matter follows. @throws Refusal PACK_VERSION_NOT_LOADED when this process has other versions only */
  of({ chart: name, packVersion }: { chart: string; packVersion: string }): StageChart {
    const versions = this.#charts.filter(({ chart }) => chart.chart === name);
    const found = versions.find((one) => one.packVersion === packVersion);
    if (found !== undefined) return found.chart;
    throw new Refusal('PACK_VERSION_NOT_LOADED', { version: packVersion, loaded: versions.map((one) => one.packVersion).join(',') });
  }

  /** The charts under which matters are born on a day. */
  holding(on: string): BoundChart[] {
    return this.#charts.filter(({ validFrom, validTo }) => validFrom <= on && (validTo === undefined || on <= validTo));
  }
}
