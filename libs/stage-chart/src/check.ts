import { same, type StageChart, type Transition } from './chart.ts';
import { namesIn, type Names, valuesIn } from './condition.ts';
import type { FieldDefinition } from './field.ts';
import { anywhere, eventsOf } from './everywhere.ts';
import { criminalTransferField, suspicionField } from './guards.ts';

/**
 * What the shape of a chart cannot say: every stage reachable, no dead end, an actor for every step, and everything that is named
 * exists. The sources' and actors' presence is the schema's.
 *
 * @returns complaints, each beginning with the place; none when the chart may be used
 */
export function check(chart: StageChart): string[] {
  return [
    ...checkStages(chart),
    ...checkRoads(chart),
    ...Object.entries(chart.fields).flatMap(checkField),
    ...chart.transitions.flatMap((rule) => checkTransition(chart, rule)),
    ...checkForms(chart),
    ...checkDrivers(chart),
  ];
}

function checkStages({ stages, initial, ends, transitions }: StageChart): string[] {
  const known = new Set(stages.map(({ id }) => id));
  const unknown = (place: string, ids: readonly string[]) => ids.filter((id) => !known.has(id)).map((id) => `${place}: no stage ${id}`);
  return [
    ...[same, anywhere].filter((name) => known.has(name)).map((name) => `stages: ${name} is no name for a stage`),
    ...repeated(stages.map(({ id }) => id)).map((id) => `stages: ${id} stands twice`),
    ...repeated(transitions.map(({ id }) => id)).map((id) => `transitions: ${id} stands twice`),
    ...unknown('initial', [initial]),
    ...unknown('ends', ends),
    ...transitions.flatMap(({ id, from, to }) => unknown(`transitions ${id}`, to === same ? from : [...from, to])),
    // G5: what was begun is never made undone.
    ...transitions
      .filter(({ to }) => to === initial && chartHasBirth(transitions, initial))
      .map(({ id }) => `transitions ${id}: leads back before the beginning`),
  ];
}

/** A chart whose first stage is left by exactly the step that begins the matter (P1 leaves DRAFT). */
const chartHasBirth = (transitions: readonly Transition[], initial: string): boolean =>
  transitions.filter(({ from }) => from.includes(initial)).length === 1;

function checkRoads({ stages, initial, ends, transitions }: StageChart): string[] {
  const reachable = closure([initial], (stage) =>
    transitions.filter(({ from, to }) => to !== same && from.includes(stage)).map(({ to }) => to),
  );
  const ending = closure(ends, (stage) => transitions.filter(({ to }) => to === stage).flatMap(({ from }) => from));
  return stages.flatMap(({ id }) => [
    ...(reachable.has(id) ? [] : [`stages: ${id} cannot be reached from ${initial}`]),
    ...(ending.has(id) ? [] : [`stages: ${id} is a dead end`]),
  ]);
}

function closure(start: readonly string[], next: (stage: string) => string[]): Set<string> {
  const seen = new Set(start);
  const waiting = [...start];
  for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
    const fresh = next(stage).filter((one) => !seen.has(one));
    for (const one of fresh) seen.add(one);
    waiting.push(...fresh);
  }
  return seen;
}

/** What a screen asks for has a Chinese name, down to the choices of a list and the columns of a row. */
function checkField([field, definition]: [string, FieldDefinition]): string[] {
  const nameless =
    'members' in definition ? Object.keys(definition.members) : 'values' in definition ? definition.values.filter(isNoWord) : [];
  const names = 'names' in definition ? definition.names : undefined;
  return nameless.filter((name) => names?.[name] === undefined).map((name) => `fields ${field}: ${name} has no name; name it under names`);
}

const isNoWord = (value: string): boolean => !/\p{Script=Han}/u.test(value);

function checkTransition(chart: StageChart, rule: Transition): string[] {
  const place = `transitions ${rule.id}`;
  const { fields: inConditions, checklists, ...named } = namesOf(rule);
  const fields = [...rule.requires, ...rule.allows, ...rule.carries, ...plannedDays(rule), ...inConditions];
  const transitions = new Set(chart.transitions.map(({ id }) => id));
  const limits = new Set(chart.transitions.flatMap(({ sets }) => sets.map(({ limit }) => limit)));
  const documents = new Set(chart.transitions.map(({ document }) => document));
  const lacking = (what: string, names: readonly string[], isKnown: (name: string) => boolean) =>
    names.filter((name) => !isKnown(name)).map((name) => `${place}: no ${what} ${name}`);
  return [
    ...((rule.actors.length === 0) === (rule.driven === undefined) ? [`${place}: either actors or an event that drives it`] : []),
    ...lacking('party', [...rule.actors.map(({ party }) => party), ...(rule.owner === undefined ? [] : [rule.owner])], (name) =>
      Object.hasOwn(chart.parties, name),
    ),
    ...lacking('section', rule.section === undefined ? [] : [rule.section], (name) => Object.hasOwn(chart.sections, name)),
    ...lacking('field', fields, (name) => Object.hasOwn(chart.fields, name)),
    ...lacking('amount', named.amounts, (path) => isAmount(chart, path)),
    ...lacking('checklist', checklists, (name) => chart.fields[name]?.kind === 'checklist'),
    ...lacking('transition', named.transitions, (name) => transitions.has(name)),
    ...lacking('limit', [...named.limits, ...rule.clears], (name) => limits.has(name)),
    ...lacking('document', named.documents, (name) => documents.has(name)),
    ...rule.conditions.flatMap((condition) => notOffered(chart, valuesIn(condition))).map((complaint) => `${place}: ${complaint}`),
    ...lacking('planned day', plannedDays(rule), (name) => chart.fields[name]?.kind === 'planned-day'),
    ...rule.requires.filter((name) => rule.allows.includes(name)).map((name) => `${place}: ${name} is both required and allowed`),
    ...rule.carries.filter((name) => !isAnnounced(chart, name)).map((name) => `${place}: carries ${name}, which is not announced`),
    // What others are not told must not move what they see.
    ...(rule.internal && rule.to !== same ? [`${place}: is internal, and so must stay`] : []),
    ...closing(chart, rule, place),
    ...gathering(rule, place),
  ];
}

/** A condition that asks for a code which nobody can choose never holds. */
const notOffered = ({ fields }: StageChart, asked: readonly { field: string; value: unknown }[]): string[] =>
  asked.flatMap(({ field, value }) => {
    const definition = fields[field];
    if (definition === undefined || !('values' in definition) || definition.values.some((one) => one === value)) return [];
    return [`the field ${field} does not offer ${String(value)}`];
  });

function isAnnounced({ fields }: StageChart, name: string): boolean {
  const field = fields[name];
  return field !== undefined && 'announced' in field && field.announced;
}

const plannedDays = ({ sets }: Transition): string[] => sets.flatMap((set) => ('field' in set ? [set.field] : []));

/** G4 needs a place to be answered: who closes must be able to record the transfer of a suspected crime. */
function closing(chart: StageChart, rule: Transition, place: string): string[] {
  if (!rule.closes || chart.fields[suspicionField] === undefined) return [];
  return [...rule.requires, ...rule.allows].includes(criminalTransferField)
    ? []
    : [`${place}: closes, and so must allow ${criminalTransferField}`];
}

/** What several files answer has no one value to take over; and what was met once is met for ever, so it must not be asked again. */
function gathering({ driven, from, to, requires, allows }: Transition, place: string): string[] {
  if (typeof driven !== 'object' || !('chart' in driven) || driven.every === undefined) return [];
  return [
    ...(requires.length + allows.length > 0 ? [`${place}: waits for every file, and so takes over no field`] : []),
    ...(to === same || from.includes(to) ? [`${place}: waits for every file, and so must lead on`] : []),
  ];
}

function namesOf(rule: Transition): Names {
  const all = rule.conditions.map(namesIn);
  return {
    fields: all.flatMap(({ fields }) => fields),
    checklists: all.flatMap(({ checklists }) => checklists),
    transitions: all.flatMap(({ transitions }) => transitions),
    limits: all.flatMap(({ limits }) => limits),
    documents: all.flatMap(({ documents }) => documents),
    amounts: all.flatMap(({ amounts }) => amounts),
  };
}

function isAmount({ fields }: StageChart, path: string): boolean {
  const [name = '', member] = path.split('.');
  const field = fields[name];
  if (member === undefined) return field?.kind === 'number';
  return field?.kind === 'records' && field.members[member] === 'number';
}

/** One event moves a matter from one stage one way: the second of two would never be taken. */
function checkDrivers({ transitions }: StageChart): string[] {
  const waits = transitions.flatMap(({ id, driven, from }) =>
    driven === undefined ? [] : eventsOf(driven).flatMap((event) => from.map((stage) => ({ id, key: `${event} in ${stage}` }))),
  );
  return waits
    .filter(({ key }, place) => waits.findIndex((one) => one.key === key) !== place)
    .map(({ id, key }) => `transitions ${id}: another one waits for ${key} too`);
}

function checkForms({ fields, checklists }: StageChart): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.kind === 'checklist')
      return Object.hasOwn(checklists, field.checklist) ? [] : [`fields ${name}: no checklist ${field.checklist}`];
    if (field.kind !== 'code' && field.kind !== 'codes') return [];
    return Object.keys(field.names ?? {})
      .filter((code) => !field.values.includes(code))
      .map((code) => `fields ${name}: names ${code}, which is no value`);
  });
}

const repeated = (values: readonly string[]): string[] => values.filter((value, place) => values.indexOf(value) !== place);
