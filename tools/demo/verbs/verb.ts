import { type Form, nothing } from '../form.ts';
import type { Thing, ThingWord } from '../made.ts';

/** One word of a story: what it acts on, what it begins, where it is sent and what the officer fills in. */
export interface Verb {
  /** Kinds of things it acts on; absent where a matter begins. */
  on?: readonly ThingWord[];
  /** What the command begins, when it begins something. */
  makes?: ThingWord;
  /** Worklist item in which the officer finds it; absent where an officer acts without being asked. */
  item?: string;
  path(thing: Thing | undefined): string;
  form: Form;
  /** What the body says beside the form. */
  says?(thing: Thing | undefined): Record<string, unknown>;
  /** What is wrong with an answer that is not a no, where one command does several things. */
  faultOf?(answer: object): string | undefined;
  /** Past tense for the narrator. */
  done: string;
}

interface Act {
  done: string;
  item?: string;
  form?: Form;
  /** What is sent beside the form, always. */
  says?: Record<string, unknown>;
}

/** A verb on one thing, sent to `<collection>/<id>/<verb>`. */
export const actOn =
  (word: ThingWord, collection: string) =>
  (verb: string, { done, item, form = nothing, says }: Act): Verb => ({
    on: [word],
    ...(item !== undefined && { item }),
    path: (thing) => `/api/${collection}/${thing?.id}/${verb}`,
    form,
    ...(says !== undefined && { says: () => says }),
    done,
  });

/** The matter a new thing is about, as the commands that begin one name it. */
export const aboutMatter = (thing: Thing | undefined): Record<string, unknown> => ({
  matterKind: thing?.matter.kind,
  matterId: thing?.matter.id,
});
