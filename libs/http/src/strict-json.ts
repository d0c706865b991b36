import { Refusal } from '@xiezhi/decider';

/** Deeper than any form of ours (deepest: 7); bounds what every later walk over a body may cost. */
export const depthMax = 32;
/** Values in one body. 256 kB of `[1,1,1,…` would be 130 000; the largest real body (a package manifest) has under 3000. */
export const valuesMax = 20_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a JSON body and refuses what two readers could understand differently or a database cannot store: broken UTF-8, U+0000 and
 * half surrogate pairs (also when escaped), duplicate keys, keys that name a prototype, unreasonable depth or size.
 * No message quotes the body.
 */
export function readStrictJson(body: Uint8Array): unknown {
  const text = decode(body);
  if (text.includes('\0')) throw new Refusal('NUL_CHARACTER');
  const value = parse(text);
  checkTokens(text);
  return value;
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new Refusal('INVALID_UTF8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('MALFORMED_JSON');
  }
}

/** One pass over the tokens of a text that is known to be valid JSON. `open` holds the keys of each open object, null for an array. */
function checkTokens(text: string): void {
  const open: (Set<string> | null)[] = [];
  let values = 0; // keys and closing brackets are counted too, hence the factor two below
  let previous = '';
  for (const [current] of text.matchAll(token)) {
    const keys = open.at(-1);
    if (current === '{' || current === '[') {
      open.push(current === '{' ? new Set() : null);
      if (open.length > depthMax) throw new Refusal('JSON_TOO_COMPLEX');
    } else if (current === '}' || current === ']') {
      open.pop();
    } else if (current.startsWith('"')) {
      const string = decodeString(current);
      if (keys && (previous === '{' || previous === ',')) checkKey(string, keys);
    }
    if (current !== ',' && current !== ':' && ++values > 2 * valuesMax) throw new Refusal('JSON_TOO_COMPLEX');
    previous = current;
  }
}

function decodeString(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  const string: unknown = JSON.parse(literal);
  if (typeof string !== 'string') throw new Refusal('MALFORMED_JSON');
  if (string.includes('\0')) throw new Refusal('NUL_CHARACTER');
  if (!string.isWellFormed()) throw new Refusal('INVALID_UTF8');
  return string;
}

function checkKey(key: string, keys: Set<string>): void {
  if (forbiddenKeys.has(key)) throw new Refusal('JSON_FORBIDDEN_KEY');
  if (keys.has(key)) throw new Refusal('JSON_DUPLICATE_KEY');
  keys.add(key);
}
