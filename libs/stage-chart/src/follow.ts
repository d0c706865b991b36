import { announcedBy } from './announced.ts';
import type { FileDriver, HandOffDriver, StageChart, Transition } from './chart.ts';
import { unmet } from './condition.ts';
import type { Fields } from './field.ts';
import type { StageState, TakenStep } from './state.ts';
import { circumstances, marksOf, refusalFrom, targetOf, unforeseen } from './step.ts';

/** What `follow` would move the matter by, if the chart foresees it from here. */
export function foreseen(chart: StageChart, state: StageState, driver: HandOffDriver): Transition | undefined {
  return chart.transitions.find((rule) => rule.driven === driver && rule.from.includes(state.stage));
}

/**
 * Asks before an event that this house itself brings about, such as sending a hand-off: may the matter follow it from here?
 *
 * @param fields what the event brings, such as the receiver
 * @throws Refusal naming rule and source
 */
export function followOrRefuse(chart: StageChart, state: StageState, driver: HandOffDriver, on: string, fields: Fields = {}): TakenStep {
  const rule = foreseen(chart, state, driver);
  if (rule === undefined) {
    const elsewhere = chart.transitions.find((one) => one.driven === driver);
    throw refusalFrom({ code: 'TRANSITION_NOT_FROM_HERE', rule: elsewhere, missing: [] });
  }
  const now = circumstances(chart, state, { fields, account: '', on });
  const answer = rule.conditions.map((condition) => unmet(condition, now)).find((one) => one !== undefined);
  if (answer !== undefined) throw refusalFrom({ ...answer, rule });
  return follow(chart, state, driver, on, fields);
}

/**
 * Moves the matter after an event: ownership has moved already, so nothing is refused. Where the chart foresees no such step from
 * here, it is recorded as a deviation that leaves the stage as it is.
 */
export function follow(chart: StageChart, state: StageState, driver: HandOffDriver, on: string, fields: Fields = {}): TakenStep {
  const rule = foreseen(chart, state, driver);
  if (rule !== undefined) return driven(chart, rule, state, on, fields);
  const elsewhere = chart.transitions.find((one) => one.driven === driver);
  const deviation = elsewhere === undefined ? `图上没有由“${driver}”带动的步骤` : `当前阶段不能办理“${elsewhere.name}”`;
  return { transition: elsewhere?.id ?? unforeseen, from: state.stage, to: state.stage, on, fields, deviation };
}

/**
 * Moves a file after a step of another one that it came from or went on to. A step the chart does not wait for is nothing to this
 * file; one it waits for, but not from here, is recorded as a deviation that leaves the stage as it is: what happened there happened.
 *
 * @param other the step there, with the fields its chart announces, and whose it is
 */
export function followFile(
  chart: StageChart,
  state: StageState,
  other: { chart: string; transition: string; fields: Fields; of?: TakenStep['after'] },
  on: string,
): TakenStep | undefined {
  const waits = chart.transitions.filter(
    ({ driven: by }) => typeof by === 'object' && 'chart' in by && by.every === undefined && isNamed(by, other),
  );
  const rule = waits.find(({ from }) => from.includes(state.stage)) ?? waits[0];
  if (rule === undefined) return undefined;
  const asked = new Set([...rule.requires, ...rule.allows]);
  const fields = Object.fromEntries(Object.entries(other.fields).filter(([name]) => asked.has(name)));
  const after = other.of === undefined ? {} : { after: other.of };
  if (rule.from.includes(state.stage)) return { ...driven(chart, rule, state, on, fields), ...after };
  return { transition: rule.id, from: state.stage, to: state.stage, on, fields, ...after, deviation: `当前阶段不能办理“${rule.name}”` };
}

export const isNamed = (driver: FileDriver, { chart, transition }: { chart: string; transition: string }): boolean =>
  driver.chart === chart && driver.transitions.includes(transition);

/** A step that is taken because something happened elsewhere. */
export const driven = (chart: StageChart, rule: Transition, state: StageState, on: string, fields: Fields): TakenStep => ({
  transition: rule.id,
  from: state.stage,
  to: targetOf(rule, state),
  on,
  fields,
  ...marksOf(rule, { ...state.values, ...fields }, on),
  ...announcedBy(chart, state, rule.id, fields),
});
