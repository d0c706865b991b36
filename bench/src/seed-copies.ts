import { derivedId } from '@xiezhi/aggregate';
import { announcementHash } from '@xiezhi/contracts';
import { partitionOf } from '@xiezhi/messaging';
import type { Form, Template } from './seed-template.ts';

/** Where copies take up from: what the next position and the next number of each series is. Moved on by every copy. */
export interface Counters {
  positions: Map<string, number>;
  numbers: Map<string, number>;
}

/** Moments at which copies are made up to have been begun: ids are in the order of time, as lived ones are. */
export interface Calendar {
  /** Ms since the epoch of the first one, and from one to the next. */
  firstAt: number;
  stepMs: number;
}

/** Lines of COPY by table, with a line feed behind each. */
export type Lines = Map<string, string[]>;

/**
 * Writes one more life: ids of its own, derived ones derived, its numbers the next of their series, its announcements chained.
 *
 * @param n which copy, from 0 on; no two with the same
 */
export function copyOf(template: Template, n: number, calendar: Calendar, partitions: number, counters: Counters, into: Lines): void {
  const values: string[] = [];
  const numbers = new Map<string, number>();
  const next = (counts: Map<string, number>, key: string): number => {
    const value = counts.get(key) ?? 1;
    counts.set(key, value + 1);
    return value;
  };
  const numberOf = (series: string): number => {
    const taken = numbers.get(series) ?? next(counters.numbers, series);
    numbers.set(series, taken);
    return taken;
  };
  for (const [place, hole] of template.holes.entries()) {
    switch (hole.kind) {
      case 'id':
        values.push(idOf(n, place, hole.version, calendar));
        break;
      case 'derived':
        values.push(derivedId(values[hole.from]!, hole.what));
        break;
      case 'number':
        values.push(`${hole.word}${numberOf(hole.series)}${hole.rest}`);
        break;
      case 'number alone':
        values.push(String(numberOf(hole.series)));
        break;
      case 'position':
        values.push(String(next(counters.positions, hole.schema)));
        break;
      case 'partition':
        values.push(String(partitionOf(values[template.family]!, partitions)));
        break;
      case 'hash': {
        const [id, subject] = filled(hole.headers, values).split(' ') as [string, string];
        const { source, type, time } = hole;
        values.push(announcementHash({ id, source, type, subject, time }, Buffer.from(filled(hole.body, values))));
      }
    }
  }
  for (const { table, lines } of template.tables) {
    const list = into.get(table) ?? [];
    for (const line of lines) list.push(filled(line, values), '\n');
    into.set(table, list);
  }
}

export function filled({ texts, holes }: Form, values: readonly string[]): string {
  let text = texts[0]!;
  for (let n = 0; n < holes.length; n++) text += values[holes[n]!]! + texts[n + 1]!;
  return text;
}

/** As version 7 where it was one: milliseconds first, then place and number, which keep copies apart. */
function idOf(n: number, place: number, version: string, { firstAt, stepMs }: Calendar): string {
  const ms = Math.floor(firstAt + n * stepMs)
    .toString(16)
    .padStart(12, '0');
  const number = n.toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-${version}${place.toString(16).padStart(3, '0')}-8eed-${number}`;
}
