import type { FileDriver, StageChart, Transition } from './chart.ts';
import { driven, isNamed } from './follow.ts';
import type { StageState, TakenStep } from './state.ts';

/** A file that this one asked another organ for, by a hand-off that only shares it. It need not have been opened yet. */
export interface AskedFile {
  fileId: string;
  /** The hand-off was refused or recalled: whatever was asked there, nobody works on it. */
  isOver: boolean;
}

/** A step of another file that this one’s chart waits for from all that were asked. */
export interface HeardStep {
  fileId: string;
  chart: string;
  transition: string;
  /** Legal day of the step there, Asia/Shanghai. */
  on: string;
}

/** Whether a chart waits for several files at once: only then must its file remember what became of each. */
export const gathers = ({ transitions }: StageChart): boolean => transitions.some((rule) => gatheringDriver(rule) !== undefined);

/** Whether some step of the chart waits for this one from every file. */
export const isGathered = ({ transitions }: StageChart, step: { chart: string; transition: string }): boolean =>
  transitions.some((rule) => {
    const driver = gatheringDriver(rule);
    return driver !== undefined && isNamed(driver, step);
  });

/**
 * Moves a file on once all it waits for has come: every file it asked for took one of the named steps, or is over. Whether it has is a
 * question about sets, so the order in which things were heard, and how often, changes nothing. Somebody must have answered: where all
 * refused, there is nothing to go on with, and the keeper decides.
 *
 * @param askedFor the files asked for that follow this chart
 * @returns the step, on the day of the last answer or of entering the stage, whichever is later
 */
export function followEvery(
  chart: StageChart,
  state: StageState,
  askedFor: (chart: string) => readonly AskedFile[],
  heard: readonly HeardStep[],
): TakenStep | undefined {
  for (const rule of chart.transitions) {
    const driver = gatheringDriver(rule);
    if (driver === undefined || !rule.from.includes(state.stage)) continue;
    const days = daysOfAnswers(driver, askedFor(driver.chart), heard);
    if (days === undefined) continue;
    const on = [...days, enteredOn(state)].toSorted().at(-1)!;
    return { ...driven(chart, rule, state, on, {}), gathered: true };
  }
  return undefined;
}

/** One day for each file that answered; undefined while one is awaited, or none has answered. */
function daysOfAnswers(driver: FileDriver, asked: readonly AskedFile[], heard: readonly HeardStep[]): string[] | undefined {
  const answers = asked.map(({ fileId, isOver }) => {
    const first = heard
      .filter((step) => step.fileId === fileId && isNamed(driver, step))
      .map(({ on }) => on)
      .toSorted()[0];
    return { first, isAwaited: first === undefined && !isOver };
  });
  if (answers.some(({ isAwaited }) => isAwaited)) return undefined;
  const days = answers.flatMap(({ first }) => first ?? []);
  return days.length === 0 ? undefined : days;
}

/** Steps that were noted without moving the file say nothing about when it came to stand here. */
const enteredOn = ({ taken }: StageState): string => taken.findLast(({ from, to }) => from !== to)?.on ?? '';

function gatheringDriver({ driven: by }: Transition): FileDriver | undefined {
  return typeof by === 'object' && 'chart' in by && by.every === true ? by : undefined;
}
