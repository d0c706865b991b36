import type { Clue, Material, Parts } from '../api/types.ts';
import { valueOf, wayOf } from './receivers.ts';

/** What is handed over, as far as a draft asks about it. Without members nothing can be left out here: the parts stay as they were. */
export interface Drafted {
  matterKind: string;
  sourceCode?: string | undefined;
  content?: string[];
  materials?: Material[];
}

/** Title and source name the matter and always go along: they are no members to choose, and the service knows none of that name. */
export function draftedOf({ content: { title: _title, sourceCode, ...content }, materials }: Pick<Clue, 'content' | 'materials'>): Drafted {
  return { matterKind: 'clue', sourceCode, content: Object.keys(content), materials };
}

/** What a draft says. */
export interface Terms {
  receiver: string;
  route: string;
  purpose: string;
  legalBasis: string;
  parts?: Parts;
}

/** The same as its form holds it. */
export interface Values {
  to?: string;
  purpose: string;
  legalBasis: string;
  content?: string[];
  materials?: string[];
}

/** @param open ways that may be chosen: one that is closed by now is chosen anew */
export function valuesOf({ content = [], materials = [] }: Drafted, before: Terms | undefined, open: readonly { value: string }[]): Values {
  const parts = before?.parts ?? { content, materials: materials.map(({ sha256 }) => sha256) };
  if (before === undefined) return { purpose: '', legalBasis: '', ...parts };
  const { receiver, route, purpose, legalBasis } = before;
  const to = valueOf(receiver, route);
  return { ...(open.some(({ value }) => value === to) && { to }), purpose, legalBasis, ...parts };
}

/** Nothing is said of parts when everything goes along. */
export function termsOf(
  { to = '', purpose, legalBasis, content = [], materials = [] }: Values,
  drafted: Drafted,
  kept: Parts | undefined,
): Terms {
  const terms = { ...wayOf(to), purpose: purpose.trim(), legalBasis: legalBasis.trim() };
  if (drafted.content === undefined) return { ...terms, ...(kept !== undefined && { parts: kept }) };
  const isWhole = content.length === drafted.content.length && materials.length === (drafted.materials ?? []).length;
  return { ...terms, ...(!isWhole && { parts: { content, materials } }) };
}
