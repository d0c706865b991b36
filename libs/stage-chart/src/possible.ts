import type { ErrorCode } from '@xiezhi/contracts';
import { stageNameOf } from './announced.ts';
import { documentNameOf, type StageChart, type Transition } from './chart.ts';
import { formOf, type FormField } from './form.ts';
import type { StageState } from './state.ts';
import { refusalOf, sourceText, type StepRequest, targetOf, type Who } from './step.ts';

/** One step as a screen offers it: what it leads to, what its form asks, and whether it is possible for this officer now. */
export interface PossibleStep {
  transition: string;
  name: string;
  to: string;
  toName: string;
  /** Code of the document it makes, and how that is called. */
  document?: string | undefined;
  documentName?: string | undefined;
  form: FormField[];
  isPossible: boolean;
  /** Why not, as `step` would say once the form is filled in. */
  code?: ErrorCode | undefined;
  missing: readonly string[];
  source: string;
}

type Day = Pick<StepRequest, 'on' | 'isInFlight'>;

/**
 * The steps that concern this officer: all that leave the stage, and all of the parties his agency is. A form not yet filled in
 * stands against nothing; every other rule is asked, so that a button that can be pressed fails only by what is typed. Where
 * deviations are recorded, a judicial organ may record the others too, with its reason.
 */
export function possible(chart: StageChart, state: StageState, who: Who, day: Day): PossibleStep[] {
  if (who.parties.length === 0) return [];
  return chart.transitions.filter((rule) => concerns(rule, state, who)).map((rule) => offer(chart, state, who, day, rule));
}

const concerns = (rule: Transition, state: StageState, who: Who): boolean =>
  rule.driven === undefined && (rule.from.includes(state.stage) || rule.actors.some(({ party }) => who.parties.includes(party)));

function offer(chart: StageChart, state: StageState, who: Who, day: Day, rule: Transition): PossibleStep {
  const refused = refusalOf(chart, state, rule, { who, ...day, fields: {} }, 'empty');
  const to = targetOf(rule, state);
  return {
    transition: rule.id,
    name: rule.name,
    to,
    toName: stageNameOf(chart, to),
    document: rule.document,
    documentName: documentNameOf(chart, rule),
    form: formOf(chart, rule),
    isPossible: refused === undefined,
    code: refused?.code,
    missing: refused?.missing ?? [],
    source: rule.source.map(sourceText).join('；'),
  };
}
