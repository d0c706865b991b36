import { describe, expect, it } from 'vitest';
import { compareCatalogues } from './compatibility.ts';

type Schema = Record<string, unknown>;
const event = (data: Schema, more: Schema = {}): Schema => ({ type: 'object', properties: { data }, required: ['data'], ...more });
const released = event(
  {
    type: 'object',
    properties: {
      handOffId: { type: 'string', maxLength: 36 },
      kind: { enum: ['owning', 'share'] },
      note: { type: 'string' },
      parties: { type: 'array', items: { $ref: '#/$defs/agency' }, maxItems: 10 },
      actor: { anyOf: [{ type: 'object', properties: { post: { type: 'string' } }, required: ['post'] }, { type: 'null' }] },
    },
    required: ['handOffId', 'kind', 'parties'],
  },
  { $defs: { agency: { type: 'string', format: 'uuid' } } },
);

/** The released event with its data changed. */
function changed(
  change: (data: { properties: Record<string, Schema>; required: string[] }, root: { $defs: Record<string, Schema> }) => void,
): Schema {
  const copy = structuredClone(released) as { properties: { data: never }; $defs: Record<string, Schema> };
  change(copy.properties.data, copy);
  return copy;
}

const changesTo = (now: Schema | undefined) =>
  compareCatalogues(new Map([['a.b.v1', released]]), new Map(now === undefined ? [] : [['a.b.v1', now]])).map(
    ({ severity, where, what }) => `${severity}: ${where}: ${what}`,
  );

describe('a change that breaks', () => {
  it.each<[string, Schema | undefined, string]>([
    ['a removed event', undefined, 'a.b.v1: removed event'],
    ['a removed required member', changed((data) => delete data.properties['handOffId']), 'a.b.v1 data.handOffId: removed required member'],
    [
      'a narrowed enum',
      changed((data) => (data.properties['kind'] = { enum: ['owning'] })),
      'a.b.v1 data.kind: narrowed enum: "share" gone',
    ],
    [
      'a new required member',
      changed((data) => {
        data.properties['route'] = { type: 'string' };
        data.required.push('route');
      }),
      'a.b.v1 data.route: new required member',
    ],
    [
      'a changed type',
      changed((data) => (data.properties['note'] = { type: 'integer' })),
      'a.b.v1 data.note: changed type: string became integer',
    ],
    [
      'an optional member that became required',
      changed((data) => void data.required.push('note')),
      'a.b.v1 data.note: optional member became required',
    ],
    [
      'a required member that became optional',
      changed((data) => (data.required = ['handOffId', 'kind'])),
      'a.b.v1 data.parties: required member became optional',
    ],
    [
      'a tightened limit',
      changed((data) => (data.properties['parties']!['maxItems'] = 5)),
      'a.b.v1 data.parties: tightened maxItems: 10 became 5',
    ],
    [
      'a changed definition',
      changed((_data, root) => (root.$defs['agency'] = { type: 'integer' })),
      'a.b.v1 data.parties[]: changed type: string became integer',
    ],
    ['a new pattern', changed((data) => (data.properties['handOffId']!['pattern'] = '^a')), 'a.b.v1 data.handOffId: changed pattern'],
    [
      'a closed object',
      changed((data) => ((data as Schema)['additionalProperties'] = false)),
      'a.b.v1 data: closed: unknown members are refused',
    ],
    [
      'a removed alternative',
      changed((data) => (data.properties['actor'] = { type: 'null' })),
      'a.b.v1 data.actor: changed type: object became null',
    ],
  ])('is %s, and is named', (_what, now, expected) => expect(changesTo(now)).toContain(`breaking: ${expected}`));
});

describe('a change that is tolerated', () => {
  it.each<[string, Schema, string[]]>([
    ['none', released, []],
    ['a new optional member', changed((data) => (data.properties['route'] = { type: 'string' })), []],
    ['another description', changed((data) => (data.properties['note']!['description'] = 'said otherwise')), []],
    [
      'a widened enum',
      changed((data) => (data.properties['kind'] = { enum: ['owning', 'share', 'consult'] })),
      ['data.kind: widened enum: "consult" new'],
    ],
    [
      'a loosened limit',
      changed((data) => (data.properties['handOffId']!['maxLength'] = 40)),
      ['data.handOffId: loosened maxLength: 36 became 40'],
    ],
    ['a removed optional member', changed((data) => delete data.properties['note']), ['data.note: removed optional member']],
  ])('is %s', (_what, now, expected) => expect(changesTo(now)).toEqual(expected.map((what) => `tolerated: a.b.v1 ${what}`)));
});
