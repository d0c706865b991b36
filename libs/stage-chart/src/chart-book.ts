import { Refusal } from '@xiezhi/decider';
import type { StageChart } from './chart.ts';
import type { PackedChart } from './packed-chart.ts';

/** A chart of one version of a pack, with the legal days (Asia/Shanghai, both included) on which matters are born under it. */
export interface BoundChart extends PackedChart {
  validFrom: string;
  validTo?: string | undefined;
}

/** The mechanism a version is one of: `river-chief-procurator` of `river-chief-procurator@2026.1`. */
export const mechanismOf = (packVersion: string): string => packVersion.split('@')[0] ?? packVersion;

/**
 * The charts of every version a process has loaded. A matter is born under the version of its mechanism that holds on the day, and keeps
 * it: a newer one changes nothing that runs (DESIGN 8).
 */
export class ChartBook {
  readonly #charts: () => readonly BoundChart[];

  /** @param charts asked at every look-up, since versions arrive while the process runs. The mechanism that stands first is preferred. */
  constructor(charts: readonly BoundChart[] | (() => readonly BoundChart[])) {
    this.#charts = typeof charts === 'function' ? charts : () => charts;
  }

  /**
   * @param mechanism name of the pack; absent: the first that has such a chart
   * @throws Refusal CHART_UNKNOWN when no version that holds on the day has a chart of this name
   */
  born(name: string, on: string, mechanism?: string): PackedChart {
    const found = this.holding(on).find(
      ({ chart, packVersion }) => chart.chart === name && (mechanism === undefined || mechanismOf(packVersion) === mechanism),
    );
    if (found === undefined) throw new Refusal('CHART_UNKNOWN', { chart: name, on, ...(mechanism !== undefined && { mechanism }) });
    return found;
  }

  /** The chart of the file that an accepted hand-off on this route opens; undefined where no chart names the route. */
  received(route: string, on: string): PackedChart | undefined {
    return this.holding(on).find(({ chart }) => chart.opening?.received.includes(route));
  }

  /**
   * The chart of a file that no chart's route opens: that of the mechanism if it has one on the day, else of the first mechanism that
   * does. An accepted matter gets a file in any case.
   */
  general(name: string, on: string, mechanism: string | undefined): PackedChart {
    const own = this.holding(on).find(({ chart, packVersion }) => chart.chart === name && mechanismOf(packVersion) === mechanism);
    return own ?? this.born(name, on);
  }

  /** @throws Refusal PACK_VERSION_NOT_LOADED when no version of the mechanism has arrived: whoever is told of it must wait */
  expect(mechanism: string | undefined): void {
    const loaded = [...new Set(this.#charts().map(({ packVersion }) => packVersion))];
    if (mechanism === undefined || loaded.some((version) => mechanismOf(version) === mechanism)) return;
    throw new Refusal('PACK_VERSION_NOT_LOADED', { version: mechanism, loaded: loaded.join(',') });
  }

  /** The chart a running matter follows. @throws Refusal PACK_VERSION_NOT_LOADED when this process has other versions only */
  of({ chart: name, packVersion }: { chart: string; packVersion: string }): StageChart {
    const versions = this.#charts().filter(({ chart }) => chart.chart === name);
    const found = versions.find((one) => one.packVersion === packVersion);
    if (found !== undefined) return found.chart;
    throw new Refusal('PACK_VERSION_NOT_LOADED', { version: packVersion, loaded: versions.map((one) => one.packVersion).join(',') });
  }

  /** The charts under which matters are born on a day: of each mechanism those of its latest version that holds. */
  holding(on: string): BoundChart[] {
    const holding = this.#charts().filter(({ validFrom, validTo }) => validFrom <= on && (validTo === undefined || on <= validTo));
    const latest = new Map<string, string>();
    for (const { packVersion, validFrom } of holding) {
      const mechanism = mechanismOf(packVersion);
      if (validFrom > (latest.get(mechanism) ?? '')) latest.set(mechanism, validFrom);
    }
    return holding.filter(({ packVersion, validFrom }) => latest.get(mechanismOf(packVersion)) === validFrom);
  }
}
