/** One field of what an officer says with a verb. `name` is the member of the request; its words are `field.<name>` of the catalogue. */
export type Field =
  | { name: string; kind: 'text'; max: number; isOptional?: true; isLong?: true }
  | { name: string; kind: 'lines'; max: number }
  | { name: string; kind: 'code'; codes: readonly string[]; isOptional?: true }
  /** A code of a list of the mechanism; its names come with it. */
  | { name: string; kind: 'listed'; list: string; isOptional?: true }
  | { name: string; kind: 'route'; receiver: string }
  | { name: string; kind: 'materials' };

export interface VerbForm {
  fields: readonly Field[];
  isGrave?: true;
  /** The command behind the verb, where it goes by another name, and what is said with it besides the fields. */
  command?: string;
  says?: Readonly<Record<string, string>>;
  /** Has so much to say that it has a page of its own. */
  isPage?: true;
  /** Changes a stream of its own: the version that the page shows is not that of this one. */
  isOtherStream?: true;
}

/** Codes of a refusal; the words stand in the catalogue under `refusal.<code>`. */
const refusalCodes = ['NOT_COMPETENT', 'NO_PUBLIC_INTEREST', 'REPEATED', 'UNVERIFIABLE', 'INCOMPLETE', 'OTHER'] as const;

const reason: Field = { name: 'reason', kind: 'text', max: 2000, isLong: true };
const nothing: VerbForm = { fields: [] };

/** What is said with each verb of a hand-off (`POST /hand-offs/:id/<verb>`), in the order in which the page offers them. */
export const handOffForms: Readonly<Record<string, VerbForm>> = {
  submit: nothing,
  revise: { fields: [], isPage: true },
  approve: nothing,
  'send-back': { fields: [{ name: 'remark', kind: 'text', max: 2000, isLong: true }] },
  receive: nothing,
  accept: nothing,
  'request-supplement': { fields: [{ name: 'items', kind: 'lines', max: 50 }, reason] },
  // One of the two: what was missing, or why it cannot be had.
  supplement: {
    fields: [
      { name: 'materials', kind: 'materials' },
      { name: 'impossible', kind: 'text', max: 2000, isOptional: true, isLong: true },
    ],
  },
  refuse: { fields: [{ name: 'reasonCode', kind: 'code', codes: refusalCodes }, reason], isGrave: true },
  forward: { fields: [{ name: 'route', kind: 'route', receiver: 'receiver' }, reason], isGrave: true },
  recall: { fields: [reason], isGrave: true },
  'consent-recall': nothing,
  'decline-recall': { fields: [{ ...reason, isOptional: true }] },
};

/** What is said with each verb of a case file (`POST /case-files/:id/<verb>`). */
export const caseFileForms: Readonly<Record<string, VerbForm>> = {
  evaluate: { fields: [{ name: 'findings', kind: 'text', max: 4000, isLong: true }] },
  decide: {
    fields: [
      { name: 'resultCode', kind: 'listed', list: 'clue-result' },
      { name: 'reason', kind: 'text', max: 4000, isLong: true },
      { name: 'caseNumber', kind: 'text', max: 80, isOptional: true },
    ],
  },
  // The file goes on by a hand-off of its own, which is signed as every other.
  refer: {
    fields: [
      { name: 'routeId', kind: 'route', receiver: 'receiver' },
      { name: 'purpose', kind: 'text', max: 1000, isLong: true },
      { name: 'legalBasis', kind: 'text', max: 500, isLong: true },
      { name: 'facts', kind: 'text', max: 4000, isOptional: true, isLong: true },
      { name: 'materials', kind: 'materials' },
    ],
  },
  return: { fields: [reason], isGrave: true, says: { basis: 'consent' }, isOtherStream: true },
  'return-unilateral': { fields: [reason], isGrave: true, command: 'return', says: { basis: 'unilateral' }, isOtherStream: true },
  'consent-return': { fields: [], isOtherStream: true },
  'decline-return': { fields: [reason], isOtherStream: true },
};

export const threadForms: Readonly<Record<string, VerbForm>> = {
  confirm: nothing,
  object: { fields: [{ name: 'grounds', kind: 'text', max: 2000, isLong: true }] },
};
