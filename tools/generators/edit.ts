import type { Tree } from './tree.ts';

/** Adds elements at the end of a list literal whose opening `open` matches; the formatter does the rest. */
export function appendToList(tree: Tree, path: string, open: RegExp, elements: string[]): void {
  const text = tree.read(path);
  if (text === undefined) throw new Error(`${path} is missing`);
  const match = open.exec(text);
  if (match === null) throw new Error(`${path} has no list that begins ${open.source}`);
  const start = match.index + match[0].length;
  const end = closingBracket(text, start);
  const there = text.slice(start, end).trimEnd();
  const separator = there === '' || there.endsWith(',') ? '' : ',';
  const isLong = there.includes('\n');
  const indent = isLong ? (/\n( *)\S/.exec(there)?.[1] ?? '  ') : ' ';
  const added = elements.map((element) => (isLong ? `\n${indent}${element},` : `${there === '' ? '' : indent}${element}`));
  const tail = isLong ? `\n${indent.slice(2)}` : '';
  tree.write(path, `${text.slice(0, start)}${there}${separator}${isLong ? added.join('') : added.join(',')}${tail}${text.slice(end)}`);
}

/** Where the bracket that was opened before `start` is closed. Strings with brackets in them do not occur in our lists. */
function closingBracket(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '[') depth += 1;
    if (text[at] === ']') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('a list is never closed');
}
