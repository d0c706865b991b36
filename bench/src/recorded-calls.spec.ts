import { describe, expect, it } from 'vitest';
import { pgbenchScript, sqlOf } from './recorded-calls.ts';

const ids = { aaaa: 'id(:n)' };
const types = () => ['uuid', 'text', 'text', 'int', 'int', 'text'];

describe('a recorded call as pgbench says it', () => {
  it('names the n-th where the recorded one stood, also within a text', () => {
    expect(sqlOf('aaaa', 'uuid', ids)).toBe('id(:n)::uuid');
    expect(sqlOf('{"of":"aaaa"}', 'text', ids)).toBe(`('{"of"' || chr(58) || '"' || id(:n) || '"}')::text`);
  });
  it('lets no colon begin a variable', () => expect(sqlOf('09:05', 'text', ids)).toBe(`('09' || chr(58) || '05')::text`));
  it('keeps quotes, nothing, numbers and lists', () => {
    expect(sqlOf("it's", 'text', {})).toBe(`'it''s'::text`);
    expect([sqlOf(null, 'uuid', {}), sqlOf(3, 'int', {}), sqlOf(true, 'boolean', {})]).toEqual(['null::uuid', '3::int', 'true::boolean']);
    expect([sqlOf([], 'text[]', {}), sqlOf(['a', ''], 'text[]', {})]).toEqual(['array[]::text[]', `array['a', '']::text[]`]);
  });
  it('hands what a load told to the append after it', () => {
    const load = { text: 'select * from s.load($1, $2)', values: ['aaaa', 'x'] };
    const append = { text: 'select * from s.append($1)', values: ['aaaa', 'x', 'y', 4, 1, 'ff'] };
    expect(pgbenchScript([{ text: 'begin', values: [] }, load, append], ids, types)).toBe(
      [
        'begin;',
        `select * from s.load(id(:n)::uuid, 'x'::text) \\gset`,
        `select * from s.append(id(:n)::uuid, 'x'::text, 'y'::text, :version ::int, :announced ::int, :prev);`,
      ].join('\n'),
    );
  });
  it('puts the values of any other statement in their places', () =>
    expect(pgbenchScript([{ text: `select set_config('a', $1, true)`, values: ['b'] }], ids, types)).toBe(
      `select set_config('a', 'b'::text, true);`,
    ));
});
