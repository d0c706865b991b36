import {
  AgencyRegisteredV1,
  type IntegrationEvent,
  MechanismPackPublishedV1,
  MechanismPackWithdrawnV1,
  PracticeClockMovedV1,
  PracticeWorldOpenedV1,
} from '@xiezhi/contracts';
import { type MechanismPack, mechanismPackOf, PackShelf, unpacked } from '@xiezhi/mechanism-pack';

/** What a dry run must know from the directory: the organs' kinds, the versions of packs, and the legal time of practice worlds. */
export class DirectoryHistory {
  readonly kinds = new Map<string, string>();
  readonly shelf: PackShelf;
  readonly #worlds = new Map<string, { recordedAt: string; legalNow: string }[]>();

  /** @param home the pack of the services' setting */
  constructor(home: MechanismPack) {
    this.shelf = new PackShelf(home);
  }

  get worlds(): readonly string[] {
    return [...this.#worlds.keys()];
  }

  hear({ type, data, meta }: IntegrationEvent): void {
    switch (type) {
      case AgencyRegisteredV1.type: {
        const { id, kind } = AgencyRegisteredV1.data.parse(data);
        this.kinds.set(id, kind);
        return;
      }
      case MechanismPackPublishedV1.type: {
        const { packVersion, content } = MechanismPackPublishedV1.data.parse(data);
        this.shelf.put(mechanismPackOf(unpacked(packVersion, content), packVersion));
        return;
      }
      case MechanismPackWithdrawnV1.type: {
        const { packVersion, lastDay } = MechanismPackWithdrawnV1.data.parse(data);
        this.shelf.withdraw(packVersion, lastDay);
        return;
      }
      case PracticeWorldOpenedV1.type: {
        const { id, legalNow } = PracticeWorldOpenedV1.data.parse(data);
        this.#worlds.set(id, [{ recordedAt: meta.recordedAt, legalNow }]);
        return;
      }
      case PracticeClockMovedV1.type: {
        const { id, to } = PracticeClockMovedV1.data.parse(data);
        this.#worlds.set(id, [...(this.#worlds.get(id) ?? []), { recordedAt: meta.recordedAt, legalNow: to }]);
      }
    }
  }

  /**
   * Legal time is that of the machine but in practice worlds, which have their own.
   *
   * @param end up to when periods run out that nobody ended; absent: now, in each world its own
   */
  legalNow(end: string | undefined, machineNow: string) {
    const until = (moment: string, world: string | undefined): string => {
      if (world === undefined) return moment;
      const moves = this.#worlds.get(world) ?? [];
      return moves.findLast(({ recordedAt }) => recordedAt <= moment)?.legalNow ?? moment;
    };
    return { when: until, atLast: (world: string | undefined): string => end ?? until(machineNow, world) };
  }
}
