import { handle } from '@xiezhi/aggregate';
import type { MatterStream } from '../matter/matter-stream.ts';
import { dateOf } from '@xiezhi/statutory-time';
import type { Problems } from './problem.announce.ts';
import { historyOf } from './problem.decider.ts';

/** What the unit gets with an assignment, beside the report: the office's terms (F-04), as the chart's steps recorded them. */
const termsOfAssignment = ['severity', 'severityReason', 'leadUnit', 'assistingUnits', 'requirements', 'expectedEvidence', 'limitOn'];

/** A problem as something that is handed over: assignment is a hand-off (COUNTING 19). */
export function problemMatter(problems: Problems): MatterStream {
  return {
    notFound: 'PROBLEM_NOT_FOUND',
    async look(commands, id, act) {
      const found = await commands.view(problems, id, act);
      if (found === undefined || found.state.status === 'unreported') return undefined;
      const { flight, materials, world, report, stage, number, problemId } = found.state;
      const { title, sourceCode, ...said } = report;
      const terms = Object.entries(stage.values).filter(([name]) => termsOfAssignment.includes(name));
      const content = { number, ...said, ...Object.fromEntries(terms) };
      const named = { matterKind: 'problem' as const, matterId: id, familyId: problemId, owner: flight.owner, title, sourceCode, world };
      return { ...named, history: historyOf(found.state), flight, content, materials };
    },
    flight: (id, command) => ({
      subject: `problem/${id}`,
      handle: (store, act) => handle(store, problems, id, { ...command, on: dateOf(act.actedAt ?? new Date().toISOString()) }, act),
    }),
  };
}
