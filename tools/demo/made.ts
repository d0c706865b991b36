import { z } from 'zod';

/** What a story can make, in the words of the glossary and as streams are named. */
export const thingKinds = {
  问题: 'problem',
  线索: 'clue',
  移送: 'hand-off',
  案卷: 'case-file',
  反馈: 'thread',
  督办: 'supervision',
  争议: 'dispute',
} as const;
export type ThingWord = keyof typeof thingKinds;
export const ThingWord = z.enum(Object.keys(thingKinds) as [ThingWord, ...ThingWord[]]);

export type MatterKind = 'problem' | 'clue' | 'case-file';

/** One thing a story has made, under the name the story gave it. */
export interface Thing {
  word: ThingWord;
  id: string;
  familyId: string;
  /** The matter it is about; of a matter itself, that matter. */
  matter: { kind: MatterKind; id: string };
}

export const subjectOf = ({ word, id }: Thing): string => `${thingKinds[word]}/${id}`;

/** What a story has made so far, and the agencies it speaks of. */
export class Made {
  readonly things = new Map<string, Thing>();
  /** Ids by slug. */
  readonly agencies: ReadonlyMap<string, string>;

  constructor(agencies: ReadonlyMap<string, string>) {
    this.agencies = agencies;
  }

  agency(slug: string): string {
    const id = this.agencies.get(slug);
    if (id === undefined) throw new Error(`名录中没有单位 ${slug}`);
    return id;
  }

  thing(name: string): Thing {
    const thing = this.things.get(name);
    if (thing === undefined) throw new Error(`故事里还没有 ${name}`);
    return thing;
  }

  /** Under which name a stream is known here; its subject when it has none. */
  nameOf(subject: string): string | undefined {
    return [...this.things].find(([, thing]) => subjectOf(thing) === subject)?.[0];
  }

  /** Under which name a matter is known here. */
  nameOfMatter(id: string): string | undefined {
    return [...this.things].find(([, thing]) => thing.id === id)?.[0];
  }

  get families(): string[] {
    return [...new Set([...this.things.values()].map(({ familyId }) => familyId))];
  }
}
