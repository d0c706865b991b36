import type { ListedCodes } from '@xiezhi/stage-chart';
import { type CodeLists, listOfParties } from './codes.ts';
import type { Parties } from './parties.ts';

/** All that may be chosen under a pack, by the name of the list: those of codes.yaml, and the kinds of organs of parties.yaml. */
export const listsOf = ({ codes = {}, parties }: { codes?: CodeLists | undefined; parties?: Parties | undefined }): ListedCodes => ({
  ...Object.fromEntries(
    Object.entries(codes).map(([list, { codes: all }]) => [list, all.map(({ code, name = code }) => ({ code, name }))] as const),
  ),
  ...(parties !== undefined && { [listOfParties]: parties.map(({ kind, name }) => ({ code: kind, name })) }),
});
