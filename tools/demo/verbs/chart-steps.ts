import type { FieldDefinition, StageChart, Transition } from '@xiezhi/stage-chart';
import { ownMechanism, packs } from '../charts.ts';
import { agencies, agency, day, type Field, form, list, number, oneOf, optional, text, texts, thing, under, yes } from '../form.ts';
import { aboutMatter, actOn, type Verb } from './verb.ts';

/** Charts that files follow. */
const fileCharts = packs.flatMap(({ charts }) =>
  Object.values(charts).filter(({ opening, chart }) => opening !== undefined || chart === 'case-file'),
);
const problemCharts = packs.filter(({ header }) => header.name !== ownMechanism).flatMap(({ charts }) => charts['problem'] ?? []);
const file = actOn('案卷', 'case-supervision/case-files');
const problem = actOn('问题', 'clue-transfer/problems');

const kinds: Readonly<Record<Exclude<FieldDefinition['kind'], 'records' | 'checklist'>, (to: string) => Field>> = {
  day,
  'planned-day': day,
  flag: yes,
  number,
  agency,
  agencies,
  uuid: thing,
  account: text,
  line: text,
  text,
  code: text,
  lines: texts,
  codes: texts,
};

function fieldOf(chart: StageChart, name: string): Field {
  const field = chart.fields[name]!;
  if (field.kind === 'records') {
    const members = Object.entries(field.members).map(([member, kind]) => [member, kind === 'number' ? number(member) : text(member)]);
    return list(name, form(Object.fromEntries(members)));
  }
  if (field.kind === 'checklist') {
    const items = (chart.checklists[field.checklist] ?? []).map(({ id }) => [id, true]);
    return oneOf(name, { 全部符合: Object.fromEntries(items) });
  }
  return kinds[field.kind](name);
}

/** A step’s form in the words of its chart: `officers` is written 专案组执法人员人数. */
function stepVerb(chart: StageChart, { id, name, requires, allows }: Transition, isFile: boolean): Verb {
  const word = (field: string): string => chart.fields[field]!.name;
  const fields = [
    ...requires.map((field) => [word(field), fieldOf(chart, field)] as const),
    ...allows.map((field) => [word(field), optional(fieldOf(chart, field))] as const),
  ];
  const filled = form(Object.fromEntries(fields));
  return isFile ? file(`steps/${id}`, { form: under('fields', filled), done: name }) : problem(`steps/${id}`, { form: filled, done: name });
}

const stepsOf = (charts: readonly StageChart[], isFile: boolean): [string, Verb][] =>
  charts.flatMap((chart) =>
    chart.transitions
      .filter(({ driven }) => driven === undefined)
      .map((rule): [string, Verb] => [`${chart.title}：${rule.name}`, stepVerb(chart, rule, isFile)]),
  );

/** Every step an officer may take on a file or on another mechanism's problem, as `<title of the chart>：<name of the step>`. */
const steps = Object.fromEntries([...stepsOf(fileCharts, true), ...stepsOf(problemCharts, false)]);

const openable = fileCharts.filter(({ opening }) => (opening?.own.length ?? 0) > 0);

const opening: Verb = {
  makes: '案卷',
  path: () => '/api/case-supervision/case-files',
  form: form({
    种类: oneOf('chart', Object.fromEntries(openable.map(({ title, chart }) => [title, chart]))),
    名称: text('title'),
    来源: optional(text('sourceCode')),
  }),
  done: '自行建立了案卷',
};

export const chartVerbs: Readonly<Record<string, Verb>> = {
  ...steps,
  建立案卷: opening,
  // For a matter that is there: of the same family, and each hears of the other.
  由此建立案卷: { ...opening, on: ['问题', '线索', '案卷'], says: (matter) => ({ from: aboutMatter(matter) }) },
};
