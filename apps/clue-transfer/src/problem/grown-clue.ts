import { Material } from '@xiezhi/contracts';
import type { ClueCommand } from '../clue/clue.decider.ts';
import type { Fields } from '@xiezhi/stage-chart';
import { Refusal } from '@xiezhi/decider';
import { z } from 'zod';
import { historyOf } from './problem.decider.ts';
import type { Problem, ProblemEvent } from './problem.state.ts';

/**
 * To the procuratorate a river chief office is a state organ that passes a matter on (Rules Art. 24 (4)). The channel by which the
 * office itself learnt of it stays in the report; it would open the route of public clues, which asks for no history.
 */
const sourceOfGrown = 'S04';

/** The clue a step has grown (3.1 P12), in the problem's family and with the history its route will ask for. */
export function grownClue(events: readonly ProblemEvent[], problem: Problem): (ClueCommand & { type: 'RegisterClue' }) | undefined {
  const grown = events.find((event) => event.type === 'ProblemStepTaken' && event.clueId !== undefined);
  if (grown?.type !== 'ProblemStepTaken' || grown.clueId === undefined || problem.status === 'unreported') return undefined;
  const { step, clueId } = grown;
  const { office, problemId, report, materials, world } = problem;
  const { description, divisionCode, waterBodyId, place, foundAt } = report;
  return {
    type: 'RegisterClue',
    clueId,
    by: office,
    account: step.account ?? '',
    at: report.foundAt, // Refused on the report, if at all.
    classification: '无',
    content: {
      title: textIn(step.fields, 'clueTitle'),
      description: `${description}\n\n公益受损情况：${textIn(step.fields, 'harm')}`,
      sourceCode: sourceOfGrown,
      domainCode: textIn(step.fields, 'domainCode'),
      divisionCode,
      ...(waterBodyId !== undefined && { waterBodyId }),
      ...(place !== undefined && { place }),
      foundAt,
    },
    materials: withoutRepeats([...materials, ...addedIn(step.fields)]),
    hasReporter: false, // The identity stays where it was given: with the problem's reporting agency.
    grownFrom: { problemId, familyId: problemId, history: historyOf(problem) },
    world,
  };
}

/** The chart asked for it as a line or text. */
function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** The chart knows rows; what an entry of a manifest is, the manifest knows. */
function addedIn({ materials = [] }: Fields): Material[] {
  const parsed = z.array(Material).safeParse(materials);
  if (!parsed.success) throw new Refusal('STEP_FIELDS_INVALID', { missing: 'materials' });
  return parsed.data;
}

const withoutRepeats = (materials: Material[]): Material[] =>
  materials.filter(({ sha256 }, place) => materials.findIndex((other) => other.sha256 === sha256) === place);
