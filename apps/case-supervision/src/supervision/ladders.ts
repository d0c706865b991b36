import { Refusal } from '@xiezhi/decider';
import { type Ladder, type PackShelf, packVersionOf, type SupervisionLevel } from '@xiezhi/mechanism-pack';

/** What is known of the mechanism a matter runs under: its version, or the mechanism of the way it was handed over. */
export interface RunsUnder {
  packVersion?: string;
  mechanism?: string;
}

/**
 * The ladders of supervision of the packs that a process has loaded, read live. A supervision stands on the ladder of one version from its
 * proposal to its end, and so does whatever climbs from it. Facts of before versions were kept name none: the pack of the setting is meant.
 */
export class Ladders {
  readonly #shelf: PackShelf;
  readonly #home: Ladder;

  /** @throws Error when the pack of the setting has no ladder: the service cannot work with it and must not start */
  constructor(shelf: PackShelf) {
    const { header, ladder } = shelf.home;
    if (ladder === undefined) throw new Error(`the mechanism pack ${header.name} has no ladder.yaml`);
    this.#shelf = shelf;
    this.#home = ladder;
  }

  /**
   * @returns undefined when that version has no ladder: a ladder cites the law of its own mechanism, so nobody stands on that of another
   * @throws Refusal PACK_VERSION_NOT_LOADED
   */
  find(packVersion: string | undefined): Ladder | undefined {
    return packVersion === undefined ? this.#home : this.#shelf.of(packVersion).ladder;
  }

  /** @throws Refusal PACK_VERSION_NOT_LOADED, LADDER_MISSING */
  of(packVersion: string | undefined): Ladder {
    const ladder = this.find(packVersion);
    if (ladder === undefined) throw new Refusal('LADDER_MISSING', { version: packVersion ?? '' });
    return ladder;
  }

  /** What an order of this level is issued as, by code and name; empty where the version names none, or is not loaded here. */
  documentOf(packVersion: string | undefined, level: SupervisionLevel): { document?: string; documentName?: string } {
    const isHome = packVersion === undefined;
    const pack = isHome ? this.#shelf.home : this.#shelf.has(packVersion) ? this.#shelf.of(packVersion) : undefined;
    const document = pack?.ladder?.levels.find(({ code }) => code === level)?.document;
    const documentName = pack?.letters?.find(({ code }) => code === document)?.name;
    return { ...(document !== undefined && { document }), ...(documentName !== undefined && { documentName }) };
  }

  /**
   * Hours between two urgings. Anybody may remind without a ladder, which is no reason to flood: where the mechanism says nothing, the
   * hours of the setting's pack hold.
   *
   * @throws Refusal PACK_VERSION_NOT_LOADED
   */
  quietHours(packVersion: string | undefined): number {
    return (this.find(packVersion) ?? this.#home).urging.quietHours;
  }

  /**
   * The version whose ladder a person's proposal about a matter stands on: the matter's own, else the one its mechanism has in force. Where
   * none is in force on the day, the setting's pack: an order must not fail for a day that no pack foresees.
   *
   * @param on legal day of the act
   * @throws Refusal PACK_VERSION_NOT_LOADED
   */
  versionFor(matter: RunsUnder, on: string): string {
    const { header } = this.#shelf.meant(matter, on) ?? this.#shelf.holding(on) ?? this.#shelf.home;
    return packVersionOf(header);
  }
}
