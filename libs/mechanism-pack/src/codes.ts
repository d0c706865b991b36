import { LegalBasis } from '@xiezhi/contracts';
import { z } from 'zod';
import { strangeToEvents } from './known-to-contract.ts';

/** A list of this name is derived from parties.yaml: charts name it as they name those of codes.yaml. */
export const listOfParties = 'parties';

const ListName = z.string().regex(/^[a-z][a-z-]{0,39}$/);
const Code = z.string().regex(/^\S{1,60}$/, { error: 'a code has no blanks and at most 60 characters' });
const Words = z.string().min(1).max(300);
const Source = z.array(z.strictObject(LegalBasis.shape)).min(1).max(10);

/** From where to where something is of a degree. A side that is not given is open. */
const Threshold = z.strictObject({
  degree: Code.describe('Code of the list that `degrees` of this list names, such as 较严重'),
  from: z.number().min(0).max(1e12).optional().describe('Least size that is of this degree'),
  above: z.number().min(0).max(1e12).optional().describe('Sizes greater than this are'),
  upTo: z.number().min(0).max(1e12).optional().describe('Greatest size that is of this degree'),
  below: z.number().min(0).max(1e12).optional().describe('Sizes less than this are'),
  when: Words.optional().describe('In words, where no size decides'),
  source: Source.optional(),
});
export type Threshold = z.infer<typeof Threshold>;

const PackedCode = z.strictObject({
  code: Code.describe('What is recorded and told; never given another meaning'),
  name: z.string().min(1).max(120).optional().describe('Chinese, as officers read it; absent: the code itself is Chinese'),
  group: z.string().min(1).max(40).optional().describe('Heading under which officers find it, such as 乱占'),
  refines: z.array(Code).min(1).max(10).optional().describe('Codes of the same list that it says more exactly'),
  same: z.strictObject({ list: ListName, code: Code }).optional().describe('What it corresponds to in another list; both are recorded'),
  unit: z.string().min(1).max(20).optional().describe('Of a quantity or size, in Chinese'),
  proof: Words.optional().describe('What a quantity is proven by'),
  size: z.string().min(1).max(20).optional().describe('What the thresholds measure, in `unit`: 面积, 体积'),
  thresholds: z.array(Threshold).min(1).max(10).optional(),
  items: z.array(Words).min(1).max(40).optional().describe('Typical cases'),
  note: z.string().min(1).max(400).optional(),
  source: Source.optional().describe('Absent: that of the list'),
});
export type PackedCode = z.infer<typeof PackedCode>;

export const CodeList = z.strictObject({
  title: z.string().min(1).max(60).describe('Chinese, as officers read it'),
  source: Source.describe('What the list rests on, with its mark; a code may have its own'),
  degrees: ListName.optional().describe('List whose codes the thresholds of this one name'),
  codes: z.array(PackedCode).min(1, { error: 'the list is empty' }).max(200),
});
export type CodeList = z.infer<typeof CodeList>;

/** codes.yaml: what officers choose from and what commands accept, by the name that charts refer to. */
export const CodeLists = z.record(ListName, CodeList).superRefine((lists, context) => {
  for (const [name, list] of Object.entries(lists)) {
    const complain = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path: [name, ...path], message });
    if (name === listOfParties) complain([], `${name} is the list of parties.yaml`);
    if (list.degrees !== undefined && lists[list.degrees] === undefined) complain(['degrees'], `the pack has no list ${list.degrees}`);
    list.codes.forEach((code, place) => {
      const at = (...path: PropertyKey[]) => ['codes', place, ...path];
      for (const [path, message] of complaintsAbout(code, place, { name, list, lists })) complain(at(...path), message);
    });
  }
});
export type CodeLists = z.infer<typeof CodeLists>;

interface Around {
  name: string;
  list: CodeList;
  lists: Readonly<Record<string, CodeList>>;
}

function complaintsAbout(one: PackedCode, place: number, { name, list, lists }: Around): [PropertyKey[], string][] {
  const has = (other: CodeList | undefined, code: string): boolean => other?.codes.some((each) => each.code === code) ?? false;
  const lacking = (of: string, code: string): string =>
    lists[of] === undefined ? `the pack has no list ${of}` : `the list ${of} does not define ${code}`;
  const strange = strangeToEvents(name, one.code);
  const { refines = [], same, thresholds = [] } = one;
  return [
    ...(list.codes.findIndex(({ code }) => code === one.code) === place ? [] : [told(['code'], `${one.code} stands twice`)]),
    ...(strange === undefined ? [] : [told(['code'], strange)]),
    ...(one.name === undefined && !/\p{Script=Han}/u.test(one.code) ? [told(['code'], `${one.code} has no name in Chinese`)] : []),
    ...refines.filter((code) => !has(list, code)).map((code) => told(['refines'], lacking(name, code))),
    ...(same === undefined || has(lists[same.list], same.code) ? [] : [told(['same'], lacking(same.list, same.code))]),
    ...thresholds
      .filter(({ degree }) => list.degrees === undefined || (lists[list.degrees] !== undefined && !has(lists[list.degrees], degree)))
      .map(({ degree }) =>
        told(['thresholds'], list.degrees === undefined ? 'thresholds need degrees, the list they name' : lacking(list.degrees, degree)),
      ),
    ...overlapping(thresholds).map(([less, more]) => told(['thresholds'], `thresholds of ${less} and ${more} overlap`)),
  ];
}

const told = (path: PropertyKey[], message: string): [PropertyKey[], string] => [path, message];

/** Pairs of degrees that one and the same size would be of. */
export function overlapping(thresholds: readonly Threshold[]): [string, string][] {
  const sized = thresholds.filter((one) => [one.from, one.above, one.upTo, one.below].some((bound) => bound !== undefined));
  return sized.flatMap((one, place) =>
    sized
      .slice(place + 1)
      .filter((other) => reaches(one, other) && reaches(other, one))
      .map((other): [string, string] => [one.degree, other.degree]),
  );
}

/** Whether the one begins before, or where, the other ends. */
function reaches(one: Threshold, other: Threshold): boolean {
  const [begin, end] = [one.from ?? one.above ?? 0, other.upTo ?? other.below ?? Infinity];
  return begin < end || (begin === end && one.above === undefined && other.below === undefined);
}
