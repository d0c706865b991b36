import { derivedId } from '@xiezhi/aggregate';
import { type AskedFile, type ChartBook, followEvery, gathers, isGathered, type StageChart, type TakenStep } from '@xiezhi/stage-chart';
import type { CaseFileCommand, CaseFileEvent, OpenedFile, Share } from './case-file.decider.ts';
import { isDecisive } from './case-file-decision.ts';

// Fan-out and fan-in. A file asks several organs by hand-offs that share it, each opens a file of its own, and the chart goes on once
// every one of them has answered. What the file remembers are sets (asked, over, passed on, heard), so that events in any order, and any
// number of times, lead to the same place.

type CommandOf<Type extends CaseFileCommand['type']> = CaseFileCommand & { type: Type };

/** Steps of others that one file remembers: five of each of the files it may have sprung into. */
const heardMax = 200;

/** The file of a hand-off; twice is once, because its id follows from the hand-off's. Nobody need have told of it. */
export const fileIdOf = (handOffId: string): string => derivedId(handOffId, 'case-file');

/** Remembers a step that the chart waits for from every file asked; the first of its kind counts. */
export function hear(chart: StageChart, { step: { chart: theirs, transition, of }, on }: CommandOf<'FollowFile'>, file: OpenedFile) {
  const heard = { ...of, chart: theirs, transition, on };
  if (file.status === 'returned' || !isGathered(chart, heard) || file.heard.length >= heardMax) return [];
  const isKnown = file.heard.some((one) => one.fileId === of.fileId && one.chart === theirs && one.transition === transition);
  return isKnown ? [] : [{ type: 'CaseFileAnswerHeard', ...heard } as const];
}

/** What became of a hand-off that shared the file: nothing to a chart that waits for nobody. */
export function followShare(chart: StageChart, { fate, on }: CommandOf<'FollowShare'>, file: OpenedFile): CaseFileEvent[] {
  if (!gathers(chart)) return [];
  const { handOffId } = fate;
  if (fate.outcome === 'forwarded') {
    if (file.passedOn.some((one) => one.handOffId === handOffId)) return [];
    const { successor, receiver, routeId } = fate;
    return [{ type: 'CaseFileSharePassedOn', handOffId, successor, receiver, routeId }];
  }
  if (file.over.some((one) => one.handOffId === handOffId)) return [];
  return [{ type: 'CaseFileShareEnded', handOffId, outcome: fate.outcome, on }];
}

/**
 * What follows from the last of several: asked after whatever changed the file, since a file may enter the stage of waiting when all
 * have answered already. Each step is taken once at most, so that this comes to an end.
 *
 * @param evolve as the file's
 */
export function gathered(
  charts: ChartBook,
  facts: readonly CaseFileEvent[],
  file: OpenedFile,
  evolve: (file: OpenedFile, fact: CaseFileEvent) => OpenedFile,
): CaseFileEvent[] {
  const chart = charts.of(file);
  if (facts.length === 0 || !gathers(chart)) return [];
  const found: CaseFileEvent[] = [];
  let state = facts.reduce(evolve, file);
  for (let step = lastAnswered(charts, chart, state); step !== undefined; step = lastAnswered(charts, chart, state)) {
    if (found.some((fact) => fact.type === 'CaseFileStepTaken' && fact.step.transition === step?.transition)) break;
    const fact = { type: 'CaseFileStepTaken', step, isDecision: !state.isDecided && isDecisive(chart, step.to) } as const;
    found.push(fact);
    state = evolve(state, fact);
  }
  return found;
}

function lastAnswered(charts: ChartBook, chart: StageChart, file: OpenedFile): TakenStep | undefined {
  if (file.status === 'returned') return undefined;
  return followEvery(chart, file.road, (name) => askedFor(charts, name, file), file.heard);
}

/** Files that were asked for under a chart: the pack this file follows says which routes open such files. */
function askedFor(charts: ChartBook, chart: string, file: OpenedFile): AskedFile[] {
  const routes = charts.of({ chart, packVersion: file.packVersion }).opening?.received ?? [];
  return file.shares
    .map((share) => whereItWent(share, file))
    .filter(({ routeId }) => routes.includes(routeId))
    .map(({ handOffId }) => ({ fileId: fileIdOf(handOffId), isOver: file.over.some((one) => one.handOffId === handOffId) }));
}

/** A forwarded hand-off is answered by its successor's receiver, whichever of the two was heard of first. */
export function whereItWent(share: Share, { passedOn }: Pick<OpenedFile, 'passedOn'>): Share {
  let last = share;
  for (let hops = 0; hops <= passedOn.length; hops++) {
    const on = passedOn.find(({ handOffId }) => handOffId === last.handOffId);
    if (on === undefined) break;
    last = { handOffId: on.successor, receiver: on.receiver, routeId: on.routeId };
  }
  return last;
}

/** One hand-off that shared the file as its keeper reads it: who was asked, and what came of it as far as the chart waits for it. */
export function standingOf(share: Share, file: OpenedFile) {
  const { handOffId, receiver, routeId } = whereItWent(share, file);
  const end = file.over.find((one) => one.handOffId === handOffId);
  const answers = file.heard
    .filter(({ fileId }) => fileId === fileIdOf(handOffId))
    .map(({ chart, transition, on }) => ({ chart, transition, on }));
  return { handOffId, receiver, routeId, ...(end && { outcome: end.outcome, endedOn: end.on }), answers };
}
