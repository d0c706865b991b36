import { randomUUID } from 'node:crypto';
import { defineEvent, type EventDefinition } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, inboxGround, thing } from './inbox.fixture.ts';
import { effectsOf, publish, sample, type Sample } from './messaging.fixture.ts';

const { database, broker, consumer, started, parkedOf, eventuallyApplied } = inboxGround();

const define = (version: number, data: z.ZodType): EventDefinition =>
  defineEvent({ service: 'clue-transfer', name: 'test-upgrade', version, description: 'Exists in specs only.', data });

/** As released, and as the next build has it: an optional member and a value more, and a second version beside the first. */
const oldBuild = [define(1, z.object({ note: z.string(), kind: z.enum(['owning', 'share']).optional() }))];
const newBuild = [
  define(1, z.object({ note: z.string(), kind: z.enum(['owning', 'share', 'consult']).optional(), route: z.string().optional() })),
  define(2, z.object({ note: z.string(), route: z.string() })),
];

function announced(family: string, sequence: number, version: number, data: object): Sample {
  const one = sample({ family, sequence, type: `clue-transfer.test-upgrade.v${version}` });
  const body = JSON.parse(String(one.record.value)) as { meta: object };
  return { ...one, record: { ...one.record, value: JSON.stringify({ meta: body.meta, data }) } };
}

describe('a rolling upgrade', () => {
  it('old consumer, new producer: new members are passed over, a new version and a new value park their stream until the upgrade', async () => {
    const where = await consumer(1);
    const [member, version, value] = [randomUUID(), randomUUID(), randomUUID()];
    await publish(broker(), where.topic, [
      announced(version, 1, 1, { note: 'first' }),
      announced(version, 2, 2, { note: 'second', route: 'r' }),
      announced(value, 1, 1, { note: 'first', kind: 'consult' }),
      announced(value, 2, 1, { note: 'second' }),
      announced(version, 3, 1, { note: 'third' }),
      announced(member, 1, 1, { note: 'first', route: 'r', unheardOf: { deep: true } }),
    ]);
    const old = await started(where, { known: oldBuild });
    await eventuallyApplied(where.name, { [thing(version)]: [1], [thing(member)]: [1] });
    expect(
      (await parkedOf(where.name))
        .map(({ reason, records }) => [reason, records])
        .toSorted(([a = ''], [b = '']) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['BAD_DATA', 2],
      ['UNKNOWN_VERSION', 2],
    ]);
    await old.stop();

    await started(where, { known: newBuild });
    await eventuallyApplied(where.name, { [thing(version)]: [1, 2, 3], [thing(value)]: [1, 2], [thing(member)]: [1] });
    expect(await parkedOf(where.name)).toEqual([]);
  });

  it('new consumer, old producer: what was announced under the old schema is applied as ever, before and after a new version', async () => {
    const where = await consumer(1);
    const family = randomUUID();
    await started(where, { known: newBuild });
    await publish(broker(), where.topic, [
      announced(family, 1, 1, { note: 'first' }),
      announced(family, 2, 1, { note: 'second', kind: 'share' }),
    ]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2] });
    await publish(broker(), where.topic, [
      announced(family, 3, 2, { note: 'third', route: 'r' }),
      announced(family, 4, 1, { note: 'fourth' }),
    ]);
    await eventuallyApplied(where.name, { [thing(family)]: [1, 2, 3, 4] });
    await eventually(async () =>
      expect((await effectsOf(database().admin, where.name)).map(({ note }) => note)).toEqual(['first', 'second', 'third', 'fourth']),
    );
    expect(await parkedOf(where.name)).toEqual([]);
  });
});
