import { randomUUID } from 'node:crypto';
import { actOf, agencies, callerOf } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { VersionConflict } from './event-store.ts';
import { MemoryDatabase } from './memory-event-store.ts';
import { appendTo, eventStorePromises, type Stored } from './promises.behaviour.ts';

const database = new MemoryDatabase('clue-transfer');
const store: Stored = {
  load: (...asked) => database.transaction((inside) => inside.load(...asked)),
  append: (...said) => database.transaction((inside) => inside.append(...said)),
};
const asHarbour = actOf(callerOf('harbour'));

eventStorePromises(() => store);

describe('a transaction in memory', () => {
  it('leaves nothing of what it wrote when it fails, and tells nothing', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    database.announced();
    const failing = database.transaction(async (inside) => {
      await appendTo(inside, first, asHarbour, { take: [`claim/${first}`] });
      throw new Error('the process died');
    });
    await expect(failing).rejects.toThrow('the process died');
    expect(await store.load('hand-off', first, asHarbour)).toMatchObject({ version: 0 });
    await appendTo(store, second, asHarbour, { take: [`claim/${first}`] });
    expect(database.announced()).toMatchObject([{ subject: `hand-off/${second}`, meta: { sequence: 1, parties: [agencies.harbour] } }]);
  });

  it('sees what others have committed meanwhile, and does not write over it', async () => {
    const [read, written] = [randomUUID(), randomUUID()];
    const slow = database.transaction(async (inside) => {
      await appendTo(inside, written, asHarbour);
      await appendTo(store, written, asHarbour);
      await appendTo(store, read, asHarbour);
      return inside.load('hand-off', read, asHarbour).then(({ version }) => expect(version).toBe(1));
    });
    await expect(slow).rejects.toThrow(VersionConflict);
  });
});
