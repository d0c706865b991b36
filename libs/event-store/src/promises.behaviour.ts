import { randomUUID } from 'node:crypto';
import type { AgencyId } from '@xiezhi/contracts';
import { actOf, agencies, callerOf } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import type { Act } from './act.ts';
import { type Appending, ClaimTaken, type PgEventStore, VersionConflict } from './event-store.ts';

const { harbour, customs, police } = agencies;
const asHarbour = actOf(callerOf('harbour'));
const asCustoms = actOf(callerOf('customs'));
const asPolice = actOf(callerOf('police'));

/** The two calls of an event store, each in a transaction of its own. */
export type Stored = Pick<PgEventStore, 'load' | 'append'>;

/** One append as a command would make it: load, then append to what was loaded. */
export async function appendTo(
  store: Stored,
  id: string,
  act: Act,
  change: Partial<Appending> & { parties?: AgencyId[]; pastStays?: boolean } = {},
): Promise<void> {
  const loaded = await store.load('hand-off', id, act);
  const scope = loaded.scope ?? { familyId: id, parties: [harbour] };
  const facts = change.facts ?? [{ type: 'HandOffSent' }];
  await store.append(
    'hand-off',
    id,
    loaded,
    {
      scope: { ...scope, parties: change.parties ?? scope.parties, pastStays: change.pastStays ?? false },
      facts,
      announcements: change.announcements ?? [{ type: 'clue-transfer.hand-off-sent.v1', data: { title: '排水口 "异常" \\ 排水' } }],
      take: change.take ?? [],
      release: change.release ?? [],
      pass: change.pass,
      answer: { id, version: loaded.version + facts.length, readToken: [] },
    },
    act,
  );
}

/** What whoever calls itself an event store promises, on Postgres and in memory. */
export function eventStorePromises(given: () => Stored): void {
  const store: Stored = { load: (...asked) => given().load(...asked), append: (...said) => given().append(...said) };
  const append = (...said: Parameters<typeof appendTo> extends [unknown, ...infer Rest] ? Rest : never) => appendTo(store, ...said);

  describe('an event store', () => {
    it('gives back the facts it was given, in order', async () => {
      const id = randomUUID();
      await append(id, asHarbour, { facts: [{ type: 'HandOffDrafted', note: 'a' } as { type: string }, { type: 'HandOffSent' }] });
      await append(id, asHarbour, { facts: [{ type: 'HandOffReceived' }] });
      const { version, facts, scope } = await store.load('hand-off', id, asHarbour);
      expect({ version, facts }).toEqual({
        version: 3,
        facts: [{ type: 'HandOffDrafted', note: 'a' }, { type: 'HandOffSent' }, { type: 'HandOffReceived' }],
      });
      expect(scope).toEqual({ familyId: id, parties: [harbour], world: undefined });
    });

    it('lets one of two racing appends through', async () => {
      const id = randomUUID();
      await append(id, asHarbour);
      const results = await Promise.allSettled([append(id, asHarbour), append(id, asHarbour), append(id, asHarbour)]);
      expect(results.filter((result) => result.status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(VersionConflict);
    });

    it('gives a claim to one stream at a time', async () => {
      const [first, second] = [randomUUID(), randomUUID()];
      const claim = `owning-hand-off/${randomUUID()}`;
      await append(first, asHarbour, { take: [claim] });
      await expect(append(second, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
      await expect(store.load('hand-off', second, asHarbour)).resolves.toMatchObject({ version: 0 });
      await append(first, asHarbour, { release: [claim] });
      await append(second, asHarbour, { take: [claim] });
    });

    it('does not let another stream release a claim', async () => {
      const [first, second] = [randomUUID(), randomUUID()];
      const claim = `owning-hand-off/${randomUUID()}`;
      await append(first, asHarbour, { take: [claim] });
      await append(second, asHarbour, { release: [claim] });
      await expect(append(second, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
    });

    it('hands a claim on to another stream without a moment in which a third could take it', async () => {
      const [first, heir, third] = [randomUUID(), randomUUID(), randomUUID()];
      const claim = `owning-hand-off/${randomUUID()}`;
      await append(first, asHarbour, { take: [claim] });
      await append(first, asHarbour, { pass: { keys: [claim], heir } });
      await expect(append(third, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
      await expect(append(first, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
      // The heir did not exist when it inherited; its own take finds the claim held by itself.
      await append(heir, asHarbour, { take: [claim], pass: { keys: [], heir: third } });
      await append(heir, asHarbour, { release: [claim] });
      await append(third, asHarbour, { take: [claim] });
    });

    it('does not let another stream hand a claim on', async () => {
      const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
      const claim = `owning-hand-off/${randomUUID()}`;
      await append(first, asHarbour, { take: [claim] });
      await append(second, asHarbour, { pass: { keys: [claim], heir: third } });
      await expect(append(third, asHarbour, { take: [claim] })).rejects.toThrow(ClaimTaken);
    });
  });

  describe('a stream is seen by', () => {
    it('its parties, whole or not at all: a new party sees the facts before it came', async () => {
      const id = randomUUID();
      await append(id, asHarbour);
      await expect(store.load('hand-off', id, asCustoms)).resolves.toMatchObject({ version: 0, facts: [] });
      await append(id, asHarbour, { parties: [harbour, customs] });
      await expect(store.load('hand-off', id, asCustoms)).resolves.toMatchObject({
        version: 2,
        facts: [{ type: 'HandOffSent' }, { type: 'HandOffSent' }],
      });
      await expect(store.load('hand-off', id, asPolice)).resolves.toMatchObject({ version: 0, facts: [] });
    });

    it('a new party does not see the facts before it came where the past stays', async () => {
      const id = randomUUID();
      await append(id, asHarbour, { facts: [{ type: 'HandOffDrafted' }] });
      await append(id, asHarbour, { parties: [harbour, customs], pastStays: true });
      await expect(store.load('hand-off', id, asCustoms)).resolves.toMatchObject({ version: 2, facts: [{ type: 'HandOffSent' }] });
      await append(id, asCustoms, { facts: [{ type: 'HandOffReceived' }], pastStays: true });
      const seen = await Promise.all([asHarbour, asCustoms].map((act) => store.load('hand-off', id, act)));
      expect(seen.map(({ facts }) => facts.map(({ type }) => type))).toEqual([
        ['HandOffDrafted', 'HandOffSent', 'HandOffReceived'],
        ['HandOffSent', 'HandOffReceived'],
      ]);
    });

    it('nobody appends to a stream it may not see', async () => {
      const id = randomUUID();
      await append(id, asHarbour);
      await expect(append(id, asPolice, { parties: [police] })).rejects.toThrow(VersionConflict);
      await expect(store.load('hand-off', id, asHarbour)).resolves.toMatchObject({ version: 1 });
    });

    it('nobody writes rows it is not a party of', async () => {
      await expect(append(randomUUID(), asPolice, { parties: [harbour] })).rejects.toThrow(/row-level security/);
    });
  });
}
