import type { PartRecord, RunRecord } from './run-record.ts';

/** A part as it was last measured, with the run it belongs to. */
export interface LatestPart {
  part: PartRecord;
  run: RunRecord;
}

/** The newest record of each part that is worth keeping, in the order given. Quick runs are not, nor parts that failed. */
export function latestParts(runs: readonly RunRecord[], names: readonly string[]): LatestPart[] {
  const newestFirst = runs.filter(({ pace }) => !pace.isQuick).toSorted((left, right) => right.startedAt.localeCompare(left.startedAt));
  return names.flatMap((name) => {
    for (const run of newestFirst) {
      const part = run.parts.find((one) => one.name === name && one.failure === undefined && one.figures.length > 0);
      if (part !== undefined) return [{ part, run }];
    }
    return [];
  });
}
