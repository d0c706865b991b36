import type { Driver, StageChart, Transition } from './chart.ts';

/** As the only origin of a transition: from wherever the matter stands. */
export const anywhere = 'ANY';

/**
 * The chart with every `from: [ANY]` spelled out, as it is checked and interpreted: all stages, but for what follows an event those
 * from which another transition follows the same event. A stage added later is not forgotten.
 */
export function spelledOut(chart: StageChart): StageChart {
  const all = chart.stages.map(({ id }) => id);
  return {
    ...chart,
    transitions: chart.transitions.map((rule) => {
      if (rule.from.length !== 1 || rule.from[0] !== anywhere) return rule;
      const taken = new Set(chart.transitions.filter((other) => other !== rule && isSameEvent(rule, other)).flatMap(({ from }) => from));
      return { ...rule, from: all.filter((stage) => !taken.has(stage)) };
    }),
  };
}

function isSameEvent({ driven }: Transition, other: Transition): boolean {
  if (driven === undefined || other.driven === undefined) return false;
  const events = new Set(eventsOf(driven));
  return eventsOf(other.driven).some((event) => events.has(event));
}

/** What a driver waits for, one by one. */
export function eventsOf(driver: Driver): string[] {
  if (typeof driver === 'string') return [driver];
  if ('clock' in driver) return driver.clock.map((row) => `the end of ${row}`);
  // Of one and of all are two events: each answer is noted, and the last one moves the file on.
  return driver.transitions.map((id) => `${driver.every ? 'every ' : ''}${driver.chart} ${id}`);
}
