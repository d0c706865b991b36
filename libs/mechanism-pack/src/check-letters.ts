import type { StageChart, Transition } from '@xiezhi/stage-chart';
import { z } from 'zod';
import type { Charts } from './charts.ts';
import { eventOfType } from './feedback.ts';
import type { Ladder } from './ladder.ts';
import type { Carried, Letter, Letters, Organ } from './letters.ts';

interface Maker {
  /** Where it is said, as a complaint begins. */
  place: string;
  code: string;
}

/**
 * Whether the letters and those who make them know each other: what a step or a level makes is defined, what is defined is made or says
 * why not, and everything a letter says was asked for by a step or told by an event.
 */
export function checkLetters(letters: Letters, charts: Charts, ladder?: Ladder): string[] {
  const defined = new Set(letters.map(({ code }) => code));
  const makers = makersIn(charts, ladder);
  return [
    ...makers
      .filter(({ code }) => !defined.has(code))
      .map(({ place, code }) => `${place}: makes ${code}, which letters.yaml does not define`),
    ...letters.flatMap((letter) =>
      [
        ...checkMaking(letter, makers),
        ...[...letter.issuers, ...letter.to].flatMap((organ) => checkOrgan(organ, charts)),
        ...letter.carries.flatMap((carried) => checkCarried(letter, carried, charts)),
        ...checkNumber(letter, charts),
      ].map((complaint) => `letters.yaml ${letter.code}: ${complaint}`),
    ),
  ];
}

/**
 * What is asked of a pack before it is published: that it names its letters at all. Packs that were published before there were letters
 * are read without, for matters that run on them.
 */
export function missingLetters(letters: Letters | undefined, charts: Charts, ladder?: Ladder): string[] {
  const [first] = letters === undefined ? makersIn(charts, ladder) : [];
  return first === undefined
    ? []
    : [`${first.place}: makes ${first.code}, which letters.yaml does not define, since there is no such file`];
}

function makersIn(charts: Charts, ladder: Ladder | undefined): Maker[] {
  const ofCharts = Object.values(charts).flatMap(({ chart, transitions }) =>
    transitions.flatMap(({ id, document }) =>
      document === undefined ? [] : [{ place: `charts/${chart}.yaml transitions ${id}`, code: document }],
    ),
  );
  const ofLadder = (ladder?.levels ?? []).flatMap(({ code: level, document }) =>
    document === undefined ? [] : [{ place: `ladder.yaml levels ${level}`, code: document }],
  );
  return [...ofCharts, ...ofLadder];
}

function checkMaking({ code, events = [], reason }: Letter, makers: readonly Maker[]): string[] {
  const maker = makers.find((one) => one.code === code)?.place ?? events[0];
  if (maker === undefined && reason === undefined) return ['is made by nothing: no step, no level of the ladder, no event'];
  if (maker !== undefined && reason !== undefined) return [`says why nothing makes it, but ${maker} does`];
  return events.filter((event) => eventOfType(event) === undefined).map((event) => `there is no event ${event}`);
}

function checkOrgan(organ: Organ, charts: Charts): string[] {
  if ('event' in organ) return checkMembers(organ.event, [organ.member]);
  if (!('chart' in organ)) return [];
  const chart = charts[organ.chart];
  if (chart === undefined) return [noChart(organ.chart)];
  if ('party' in organ)
    return Object.hasOwn(chart.parties, organ.party) ? [] : [`charts/${organ.chart}.yaml knows no party ${organ.party}`];
  const kind = chart.fields[organ.field]?.kind;
  return kind === 'agency' || kind === 'agencies' ? [] : [`charts/${organ.chart}.yaml has no field ${organ.field} that names an organ`];
}

function checkCarried({ code }: Letter, carried: Carried, charts: Charts): string[] {
  if ('event' in carried) return checkMembers(carried.event, carried.members);
  const chart = charts[carried.chart];
  if (chart === undefined) return [noChart(carried.chart)];
  const { steps } = carried;
  const unknown = (steps ?? []).filter((id) => !chart.transitions.some((one) => one.id === id));
  if (unknown.length > 0) return unknown.map((id) => `charts/${carried.chart}.yaml has no step ${id}`);
  const askedBy = steps === undefined ? `that makes ${code}` : `among ${steps.join(', ')}`;
  const asking = chart.transitions.filter(({ id, document }) => (steps === undefined ? document === code : steps.includes(id)));
  return fieldsNotAsked('carries', carried.fields, chart, asking, askedBy);
}

/** A number that is only recorded is so by some step of the chart, whichever letter that one makes. */
function checkNumber({ number }: Letter, charts: Charts): string[] {
  if (typeof number === 'string' || 'type' in number) return [];
  const { chart: name, field } = number.recorded;
  const chart = charts[name];
  return chart === undefined ? [noChart(name)] : fieldsNotAsked('number is kept in', [field], chart, chart.transitions, 'at all');
}

function fieldsNotAsked(
  what: 'carries' | 'number is kept in',
  fields: readonly string[],
  { chart, fields: known }: StageChart,
  steps: readonly Transition[],
  which: string,
): string[] {
  const asked = new Set(steps.flatMap(({ requires, allows }) => [...requires, ...allows]));
  return fields.flatMap((field) => {
    if (!Object.hasOwn(known, field)) return [`${what} ${field}, a field that charts/${chart}.yaml does not have`];
    return asked.has(field) ? [] : [`${what} ${field}, which no step of charts/${chart}.yaml ${which} asks for`];
  });
}

const noChart = (name: string): string => `speaks of chart ${name}, which is not there`;

function checkMembers(type: string, members: readonly string[]): string[] {
  const data = eventOfType(type)?.data;
  if (!(data instanceof z.ZodObject)) return [`there is no event ${type}`];
  return members.filter((member) => !Object.hasOwn(data.shape, member)).map((member) => `${type} has no member ${member}`);
}
