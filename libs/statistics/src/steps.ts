import type { LocalDate } from '@xiezhi/statutory-time';
import type { Window } from './definition.ts';
import type { FileItem, ProblemItem, Step } from './items.ts';

/** First step by one of these transitions. */
export function firstOf({ steps }: FileItem | ProblemItem, ...transitions: string[]): Step | undefined {
  return steps.find(({ transition }) => transitions.includes(transition));
}

/** First step that changed the stage to this one; steps that stay where they are enter nothing. */
export function firstInto({ steps }: FileItem | ProblemItem, stage: string): Step | undefined {
  return steps.find(({ from, to }) => to === stage && from !== stage);
}

/** Where it stood at the cut-off, in the order of recording. */
export function stageAt(item: FileItem | ProblemItem, initial: string, { cutOff }: Window): string {
  return item.steps.findLast(({ on }) => on <= cutOff.on)?.to ?? initial;
}

/** The day that the step itself names, such as that of service; else the day on which it was taken. */
export function dayOf(step: Step, field: string): LocalDate {
  const named = step.fields?.[field];
  return typeof named === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(named) ? named : step.on;
}
