/** One word in every spelling that files, types, tables and people use. */
export interface Names {
  /** `hand-off`: files, routes, streams, events. */
  kebab: string;
  /** `HandOff`: types. */
  pascal: string;
  /** `handOff`: values. */
  camel: string;
  /** `hand_off`: tables and columns. */
  snake: string;
  /** `HAND_OFF`: error codes. */
  shout: string;
  /** `hand off`: sentences. */
  words: string;
}

/** @throws Error when the word could not be a file's and a type's name at once */
export function namesOf(kebab: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab) || kebab.length > 40) {
    throw new Error(`"${kebab}" is no name: write it in lower case with hyphens, at most 40 characters, like hand-off`);
  }
  const parts = kebab.split('-');
  const pascal = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  return {
    kebab,
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    snake: parts.join('_'),
    shout: parts.join('_').toUpperCase(),
    words: parts.join(' '),
  };
}

/** `an audit`, `a hand-off`. */
export const withArticle = (words: string): string => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;

/** `hand-offs`, `replies`, `buses`: routes and collections. */
export function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
