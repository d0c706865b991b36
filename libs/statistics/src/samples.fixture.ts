import { endOf } from '@xiezhi/statutory-time';
import { figureDefinitions } from './catalogue.ts';
import type { FigureDefinition, Window } from './definition.ts';
import type { ClockItem, DutyItem, FileItem, HandOffItem, Outcome, ProblemItem, Step } from './items.ts';
import { periodOf } from './period.ts';

export function definitionOf(id: string): FigureDefinition {
  const found = figureDefinitions.find((definition) => definition.id === id);
  if (found === undefined) throw new Error(`no figure ${id}`);
  return found;
}

/** A period seen at the end of a day. */
export function windowOf(text: string, cutOffOn: string): Window {
  const period = periodOf(text, cutOffOn);
  if (period === undefined) throw new Error(`${text} is no period`);
  return { period, cutOff: { at: endOf(cutOffOn), on: cutOffOn } };
}

let made = 0;
const named = (aggregate: string) => {
  made += 1;
  return { id: `${aggregate}/${made}`, familyId: `family-${made}` };
};

/** A deadline due at the end of a day; `done` by noon of a day. */
export function clock(row: string, dueOn: string, done?: { on: string; outcome?: Outcome }, more: Partial<ClockItem> = {}): ClockItem {
  const due = { on: dueOn, before: endOf(dueOn) };
  const outcome = done && (done.outcome ?? (done.on <= dueOn ? 'met' : 'met-late'));
  return {
    kind: 'clock',
    ...named('clock'),
    class: row,
    subject: 'hand-off/1',
    startedOn: dueOn,
    nature: 'internal',
    original: due,
    due,
    isPaused: false,
    extensions: 0,
    pauses: [],
    ...(done !== undefined && outcome !== undefined && { stopped: { outcome, at: `${done.on}T12:00:00+08:00`, on: done.on } }),
    ...more,
  };
}

export const duty = (resultCode: string, owedOn: string): DutyItem => ({
  kind: 'duty',
  ...named('thread'),
  class: 'FILING',
  owedOn,
  matterId: 'clue',
  resultCode,
});

export const step = (transition: string, from: string, to: string, on: string, fields?: Step['fields']): Step => ({
  transition,
  from,
  to,
  on,
  ...(fields !== undefined && { fields }),
});

export const file = (chart: string, steps: Step[], more: Partial<FileItem> = {}): FileItem => ({
  kind: 'file',
  ...named('case-file'),
  class: chart,
  openedOn: steps[0]?.on ?? '2026-01-01',
  steps,
  ...more,
});

export const problem = (reportedOn: string, steps: Step[], more: Partial<ProblemItem> = {}): ProblemItem => ({
  kind: 'problem',
  ...named('problem'),
  class: 'problem',
  reportedOn,
  isNamedReport: false,
  steps,
  ...more,
});

export const handOff = (sentOn: string, more: Partial<HandOffItem> = {}): HandOffItem => ({
  kind: 'hand-off',
  ...named('hand-off'),
  class: 'clue',
  isOwning: true,
  matterId: 'clue',
  sender: 'harbour',
  receiver: 'procuratorate',
  sentAt: `${sentOn}T09:00:00+08:00`,
  sentOn,
  hasPackage: true,
  hasNumber: true,
  supplementedOn: [],
  ...more,
});

export const times = <Value>(n: number, make: (n: number) => Value): Value[] => Array.from({ length: n }, (_unused, index) => make(index));
