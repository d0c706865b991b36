import * as contracts from '@xiezhi/contracts';
import { HandOffAcceptedV1, HandOffSentV1 } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asyncApi } from './async-api.ts';
import { table } from './catalogue.ts';
import { errorsPage } from './errors.ts';
import { definitionsIn, events } from './events.ts';
import { membersOf, schemaOf } from './json-schema.ts';
import { type DecisionTable, tablePage } from './tables.ts';

describe('the catalogue of errors', () => {
  it('says of each code what happened and what to do', () =>
    expect(errorsPage({ TIDE_OUT: { status: 409, title: '潮水已退', advice: '请等待涨潮。' } })).toContain(
      '| `TIDE_OUT` | 409 | 潮水已退 | 请等待涨潮。 |',
    ));
});

describe('the catalogue of events', () => {
  it('finds every definition that libs/contracts exports', () => {
    const types = definitionsIn(contracts).map((definition) => definition.type);
    expect(types).toContain(HandOffSentV1.type);
    expect(new Set(types).size).toBe(types.length);
  });

  it('refuses two events of one name', () =>
    expect(() => definitionsIn({ HandOffSentV1, Copy: { ...HandOffSentV1 } })).toThrow(
      'two events are called clue-transfer.hand-off-sent.v1',
    ));

  it('writes a page, an AsyncAPI document and a schema per event', async () => {
    const files = await events.write();
    expect(files.get('docs/events.md')).toContain('### `clue-transfer.hand-off-sent.v1`');
    const schema = JSON.parse(files.get('docs/schemas/clue-transfer.hand-off-sent.v1.json') ?? '');
    expect(schema).toMatchObject({ $id: 'urn:xiezhi:event:clue-transfer.hand-off-sent.v1', required: ['meta', 'data'] });
    // Readers accept members they do not know, so no schema may forbid them.
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
  });

  it('passes the reference parser of AsyncAPI, which would see a broken one', async () => {
    expect(await asyncApi([HandOffSentV1, HandOffAcceptedV1])).toMatchObject({ asyncapi: '3.0.0' });
    await expect(asyncApi([{ ...HandOffSentV1, description: 7 as unknown as string }])).rejects.toThrow(/would be invalid/);
  });
});

describe('the members of a schema', () => {
  it('are listed with those inside them', () => {
    const ship = z.object({
      name: z.string().describe('As painted'),
      crew: z.array(z.object({ post: z.string() })),
      flag: z.enum(['red', 'blue']).optional(),
      owner: z.union([z.object({ agency: z.string() }), z.null()]),
    });
    expect(membersOf(schemaOf(ship, 'draft-2020-12'))).toEqual([
      { path: 'name', type: 'string', required: true, description: 'As painted' },
      { path: 'crew', type: 'list of object', required: true, description: '' },
      { path: 'crew[].post', type: 'string', required: true, description: '' },
      { path: 'flag', type: '"red" or "blue"', required: false, description: '' },
      { path: 'owner', type: '{ agency } or null', required: true, description: '' },
    ]);
  });

  it('do not break out of their cells', () => expect(table(['a'], [['x|y\nz']])).toContain('| x\\|y z |'));
});

describe('the table of an aggregate', () => {
  const refusal = Object.assign(new Error('no'), { name: 'Refusal', code: 'TIDE_OUT' });
  const gate: DecisionTable = {
    decider: {
      initialState: 'shut',
      decide: (command, state) => {
        if (command === 'jam') throw new TypeError('jammed');
        if (command === state) return [];
        if (state === 'locked') throw refusal;
        return [{ type: `Gate-${String(command)}` }];
      },
      evolve: (_, event) => event,
    },
    states: { shut: [], open: ['open'], locked: ['open', 'locked'] },
    commands: { Open: 'open' },
  };

  it('says for each state whether a command is recorded, repeated or refused', () =>
    expect(tablePage('apps/x/src/gate/gate.table.ts', gate)).toContain('| **Open** | Gate-open | — | `TIDE_OUT` |'));

  it('is not written when a sample meets a fault', () =>
    expect(() => tablePage('gate.table.ts', { ...gate, commands: { Jam: 'jam' } })).toThrow(
      'gate.table.ts: Jam in shut is neither decided nor refused',
    ));
});
