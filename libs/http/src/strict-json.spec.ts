import { assert, json, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStrictJson } from './strict-json.ts';

const read = (text: string) => readStrictJson(Buffer.from(text, 'utf8'));
const refused = (body: Buffer | string) => {
  try {
    readStrictJson(Buffer.from(body));
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return 'accepted';
};

describe('a strict JSON body', () => {
  it('reads what JSON.parse reads', () =>
    assert(
      property(json({ maxDepth: 5, noUnicodeString: false }), (text) => {
        const outcome = refused(text);
        expect(outcome).toMatch(/^(accepted|NUL_CHARACTER|INVALID_UTF8|JSON_FORBIDDEN_KEY)$/);
        expect(outcome === 'accepted' ? read(text) : JSON.parse(text)).toEqual(JSON.parse(text));
      }),
    ));

  it('keeps Chinese text and escaped quotes', () => {
    expect(read(String.raw`{"理由":"排口\"东侧\"","list":[{"a":1},{"a":2}]}`)).toEqual({ 理由: '排口"东侧"', list: [{ a: 1 }, { a: 2 }] });
  });

  it.each<[string, Buffer | string, string]>([
    ['half of a character', Buffer.from([0x22, 0xe6, 0xb0, 0x22]), 'INVALID_UTF8'],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'INVALID_UTF8'],
    ['GB 18030 text', Buffer.from([0x22, 0xce, 0xdb, 0xcb, 0xae, 0x22]), 'INVALID_UTF8'],
    ['half a surrogate pair', String.raw`{"a":"\ud800"}`, 'INVALID_UTF8'],
    ['a raw null byte', '{"a":"x\0y"}', 'NUL_CHARACTER'],
    ['an escaped null character', String.raw`{"a":["x\u0000y"]}`, 'NUL_CHARACTER'],
    ['an escaped null character in a key', String.raw`{"x\u0000":1}`, 'NUL_CHARACTER'],
    ['a cut-off object', '{"a":', 'MALFORMED_JSON'],
    ['two values', '{} {}', 'MALFORMED_JSON'],
    ['nothing', '', 'MALFORMED_JSON'],
    ['a duplicate key', '{"a":1,"b":{"a":2},"a":3}', 'JSON_DUPLICATE_KEY'],
    ['a duplicate key in disguise', String.raw`{"a":1,"\u0061":2}`, 'JSON_DUPLICATE_KEY'],
    ['a prototype key', '{"a":{"__proto__":{"isAdmin":true}}}', 'JSON_FORBIDDEN_KEY'],
    ['a prototype key in disguise', String.raw`{"\u005f_proto__":1}`, 'JSON_FORBIDDEN_KEY'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 'JSON_TOO_COMPLEX'],
    ['a hundred thousand levels', '['.repeat(100_000) + ']'.repeat(100_000), 'JSON_TOO_COMPLEX'],
    ['a hundred thousand values', `[${'1,'.repeat(99_999)}1]`, 'JSON_TOO_COMPLEX'],
  ])('refuses %s', (_what, body, code) => expect(refused(body)).toBe(code));

  it('accepts the same key in different objects, and a value that repeats a key', () => {
    expect(read('[{"a":"a"},{"a":"a"}]')).toEqual([{ a: 'a' }, { a: 'a' }]);
  });
});
