import { randomUUID } from 'node:crypto';
import { Refusal } from '@xiezhi/decider';
import { actOf, callerOf, type TestDatabase, testDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands, type SavedTogether } from './commands.ts';
import { migrations, steps } from './steps.fixture.ts';

let database: TestDatabase;
let commands: Commands;
beforeAll(async () => {
  database = await testDatabase('feedback', migrations);
  commands = new Commands('feedback', database.app, () => undefined);
});
afterAll(() => database.close());

type Step = ReturnType<typeof steps.decide>[number];
type Finish = NonNullable<SavedTogether<Step, unknown>['finish']>;

const harbour = callerOf('harbour');
const command = { by: harbour.agency, note: 'as decided' };
const noteFrom =
  (note: () => string): Finish =>
  async (tx, events) => {
    await tx.query({ text: 'insert into feedback.test_note (note) values ($1)', values: [note()] });
    return events.map((event) => ({ ...event, note: note() }));
  };
async function notesOf(id: string): Promise<unknown[]> {
  const { rows } = await database.admin.query<{ note: unknown }>(
    `select data -> 'note' as note from feedback.fact where stream_id = $1 order by version`,
    [id],
  );
  return rows.map(({ note }) => note);
}
const kept = async (note: string) => (await database.admin.query('select 1 from feedback.test_note where note = $1', [note])).rowCount;

describe('the step between deciding and appending', () => {
  it('fills in what only the transaction knows, and is saved with it', async () => {
    const [id, number] = [randomUUID(), `number ${randomUUID()}`];
    const { events } = await commands.handle(steps, id, command, actOf(harbour), { finish: noteFrom(() => number) });
    expect(events).toMatchObject([{ note: number }]);
    expect([await notesOf(id), await kept(number)]).toEqual([[number], 1]);
  });

  it('is not asked again for a repetition', async () => {
    const [id, number] = [randomUUID(), `number ${randomUUID()}`];
    const act = actOf(harbour, { idempotency: { key: randomUUID(), requestHash: 'h' } });
    for (let times = 0; times < 2; times++) await commands.handle(steps, id, command, act, { finish: noteFrom(() => number) });
    expect([await notesOf(id), await kept(number)]).toEqual([[number], 1]);
  });

  it('is not asked when the decider says no', async () => {
    const [id, number] = [randomUUID(), `number ${randomUUID()}`];
    for (let times = 0; times < 3; times++) await commands.handle(steps, id, command, actOf(harbour));
    await expect(commands.handle(steps, id, command, actOf(harbour), { finish: noteFrom(() => number) })).rejects.toThrow(Refusal);
    expect(await kept(number)).toBe(0);
  });

  it('is undone with everything else when the race is lost, and done again for the newer state', async () => {
    const id = randomUUID();
    await commands.handle(steps, id, command, actOf(harbour));
    const numbers: string[] = [];
    await commands.handle(steps, id, command, actOf(harbour), {
      finish: async (tx, events, before) => {
        // Another command is faster, the first time.
        if (numbers.length === 0) await commands.handle(steps, id, { ...command, note: 'faster' }, actOf(harbour));
        numbers.push(`number ${randomUUID()}`);
        return noteFrom(() => numbers.at(-1)!)(tx, events, before);
      },
    });
    expect(await notesOf(id)).toEqual(['as decided', 'faster', numbers[1]]);
    expect([await kept(numbers[0]!), await kept(numbers[1]!)]).toEqual([0, 1]);
  });
});
