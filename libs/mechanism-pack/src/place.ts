import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { PackFiles } from './pack-files.ts';

/**
 * Gives complaints that name things by their ids the line where these stand: `charts/dispute.yaml transitions D7: no stage NOWHERE` becomes
 * `charts/dispute.yaml:41 transitions D7: …`. What cannot be found keeps its words.
 */
export class Places {
  readonly #files: PackFiles;
  readonly #read = new Map<string, { root: unknown; lineAt(offset: number): number }>();

  constructor(files: PackFiles) {
    this.#files = files;
  }

  withLine(complaint: string): string {
    const at = complaint.indexOf(': ');
    const [place, said] = [complaint.slice(0, at), complaint.slice(at + 2)];
    const [first = '', ...names] = place.split(' ');
    // Of a list, the element that is spoken of: `stages: LOST cannot be reached`.
    const spoken = [...names, said.split(' ')[0] ?? ''];
    for (const { file, words } of candidates(this.#files, first, names, spoken)) {
      const line = this.#lineOf(file, words);
      if (line !== undefined) return `${file}:${line}${names.length === 0 ? '' : ` ${names.join(' ')}`}: ${said}`;
    }
    return complaint;
  }

  /** The line of the deepest of the words that is there; undefined when not even the first is. */
  #lineOf(file: string, words: readonly string[]): number | undefined {
    const { root, lineAt } = this.#of(file);
    let found: number | undefined;
    let node: unknown = root;
    for (const word of words) {
      const next = childOf(node, word);
      if (next === undefined) break;
      node = next.value;
      found = lineAt(next.offset);
    }
    return found;
  }

  #of(file: string) {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const lines = new LineCounter();
    const { contents } = parseDocument(this.#files.get(file) ?? '', { lineCounter: lines });
    const read = { root: contents, lineAt: (offset: number) => lines.linePos(offset).line };
    this.#read.set(file, read);
    return read;
  }
}

interface Candidate {
  file: string;
  words: readonly string[];
}

/** `charts/x.yaml a b` says its file; `clocks H05` is in whichever file has that row; `charts` begins with the name of one. */
function candidates(files: PackFiles, first: string, names: readonly string[], spoken: readonly string[]): Candidate[] {
  if (files.has(first)) return [{ file: first, words: spoken }];
  const [name = '', id = ''] = spoken;
  if (first === 'charts' && names.length === 0) return [{ file: `charts/${name}.yaml`, words: ['chart'] }];
  if (first !== 'clocks') return [];
  const row = names.length === 0 ? name : (names[0] ?? id);
  return [...files.keys()]
    .filter((file) => file.startsWith('clocks/') && hasRow(files.get(file) ?? '', row))
    .flatMap((file) => ['rules', 'information'].map((section) => ({ file, words: [section, row] })))
    .toSorted((one, other) => Number(one.words[0] === 'information') - Number(other.words[0] === 'information'));
}

const hasRow = (text: string, row: string): boolean => new RegExp(`\\bid: *["']?${row}\\b`).test(text);

interface Child {
  value: unknown;
  offset: number;
}

/** A member by its name, or the element of a list that calls itself so. */
function childOf(node: unknown, word: string): Child | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(key) === word);
    return pair === undefined ? undefined : { value: pair.value, offset: offsetOf(pair.key) };
  }
  if (!isSeq(node)) return undefined;
  const element = node.items.find((one) => isMap(one) && ['id', 'code', 'slug', 'chart'].some((name) => String(one.get(name)) === word));
  return element === undefined ? undefined : { value: element, offset: offsetOf(element) };
}

function offsetOf(node: unknown): number {
  return typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number])[0] : 0;
}
