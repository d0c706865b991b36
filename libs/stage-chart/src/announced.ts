import { same, type StageChart } from './chart.ts';
import { isScalar } from './condition.ts';
import type { Fields } from './field.ts';
import type { StageState, TakenStep } from './state.ts';

/** A stage by the name officers read; one of another version goes by its own. */
export const stageNameOf = ({ stages }: StageChart, stage: string): string => stages.find(({ id }) => id === stage)?.name ?? stage;

/** Where a step leads, as others are told it: the stage by the name officers read, and whether anything remains for anybody to do there. */
export function arrivalOf(chart: StageChart, stage: string): { stageName: string; isAtRest?: true } {
  const stageName = stageNameOf(chart, stage);
  const goesOn = chart.transitions.some(({ actors, from, to }) => actors.length > 0 && from.includes(stage) && to !== stage && to !== same);
  return goesOn ? { stageName } : { stageName, isAtRest: true };
}

/**
 * What a step's announcement carries: the fields the chart marks, none of which holds free text. An organ named before stays named
 * where the step's form names it too: a suggestion is served on the respondent against whom the case was opened. Whatever else must be
 * told again, such as the kind of agency a period depends on, the step carries by name.
 */
export function announcedBy(chart: StageChart, { values }: StageState, transition: string, fields: Fields): Pick<TakenStep, 'announced'> {
  const rule = chart.transitions.find(({ id }) => id === transition);
  const organs = [...(rule?.requires ?? []), ...(rule?.allows ?? [])].filter((name) => chart.fields[name]?.kind === 'agency');
  const named = [...organs, ...(rule?.carries ?? [])].flatMap((name) =>
    values[name] === undefined ? [] : [[name, values[name]] as const],
  );
  const announced = Object.entries({ ...Object.fromEntries(named), ...fields }).flatMap(([name, value]) => {
    const definition = chart.fields[name];
    const isTold = definition !== undefined && 'announced' in definition && definition.announced;
    return isTold && isScalar(value) ? [[name, value] as const] : [];
  });
  return announced.length === 0 ? {} : { announced: Object.fromEntries(announced) };
}
