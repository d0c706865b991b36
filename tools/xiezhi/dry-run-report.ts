import type { DeadlineDifference, GuardDifference, RouteDifference, RungDifference } from '@xiezhi/case-supervision/dry-run';
import type { MechanismPack } from '@xiezhi/mechanism-pack';
import type { DryRunAnswer } from './pack-dry-run.ts';
import { table } from './table.ts';

/** Details of one group that are printed; all of them are in the answer of --json. */
const detailsMax = 20;

/** As people read it: what differs grouped by row, step and route with counts, then one line each. */
export function reportOf(answer: DryRunAnswer, pack: MechanismPack): string {
  const names = new Map(pack.clocks.flatMap(({ rules }) => rules).map(({ id, name }) => [id, name]));
  const groups = [
    group('deadlines', answer.deadlines, deadlineCounts(answer.deadlines, names), deadlineLine),
    group('warnings and breaches', answer.rungs, rungCounts(answer.rungs, names), rungLine),
    group(
      'guards',
      answer.guards,
      saidCounts('step', answer.guards, ({ chart, transition }) => `${chart} ${transition}`),
      guardLine,
    ),
    group(
      'routes',
      answer.routes,
      saidCounts('route', answer.routes, ({ routeId }) => routeId),
      routeLine,
    ),
  ];
  const found = groups.filter((one) => one !== undefined);
  return [headOf(answer), ...(found.length === 0 ? ['nothing would differ'] : found)].join('\n\n');
}

function headOf({ events, read, missing, unreadable, before, after }: DryRunAnswer): string {
  const warnings = [
    ...(missing > 0 ? [`${missing} announcements are missing on the topics: \`xiezhi replay\` tells them again`] : []),
    ...(unreadable > 0 ? [`${unreadable} records cannot be read and were left out`] : []),
  ];
  return [`history:  ${events} announcements of this mechanism, of ${read}`, `before:   ${before}`, `after:    ${after}`, ...warnings].join(
    '\n',
  );
}

function group<One>(title: string, all: readonly One[], counts: string[][], lineOf: (one: One) => string[]): string | undefined {
  if (all.length === 0) return undefined;
  const left = all.length - detailsMax;
  const lines = table(all.slice(0, detailsMax).map(lineOf));
  return [`${title}: ${all.length}`, table(counts), '', lines, ...(left > 0 ? [`… and ${left} more; --json lists all`] : [])].join('\n');
}

type Change<Side> = { before?: Side; after?: Side };

const isNew = ({ before }: Change<unknown>): boolean => before === undefined;
const isGone = ({ after }: Change<unknown>): boolean => after === undefined;

function deadlineCounts(all: readonly DeadlineDifference[], names: ReadonlyMap<string, string>): string[][] {
  const rows = [...Map.groupBy(all, ({ ruleId }) => ruleId)].map(([ruleId, of]) => {
    const moved = of.filter(({ before, after }) => before !== undefined && after !== undefined && before.due !== after.due);
    const judged = of.filter(({ before, after }) => before !== undefined && after !== undefined && before.outcome !== after.outcome);
    return [ruleId, ...[moved, judged, of.filter(isNew), of.filter(isGone)].map(({ length }) => String(length)), names.get(ruleId) ?? ''];
  });
  return [['row', 'other day', 'other outcome', 'new', 'gone', 'name'], ...rows];
}

function rungCounts(all: readonly RungDifference[], names: ReadonlyMap<string, string>): string[][] {
  const rows = [...Map.groupBy(all, ({ ruleId, rung }) => `${ruleId} ${rung}`)].map(([key, of]) => {
    const [ruleId = '', rung = ''] = key.split(' ');
    const moved = of.filter(({ before, after }) => before !== undefined && after !== undefined && before.at !== after.at);
    const proposed = of.filter(({ before, after }) => before !== undefined && after !== undefined && before.proposes !== after.proposes);
    const counts = [moved, proposed, of.filter(isNew), of.filter(isGone)].map(({ length }) => String(length));
    return [ruleId, rung, ...counts, names.get(ruleId) ?? ''];
  });
  return [['row', 'rung', 'other moment', 'other level', 'new', 'gone', 'name'], ...rows];
}

function saidCounts<One extends { before: string; after: string }>(
  what: string,
  all: readonly One[],
  nameOf: (one: One) => string,
): string[][] {
  const rows = [...Map.groupBy(all, (one) => [nameOf(one), one.before, one.after].join('\t'))].map(([key, of]) => {
    const [name = '', before = '', after = ''] = key.split('\t');
    return [name, String(of.length), before, after];
  });
  return [[what, 'count', 'before', 'after'], ...rows];
}

const deadlineLine = ({ ruleId, subject, matterId, before, after }: DeadlineDifference): string[] => [
  ruleId,
  subject,
  `matter ${matterId}`,
  before === undefined ? 'not counted' : `${dayOf(before.due)} ${before.outcome}`,
  '→',
  after === undefined ? 'not counted' : `${dayOf(after.due)} ${after.outcome}`,
];

const rungLine = ({ ruleId, subject, rung, before, after }: RungDifference): string[] => [
  ruleId,
  subject,
  rung,
  before === undefined ? 'not told' : [before.at, before.proposes].filter(Boolean).join(' proposes '),
  '→',
  after === undefined ? 'not told' : [after.at, after.proposes].filter(Boolean).join(' proposes '),
];

const guardLine = ({ subject, chart, transition, before, after }: GuardDifference): string[] => [
  chart,
  transition,
  subject,
  before,
  '→',
  after,
];
const routeLine = ({ subject, routeId, before, after }: RouteDifference): string[] => [routeId, subject, before, '→', after];

/** A day that ends at its midnight is written as that day, not as the next (COUNTING 1). */
function dayOf(due: string): string {
  const [, before] = /^(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?\+08:00$/.exec(due) ?? [];
  if (before === undefined) return due;
  return new Date(Date.parse(`${before}T00:00:00Z`) - 1).toISOString().slice(0, 10);
}
