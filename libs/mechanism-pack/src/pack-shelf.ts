import { Refusal } from '@xiezhi/decider';
import { type BoundChart, ChartBook } from '@xiezhi/stage-chart';
import { packVersionOf } from './header.ts';
import type { MechanismPack } from './read-mechanism-pack.ts';

/** A pack, and the last legal day on which matters are born under it; absent: until a later version holds. */
interface Shelved {
  pack: MechanismPack;
  lastDay?: string | undefined;
}

/**
 * Every pack a process has loaded: the one of its setting, and those that were published since. What stands here stays: a withdrawn pack
 * bears nothing new, and carries what runs under it to the end.
 */
export class PackShelf {
  /** The charts of all of them, as they are when one looks. */
  readonly charts = new ChartBook(() => this.#charts);
  readonly #packs = new Map<string, Shelved>();
  readonly #withdrawn = new Map<string, string>();
  #charts: readonly BoundChart[] = [];

  /** The pack of the setting: its mechanism is meant where none is named. */
  readonly home: MechanismPack;

  constructor(home: MechanismPack) {
    this.home = home;
    this.put(home);
  }

  /**
   * @returns `new` when it was not there; `known` when it was; `other` when another content stands under this version: that one is kept,
   *   since matters may run on it
   */
  put(pack: MechanismPack): 'new' | 'known' | 'other' {
    const version = packVersionOf(pack.header);
    const standing = this.#packs.get(version);
    if (standing !== undefined) return JSON.stringify(standing.pack) === JSON.stringify(pack) ? 'known' : 'other';
    this.#packs.set(version, { pack, lastDay: this.#withdrawn.get(version) });
    this.#arrange();
    return 'new';
  }

  /** Ends births under a version, which need not have arrived yet. */
  withdraw(packVersion: string, lastDay: string): void {
    this.#withdrawn.set(packVersion, lastDay);
    const standing = this.#packs.get(packVersion);
    if (standing === undefined || standing.lastDay === lastDay) return;
    this.#packs.set(packVersion, { ...standing, lastDay });
    this.#arrange();
  }

  has(packVersion: string): boolean {
    return this.#packs.has(packVersion);
  }

  /** @throws Refusal PACK_VERSION_NOT_LOADED when it has not arrived here */
  of(packVersion: string): MechanismPack {
    const found = this.#packs.get(packVersion);
    if (found === undefined) throw this.#notLoaded(packVersion);
    return found.pack;
  }

  /** All of them, the home mechanism's first, each mechanism's in the order of their first days. */
  all(): readonly MechanismPack[] {
    return [...this.#packs.values()].map(({ pack }) => pack).toSorted(this.#order);
  }

  /**
   * The version of a mechanism that holds on a legal day.
   *
   * @param mechanism name of a pack; absent: that of the setting
   * @returns undefined when none does: nothing is born under this mechanism on that day
   * @throws Refusal PACK_VERSION_NOT_LOADED when no version of it has arrived here
   */
  holding(on: string, mechanism: string = this.home.header.name): MechanismPack | undefined {
    const versions = [...this.#packs.values()].filter(({ pack: { header } }) => header.name === mechanism);
    if (versions.length === 0) throw this.#notLoaded(mechanism);
    return versions
      .filter(({ pack: { header }, lastDay }) => header.validFrom <= on && (lastDay === undefined || on <= lastDay))
      .map(({ pack }) => pack)
      .toSorted(this.#order)
      .at(-1);
  }

  /** What holds on a legal day: of each mechanism one version at most, the home mechanism's first. */
  inForce(on: string): MechanismPack[] {
    const mechanisms = new Set(this.all().map(({ header }) => header.name));
    return [...mechanisms].flatMap((mechanism) => this.holding(on, mechanism) ?? []);
  }

  /**
   * The version by which something said is judged: that of the matter it speaks of, else the one its mechanism has in force.
   *
   * @param said members of an event's data
   * @param on legal day of the act
   * @throws Refusal PACK_VERSION_NOT_LOADED when the version, or every one of the mechanism, is yet to arrive
   */
  meant({ packVersion, mechanism }: { packVersion?: string; mechanism?: string }, on: string): MechanismPack | undefined {
    return packVersion === undefined ? this.holding(on, mechanism) : this.of(packVersion);
  }

  #notLoaded(version: string): Refusal {
    return new Refusal('PACK_VERSION_NOT_LOADED', { version, loaded: [...this.#packs.keys()].join(',') });
  }

  #order = ({ header: one }: MechanismPack, { header: other }: MechanismPack): number => {
    const isHome = ({ name }: { name: string }) => (name === this.home.header.name ? 0 : 1);
    return isHome(one) - isHome(other) || one.name.localeCompare(other.name) || one.validFrom.localeCompare(other.validFrom);
  };

  #arrange(): void {
    this.#charts = this.all().flatMap(({ header, charts }) => {
      const packVersion = packVersionOf(header);
      const validTo = this.#packs.get(packVersion)?.lastDay;
      return Object.values(charts).map((chart) => ({ chart, packVersion, validFrom: header.validFrom, validTo }));
    });
  }
}
