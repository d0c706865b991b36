import type { ClockRule, EventMatch } from '@xiezhi/statutory-time';
import { z } from 'zod';
import type { Charts } from './charts.ts';
import { eventOfType } from './feedback.ts';

type Paths = string | string[] | undefined;

/**
 * Whether a row can ever see what it waits for: its events exist, and so do their members and the charts' fields it reads. A row that
 * names nothing that is would start never, and nobody would be told.
 */
export function checkRows(rules: readonly ClockRule[], charts: Charts): string[] {
  return rules.flatMap((rule) => [...new Set(complaintsOf(rule, charts))].map((complaint) => `clocks ${rule.id}: ${complaint}`));
}

function complaintsOf(rule: ClockRule, charts: Charts): string[] {
  const ends = [...rule.stop, ...rule.cancel, ...rule.pause, ...rule.resume];
  return [
    // What the row reads of its start; of its ends it reads what tells its subject, which need not name the round they end.
    ...rule.start.flatMap((match) =>
      ofEvent(match, [match.at, match.holder ?? rule.holder, rule.until, rule.before, rule.subject.id, rule.subject.per], charts),
    ),
    ...ends.flatMap((match) => ofEvent(match, [pathAt(match), rule.subject.id], charts)),
  ];
}

/** Only stops say where the moment stands. */
const pathAt = (match: EventMatch & { at?: string | undefined }): string | undefined => match.at;

function ofEvent({ event, where }: EventMatch, read: readonly Paths[], charts: Charts): string[] {
  const members = membersOf(event);
  if (members === undefined) return [`there is no event ${event}`];
  // One of several paths is enough: the first that is present counts.
  const asked = [...Object.keys(where).map((path) => [path]), ...read.flatMap((paths) => (paths === undefined ? [] : [[paths].flat()]))];
  return [
    ...asked
      .filter((paths) => paths.length > 0 && !paths.some((path) => isOf(path, members)))
      .map((paths) => `${event} has no member ${paths.join(' or ')}`),
    ...asked.flatMap((paths) => (paths.length === 1 ? fieldComplaints(paths[0]!, where, charts) : [])),
  ];
}

const isOf = (path: string, members: readonly string[]): boolean => {
  const [first = ''] = path.split('.');
  return first === 'meta' || members.includes(first);
};

function membersOf(type: string): string[] | undefined {
  const data = eventOfType(type)?.data;
  return data instanceof z.ZodObject ? Object.keys(data.shape) : undefined;
}

/** `fields.x` is what a step of a named chart announces. */
function fieldComplaints(path: string, where: EventMatch['where'], charts: Charts): string[] {
  const [first, field] = path.split('.');
  if (first !== 'fields' || field === undefined) return [];
  const named = [where['chart']].flat().filter((name): name is string => typeof name === 'string');
  const among = named.length > 0 ? named.flatMap((name) => charts[name] ?? []) : Object.values(charts);
  const isAnnounced = among.some(({ fields }) => {
    const found = fields[field];
    return found !== undefined && 'announced' in found && found.announced;
  });
  return isAnnounced ? [] : [`no chart announces ${field}`];
}
