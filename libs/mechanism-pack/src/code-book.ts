import type { UnlistedCode } from '@xiezhi/stage-chart';
import { type CodeList, type CodeLists, listOfParties, type PackedCode } from './codes.ts';
import { listsOf } from './lists-of.ts';
import type { PackShelf } from './pack-shelf.ts';
import type { MechanismPack } from './read-mechanism-pack.ts';

/** A list as it may be chosen from on a day, over all mechanisms in force or of one. */
export interface ListInForce {
  list: string;
  title: string;
  codes: CodeInForce[];
}
export type CodeInForce = Omit<PackedCode, 'name' | 'source' | 'thresholds'> & {
  name: string;
  thresholds?: Omit<NonNullable<PackedCode['thresholds']>[number], 'source'>[];
};

/** What officers choose from and commands accept: the lists of the mechanisms in force, as they are when one looks. */
export class CodeBook {
  readonly #shelf: Pick<PackShelf, 'inForce'>;

  constructor(shelf: Pick<PackShelf, 'inForce'>) {
    this.#shelf = shelf;
  }

  /**
   * @param on legal day, Asia/Shanghai
   * @param mechanism name of a pack; absent: all of them. What several list is told as the mechanism of the service has it, else as the
   *   first by name does
   */
  lists(on: string, mechanism?: string): ListInForce[] {
    const found = new Map<string, ListInForce>();
    for (const pack of this.#packs(on, mechanism))
      for (const { list, title, codes } of inForceOf(pack)) {
        const standing = found.get(list) ?? { list, title, codes: [] };
        const more = codes.filter(({ code }) => !standing.codes.some((one) => one.code === code));
        found.set(list, { ...standing, codes: [...standing.codes, ...more] });
      }
    return [...found.values()];
  }

  /**
   * The codes that no mechanism has. A list that none defines is bound by how its codes are written alone: packs may write values out in
   * their charts.
   *
   * @param said codes by the list they should be in; undefined was not said
   * @param mechanism whose lists count first; where it has none, those of all do
   */
  unlisted(said: Readonly<Record<string, string | undefined>>, on: string, mechanism?: string): UnlistedCode[] {
    return Object.entries(said).flatMap(([list, code]) => {
      const own = mechanism === undefined ? [] : this.#codes(list, on, mechanism);
      const listed = own.length > 0 ? own : this.#codes(list, on);
      return code === undefined || listed.length === 0 || listed.includes(code) ? [] : [{ list, code }];
    });
  }

  #codes(list: string, on: string, mechanism?: string): string[] {
    return this.#packs(on, mechanism).flatMap((pack) => (listsOf(pack)[list] ?? []).map(({ code }) => code));
  }

  #packs(on: string, mechanism: string | undefined): readonly MechanismPack[] {
    return this.#shelf.inForce(on).filter(({ header }) => mechanism === undefined || header.name === mechanism);
  }
}

function inForceOf({ codes = {}, parties }: { codes?: CodeLists | undefined; parties?: MechanismPack['parties'] }): ListInForce[] {
  const organs = { list: listOfParties, title: '参加单位', codes: (parties ?? []).map(({ kind, name }) => ({ code: kind, name })) };
  return [
    ...Object.entries(codes).map(([list, { title, codes: all }]: [string, CodeList]) => ({ list, title, codes: all.map(toldOf) })),
    ...(parties === undefined ? [] : [organs]),
  ];
}

/** What a form needs: on what a code rests is read in the pack. */
function toldOf({ source: _source, thresholds, name, ...code }: PackedCode): CodeInForce {
  const bounds = thresholds?.map(({ source: _of, ...threshold }) => threshold);
  return { ...code, name: name ?? code.code, ...(bounds !== undefined && { thresholds: bounds }) };
}
