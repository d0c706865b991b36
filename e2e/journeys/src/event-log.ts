import { readAll } from './topics.ts';
import type { Stack } from '@xiezhi/testing/stack';

type Said = Readonly<Record<string, string | number | boolean | undefined>>;

/** One announcement, as plainly as it stands on its topic. */
export interface Told {
  type: string;
  subject: string;
  sequence: number;
  familyId: string;
  actedAt: string;
  world: string | undefined;
  parties: string[];
  agency: string | undefined;
  // Each type has its own; a recount looks at the members it knows the names of.
  data: Said;
  /** What the step of a file recorded, as far as its chart announces it. */
  fields: Said;
}

interface Body {
  meta: { familyId: string; sequence: number; actedAt: string; world?: string; parties: string[]; actor: { agency?: string } };
  data: Said & { fields?: Said };
}

/** Everything that was ever told, each once, each stream in its order. */
export async function eventLog(stack: Stack): Promise<Told[]> {
  const records = await readAll(stack);
  const told = new Map<string, Told>();
  for (const { message } of records) {
    const header = (name: string) => String(message.headers?.[name]);
    const { meta, data } = JSON.parse(String(message.value)) as Body;
    const { familyId, sequence, actedAt, world, parties, actor } = meta;
    const type = header('ce_type').replace(/^.*?\.(.*)\.v1$/, '$1');
    const about = { type, subject: header('ce_subject'), sequence, familyId };
    told.set(header('ce_id'), { ...about, actedAt, world, parties, agency: actor.agency, data, fields: data.fields ?? {} });
  }
  return [...told.values()].toSorted((one, other) =>
    one.subject === other.subject ? one.sequence - other.sequence : one.subject < other.subject ? -1 : 1,
  );
}

/** Asia/Shanghai, eight hours ahead. */
export const dayOf = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);

export const daysFrom = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 86_400_000);

export const daysLater = (day: string, n: number): string => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);

/** What one agency sees of one world: a stream whole or not at all, as its newest announcement says. */
export class View {
  readonly streams: Told[][];

  constructor(
    log: readonly Told[],
    world: string,
    agency: string,
    readonly period: { from: string; to: string },
    readonly now: string,
  ) {
    const inWorld = log.filter((told) => told.world === world);
    this.streams = [...Map.groupBy(inWorld, ({ subject }) => subject).values()].filter((stream) => stream.at(-1)!.parties.includes(agency));
  }

  get today(): string {
    return dayOf(this.now);
  }

  of(aggregate: string, begins: string): Told[][] {
    return this.streams
      .filter(([first]) => first!.subject.startsWith(`${aggregate}/`))
      .map((stream) => stream.slice(stream.findIndex(({ type }) => type === begins)))
      .filter((stream) => stream[0]?.type === begins);
  }

  isIn(day: string | undefined): boolean {
    return day !== undefined && day >= this.period.from && day <= this.period.to && day <= this.today;
  }

  isPast(day: string | undefined): boolean {
    return day !== undefined && day <= this.today;
  }
}

export const one = (stream: Told[], ...types: string[]): Told | undefined => stream.find(({ type }) => types.includes(type));
export const every = (stream: Told[], ...types: string[]): Told[] => stream.filter(({ type }) => types.includes(type));
