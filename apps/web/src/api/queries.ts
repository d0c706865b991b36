import { QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Acknowledged, command, type CommandAnswer, newKey, Problem, query } from './http.ts';
import type {
  Agency,
  CaseFile,
  ChartStep,
  Clue,
  CodeList,
  DeadlineWhy,
  Division,
  Family,
  FigureItem,
  Figures,
  FileReturn,
  FrozenPackage,
  HandOff,
  IfSent,
  Me,
  OpenableChart,
  Page,
  Possible,
  Route,
  SharedMatter,
  Tab,
  Thread,
  Timeline,
  Worklist,
} from './types.ts';

/** Of a list as long as the directory: it changes a few times a year. */
const lookUpMs = 10 * 60_000;

/** Asked again when nobody answered, not when the answer was no. */
const patiently = (failures: number, error: Error) => failures < 3 && error instanceof Problem && error.isTransient;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: patiently, retryDelay: (n) => Math.min(1000 * 2 ** n, 8000), staleTime: 5000, refetchOnWindowFocus: true },
  },
});

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => query<Me>('/api/me', signal), staleTime: 60_000 });

export const worklistQuery = (tab: Tab, turn: 'mine' | 'all', cursor: string | undefined) =>
  queryOptions({
    queryKey: ['worklist', tab, turn, cursor ?? ''],
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams({ tab, turn, limit: '50', ...(cursor !== undefined && { cursor }) });
      return query<Worklist>(`/api/worklist?${asked.toString()}`, signal);
    },
    // Notices bring changes at once; this is for lights, which change by themselves.
    refetchInterval: 60_000,
  });

/** Everything below ['matter'] is read anew after a command and after a notice. */
const matter = <Answer>(path: string, ...key: string[]) =>
  queryOptions({ queryKey: ['matter', ...key], queryFn: ({ signal }) => query<Answer>(path, signal) });

export const handOffQuery = (id: string) => matter<HandOff>(`/api/clue-transfer/hand-offs/${id}`, 'hand-off', id);
export const possibleQuery = (id: string) => matter<Possible[]>(`/api/clue-transfer/hand-offs/${id}/possible`, 'hand-off', id, 'possible');
export const packageQuery = (id: string) => matter<FrozenPackage>(`/api/clue-transfer/hand-offs/${id}/package`, 'hand-off', id, 'package');
export const familyQuery = (id: string) => matter<Family>(`/api/families/${id}`, 'family', id);
export const timelineQuery = (id: string) => matter<Timeline>(`/api/families/${id}/timeline`, 'family', id, 'timeline');
export const clueQuery = (id: string) => matter<Clue>(`/api/clue-transfer/clues/${id}`, 'clue', id);
export const threadQuery = (id: string) => matter<Thread>(`/api/feedback/threads/${id}`, 'thread', id);
export const caseFileQuery = (id: string) => matter<CaseFile>(`/api/case-supervision/case-files/${id}`, 'case-file', id);
export const caseFilePossibleQuery = (id: string) =>
  matter<Possible[]>(`/api/case-supervision/case-files/${id}/possible`, 'case-file', id, 'possible');
export type SharedMatterKind = 'problem' | 'dispute';
export const sharedMatterQuery = (kind: SharedMatterKind, id: string) =>
  matter<SharedMatter>(`/api/clue-transfer/${kind}s/${id}`, kind, id);
export const sharedMatterPossibleQuery = (kind: SharedMatterKind, id: string) =>
  matter<{ steps: ChartStep[] }>(`/api/clue-transfer/${kind}s/${id}/possible`, kind, id, 'possible');
export const openableQuery = matter<OpenableChart[]>('/api/case-supervision/case-files/openable', 'openable');
export const fileReturnQuery = (handOffId: string) => ({
  ...matter<FileReturn>(`/api/case-supervision/case-files/of-hand-off/${handOffId}`, 'hand-off', handOffId, 'return'),
  // The file follows from the acceptance, a moment after it.
  retry: (failures: number, error: Error) => patiently(failures, error) || (failures < 5 && error instanceof Problem && error.isMissing),
});
export const whyQuery = (clockId: string) => matter<DeadlineWhy>(`/api/case-supervision/clocks/${clockId}/why`, 'clock', clockId);

/** Asked while a draft is written; the legal now goes on, so it is not kept. */
export const ifSentQuery = (asked: { route: string; receiver: string; matterId?: string }) => {
  const said = new URLSearchParams(asked).toString();
  return queryOptions({
    queryKey: ['if-sent', said],
    queryFn: ({ signal }) => query<IfSent>(`/api/case-supervision/clocks/if-sent?${said}`, signal),
  });
};

/** Walks over everything of the period: not asked again at every look of the window. */
export const figuresQuery = (period: string) =>
  queryOptions({
    queryKey: ['figures', period],
    queryFn: ({ signal }) => query<Figures>(`/api/figures?period=${period}`, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

export const figureItemsQuery = (id: string, period: string, side: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['figures', period, id, side, cursor ?? ''],
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams({ period, side, limit: '50', ...(cursor !== undefined && { cursor }) });
      return query<{ items: FigureItem[]; note?: string; next?: string }>(`/api/figures/${id}/items?${asked.toString()}`, signal);
    },
    staleTime: 60_000,
  });

/** A list of the directory, whole: at most a few hundred rows, in pages of two hundred. */
const lookUp = <Item>(name: string) =>
  queryOptions({
    queryKey: ['look-up', name],
    staleTime: lookUpMs,
    queryFn: async ({ signal }) => {
      const items: Item[] = [];
      for (let after: string | null | undefined = ''; typeof after === 'string';) {
        const page: Page<Item> = await query(`/api/directory/${name}?limit=200${after === '' ? '' : `&after=${after}`}`, signal);
        items.push(...page.items);
        after = page.next;
      }
      return items;
    },
  });

/** What may be chosen today, by the name of the list: it changes when a mechanism pack is published. */
export const codeListsQuery = queryOptions({
  queryKey: ['look-up', 'code-lists'],
  staleTime: lookUpMs,
  queryFn: ({ signal }) => query<CodeList[]>('/api/clue-transfer/code-lists', signal),
});

export const agenciesQuery = lookUp<Agency>('agencies');
export const routesQuery = lookUp<Route>('routes');
export const divisionsQuery = lookUp<Division>('divisions');

export interface Act {
  path: string;
  body: unknown;
  version?: number;
}

/**
 * One action of the officer. The key stays while it is tried again and is new after it was done, or when what is said has changed:
 * the service would refuse other content under the same key.
 */
export function useCommand<Answer extends Acknowledged = CommandAnswer>() {
  const client = useQueryClient();
  const key = useRef({ said: '', value: '' });
  return useMutation({
    mutationFn: (act: Act) => {
      const said = JSON.stringify(act);
      if (key.current.said !== said) key.current = { said, value: newKey() };
      return command<Answer>({ ...act, key: key.current.value });
    },
    onSuccess: async () => {
      key.current = { said: '', value: '' };
      await refresh(client);
    },
  });
}

/** Reads anew what a command or another officer may have changed. */
export async function refresh(client: QueryClient = queryClient): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: ['matter'] }), client.invalidateQueries({ queryKey: ['worklist'] })]);
}
