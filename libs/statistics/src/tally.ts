import { daysBetween, type LocalDate } from '@xiezhi/statutory-time';
import { Durations, type Spread } from './days.ts';
import type { Described, FigureDefinition, Judgement, SplitName, Window } from './definition.ts';
import type { Item } from './items.ts';
import { type Change, changeOfNumbers, changeOfShares, oneDecimal, type Share, shareOf, smallBelow } from './share.ts';

export interface Group {
  split: SplitName;
  key: string;
  share: Share;
  original?: Share;
}

/** One figure of one period. Which members there are follows from its shape. */
export interface Figure {
  id: string;
  numerator: number;
  denominator: number;
  /** The headline as it is written. */
  shown: string;
  share?: Share;
  /** 按原期限 (SC-5). */
  original?: Share;
  gross?: Spread;
  net?: Spread;
  /** What has not ended by the cut-off: how many, and their median age in days. */
  open?: { n: number; medianAge?: number };
  isImmature: boolean;
  groups: Group[];
  notes: { key: string; text: string; n: number }[];
  change?: Change;
}

/** More groups than this tell nobody anything; the rest is counted in the figure and left out of the breakdown. */
export const groupsMax = 200;

interface Counts {
  items: number;
  numerator: number;
  denominator: number;
  original: number;
}

/** Folds judgements into a figure, in memory that does not grow with their number. */
export class Tally {
  readonly #definition: FigureDefinition;
  readonly #window: Window;
  readonly #all: Counts = { items: 0, numerator: 0, denominator: 0, original: 0 };
  readonly #groups = new Map<string, Counts & { split: SplitName; key: string }>();
  readonly #notes = new Map<string, number>();
  readonly #gross = new Durations();
  readonly #net = new Durations();
  readonly #open = new Durations();
  #hasOriginal = false;
  #lastBorn: LocalDate | undefined;

  constructor(definition: FigureDefinition, window: Window) {
    this.#definition = definition;
    this.#window = window;
  }

  /** @returns how it counts, undefined when it does not */
  add(item: Item): Judgement | undefined {
    const judgement = this.#definition.judge(item, this.#window);
    if (judgement === undefined) return undefined;
    count(this.#all, judgement);
    if (judgement.original !== undefined) this.#hasOriginal = true;
    for (const [split, key] of Object.entries(judgement.splits ?? {}) as [SplitName, string][]) this.#addToGroup(split, key, judgement);
    for (const note of judgement.notes ?? []) this.#notes.set(note, (this.#notes.get(note) ?? 0) + 1);
    if (judgement.days !== undefined) {
      this.#gross.add(judgement.days.gross);
      this.#net.add(judgement.days.net);
    }
    if (judgement.openDays !== undefined) this.#open.add(judgement.openDays);
    const { bornOn } = judgement;
    if (bornOn !== undefined && (this.#lastBorn === undefined || bornOn > this.#lastBorn)) this.#lastBorn = bornOn;
    return judgement;
  }

  figure(): Figure {
    const { id, shape, unit, notes = {} } = this.#definition;
    const { numerator, denominator } = this.#all;
    const [gross, net] = [this.#gross.spread(), this.#net.spread()];
    const isShare = shape === 'rate' || shape === 'ratio';
    const share = this.#shareOf(this.#all);
    const open = this.#open.spread();
    return {
      id,
      numerator,
      denominator,
      shown: shape !== 'days' ? share.shown : gross === undefined ? '—' : `${gross.median} ${unit}`,
      ...(isShare && { share }),
      ...(isShare && this.#hasOriginal && { original: this.#originalOf(this.#all) }),
      ...(gross !== undefined && net !== undefined && { gross, net }),
      ...(shape === 'days' && { open: { n: open?.n ?? 0, ...(open !== undefined && { medianAge: open.median }) } }),
      isImmature: this.#isImmature(),
      groups: this.#shownGroups(),
      notes: Object.entries(notes).flatMap(([key, text]) => {
        const times = this.#notes.get(key) ?? 0;
        return times === 0 ? [] : [{ key, text: text.replace('{n}', String(times)), n: times }];
      }),
    };
  }

  /** Written as the shape of the figure wants it: a count and an average have no percentage. */
  #shareOf({ items, numerator, denominator }: Counts): Share {
    const { shape, unit } = this.#definition;
    const isTooFew = denominator < smallBelow;
    switch (shape) {
      case 'count':
      case 'days':
        return { numerator, denominator, shown: `${numerator} ${shape === 'days' ? '件' : unit}` };
      case 'mean':
        return {
          numerator,
          denominator,
          shown: isTooFew ? shareOf(numerator, denominator).shown : `${oneDecimal(numerator / denominator).toFixed(1)} ${unit}`,
        };
      case 'rate':
        return shareOf(numerator, denominator);
      case 'ratio':
        return shareOf(numerator, denominator, items);
    }
  }

  #originalOf({ original, denominator }: Counts): Share {
    return shareOf(original, denominator);
  }

  #isImmature(): boolean {
    const { maturityDays } = this.#definition;
    if (maturityDays === undefined || this.#lastBorn === undefined) return false;
    return daysBetween(this.#lastBorn, this.#window.cutOff.on) < maturityDays;
  }

  #addToGroup(split: SplitName, key: string, judgement: Judgement): void {
    const name = `${split} ${key}`;
    const group = this.#groups.get(name) ?? { split, key, items: 0, numerator: 0, denominator: 0, original: 0 };
    count(group, judgement);
    if (this.#groups.size < groupsMax || this.#groups.has(name)) this.#groups.set(name, group);
  }

  /** In the order of their keys, never of their values: no list here ranks anybody (SC-13). */
  #shownGroups(): Group[] {
    return [...this.#groups.values()]
      .toSorted((one, other) => (`${one.split} ${one.key}` < `${other.split} ${other.key}` ? -1 : 1))
      .map(({ split, key, ...counts }) => ({
        split,
        key,
        share: this.#shareOf(counts),
        ...(this.#hasOriginal && { original: this.#originalOf(counts) }),
      }));
  }
}

function count(counts: Counts, { numerator, denominator, original }: Judgement): void {
  counts.items += denominator === 0 ? 0 : 1;
  counts.numerator += numerator;
  counts.denominator += denominator;
  counts.original += original ?? numerator;
}

/** The figure with what it was a year before (SC-10). An immature cohort is not compared with a mature one. */
export function compared({ shape }: Described, now: Figure, before: Figure): Figure {
  if (now.isImmature || before.isImmature) return now;
  const change = changeBetween(shape, before, now);
  return change === undefined ? now : { ...now, change };
}

function changeBetween(shape: Described['shape'], before: Figure, now: Figure): Change | undefined {
  if (before.share !== undefined && now.share !== undefined) return changeOfShares(before.share, now.share);
  if (before.gross !== undefined && now.gross !== undefined)
    return changeOfNumbers({ value: before.gross.median, n: before.gross.n }, { value: now.gross.median, n: now.gross.n });
  const sized = ({ numerator, denominator }: Figure) =>
    shape === 'mean' ? { value: numerator / denominator, n: denominator } : { value: numerator, n: numerator };
  return changeOfNumbers(sized(before), sized(now));
}

/** A figure over items in memory, with the ids behind each number. Storage folds a {@link Tally} instead and pages the ids. */
export function figureOf(
  definition: FigureDefinition,
  items: Iterable<Item>,
  window: Window,
): Figure & { behind: { numerator: string[]; denominator: string[] } } {
  const tally = new Tally(definition, window);
  const behind = { numerator: [] as string[], denominator: [] as string[] };
  for (const item of items) {
    const judgement = tally.add(item);
    if (judgement !== undefined && judgement.numerator !== 0) behind.numerator.push(item.id);
    if (judgement !== undefined && judgement.denominator !== 0) behind.denominator.push(item.id);
  }
  return { ...tally.figure(), behind };
}
