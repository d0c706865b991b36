import { useQuery } from '@tanstack/react-query';
import { codeListsQuery } from '../api/queries.ts';

export interface ChoiceList {
  /** For a list to choose from; empty until the lists have come. */
  options: { value: string; label: string }[];
  /** A code that no mechanism lists any more is shown as it is. */
  nameOf(code: string): string;
}

/** A list of the mechanisms in force, by the name that charts call it. */
export function useCodeList(list: string): ChoiceList {
  const { data = [] } = useQuery(codeListsQuery);
  const codes = data.find((one) => one.list === list)?.codes ?? [];
  return {
    options: codes.map(({ code, name }) => ({ value: code, label: name })),
    nameOf: (code) => codes.find((one) => one.code === code)?.name ?? code,
  };
}
