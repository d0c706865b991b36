import { randomUUID } from 'node:crypto';
import { messagingMigrations, type ReceivedEvent } from '@xiezhi/messaging';
import { transaction } from '@xiezhi/postgres';
import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registered } from '../directory/directory.fixture.ts';
import { directoryProjection } from '../directory/directory.projection.ts';
import { migrations } from '../migrations/index.ts';
import { customs, familyStory, harbour, wholeStory } from './family.fixture.ts';
import { familyProjection } from './family.projection.ts';

let database: TestDatabase;
const tables = ['turn', 'standing', 'timeline_line', 'deadline', 'notice', 'notice_counter'];

beforeAll(async () => {
  database = await testDatabase('portal', [...messagingMigrations('portal'), ...migrations]);
  await apply(registered(harbour, 'harbour'), registered(customs, 'customs'));
});
afterAll(() => database.close());
beforeEach(() => database.admin.query(`truncate ${tables.map((table) => `portal.${table}`).join(', ')}`));

/** Each list is one chunk, as the inbox would hand it over. */
async function apply(...chunks: ReceivedEvent[][]): Promise<void> {
  for (const chunk of chunks) {
    await transaction(database.worker, async (tx) => {
      await directoryProjection(tx, chunk);
      await familyProjection(tx, chunk);
    });
  }
}

/** Everything a reader can see, in an order that does not depend on how it came to be. */
async function readModels(): Promise<unknown> {
  const [turns, standings, lines, deadlines] = await Promise.all([
    database.admin.query('select * from portal.turn where kind is not null order by item, agency'),
    database.admin.query('select * from portal.standing order by source, subject'),
    database.admin.query('select * from portal.timeline_line order by event_id'),
    database.admin.query('select * from portal.deadline order by clock_id'),
  ]);
  return { turns: turns.rows, standings: standings.rows, lines: lines.rows, deadlines: deadlines.rows };
}

const count = async (table: string) =>
  (await database.admin.query<{ n: number }>(`select count(*)::int as n from portal.${table}`)).rows[0]?.n;

describe('the read models of a family', () => {
  it('are the same whatever the chunks and the order in which services arrive', async () => {
    const { transfer, clocks, supervision, feedback, all } = wholeStory();
    await apply(all);
    const whole = await readModels();

    for (const order of [
      all.map((event) => [event]),
      [clocks, feedback, supervision, transfer],
      [[...supervision, ...feedback], transfer, clocks],
      zip(transfer, clocks, feedback, supervision),
    ]) {
      await database.admin.query(`truncate ${tables.map((table) => `portal.${table}`).join(', ')}`);
      await apply(...order);
      expect(await readModels()).toEqual(whole);
    }
  });

  it('are the same when an event is applied again, early or late', async () => {
    const { all } = wholeStory();
    await apply(all);
    const once = await readModels();
    await apply(all.slice(3, 5), all.slice(0, 1), all);
    expect(await readModels()).toEqual(once);
  });

  it('do not call a refused clue back when the next hand-off was seen first', async () => {
    const story = familyStory();
    const [first, second] = [story.handOffTo(customs), story.handOffTo(customs)];
    const refusal = [first.submitted(), first.sent(), first.received(), first.refused()];
    const next = [second.submitted()];
    await apply(next, refusal);
    const { rows } = await database.admin.query(`select kind from portal.turn where kind is not null and agency = $1`, [harbour]);
    expect(rows).toEqual([{ kind: 'approve-hand-off' }]);
  });

  it('show a deadline by itself only where no turn of its holder on the same stream covers it', async () => {
    const story = familyStory();
    const handOff = story.handOffTo(customs);
    const clock = story.clockOn(handOff.subject, customs, [harbour]);
    const shelves = async () =>
      (
        await database.admin.query(`select kind, shelf, work_key from portal.turn where agency = $1 and kind is not null order by kind`, [
          customs,
        ])
      ).rows;
    await apply([clock.started('2026-03-10T16:00:00Z')]);
    const due = Date.parse('2026-03-10T16:00:00Z');
    expect(await shelves()).toEqual([{ kind: 'meet-deadline', shelf: 'do', work_key: due }]);
    await apply([handOff.submitted(), handOff.sent()]);
    expect(await shelves()).toEqual([
      { kind: 'meet-deadline', shelf: null, work_key: null },
      { kind: 'sign-for-hand-off', shelf: 'sign', work_key: due },
    ]);
    await apply([handOff.received(), handOff.accepted()]);
    expect(await shelves()).toEqual([{ kind: 'meet-deadline', shelf: 'do', work_key: due }]);
    await apply([clock.stopped()]);
    expect(await shelves()).toEqual([]);
  });

  it('keep the title of a clue whose owner changed', async () => {
    const { story, all } = wholeStory();
    await apply(all);
    const { rows } = await database.admin.query('select title, owner from portal.standing where subject = $1', [story.clue]);
    expect(rows).toEqual([{ title: '某排水口疑似直排', owner: customs }]);
  });
});

describe('notices', () => {
  const noticesOf = async (account: string) =>
    (await database.admin.query('select id, event_type, kind from portal.notice where account = $1 order by id', [account])).rows;

  it('tell the posts whose turn it is, numbered per account without holes', async () => {
    const story = familyStory();
    const handOff = story.handOffTo(customs);
    await apply([handOff.submitted()], [handOff.sent()], [handOff.received()]);
    expect(await noticesOf('harbour.approver')).toEqual([
      { id: 1, event_type: 'clue-transfer.hand-off-submitted.v1', kind: 'approve-hand-off' },
    ]);
    expect(await noticesOf('customs.intake')).toEqual([
      { id: 1, event_type: 'clue-transfer.hand-off-sent.v1', kind: 'sign-for-hand-off' },
      { id: 2, event_type: 'clue-transfer.hand-off-received.v1', kind: 'answer-hand-off' },
    ]);
    expect(await noticesOf('customs.inspector')).toEqual([]);
  });

  it('tell the sender that its hand-off was signed for and accepted', async () => {
    const story = familyStory();
    const handOff = story.handOffTo(customs);
    await apply([handOff.submitted()], [handOff.sent()], [handOff.received()], [handOff.accepted()]);
    expect(await noticesOf('harbour.intake')).toMatchObject([
      { id: 1, event_type: 'clue-transfer.hand-off-received.v1', kind: null },
      { id: 2, event_type: 'clue-transfer.hand-off-accepted.v1', kind: null },
    ]);
  });

  it('tell who asked for a return of the yes, and the other side of what the keeper did alone', async () => {
    const [asked, alone] = [familyStory().handOffTo(customs), familyStory().handOffTo(customs)];
    await apply([asked.returnRequested(harbour)], [asked.fileReturned(harbour, 'consent')]);
    expect(await noticesOf('harbour.approver')).toEqual([{ id: 1, event_type: 'case-supervision.case-file-returned.v1', kind: null }]);
    expect(await noticesOf('customs.approver')).toMatchObject([{ kind: 'answer-return' }]);
    await apply([alone.fileReturned(customs, 'unilateral')]);
    expect(await noticesOf('harbour.approver')).toHaveLength(2);
    expect(await noticesOf('customs.approver')).toHaveLength(1);
  });

  it('do not tell of a turn that was over before it was seen', async () => {
    const { all } = wholeStory();
    await apply(all);
    const { rows } = await database.admin.query('select kind from portal.notice where kind is not null');
    expect(rows).toEqual([]);
  });

  it('do not tell twice', async () => {
    const handOff = familyStory().handOffTo(customs);
    const sent = [handOff.submitted(), handOff.sent()];
    await apply(sent, sent);
    expect(await noticesOf('customs.intake')).toHaveLength(1);
  });

  it('keep the last 1 000 of an account; older ones go by the hundred', async () => {
    await database.admin.query(`insert into portal.notice_counter values ('customs.intake', 1598)`);
    await database.admin.query(
      `insert into portal.notice select 'customs.intake', n, gen_random_uuid(), 'x', gen_random_uuid(), 'clue/x', null, null, 't', now(), null, array[$1::uuid]
       from generate_series(501, 1598) n`,
      [customs],
    );
    const kept = async () => {
      const { rows } = await database.admin.query<{ first: number; last: number }>(
        `select min(id) as first, max(id) as last from portal.notice where account = 'customs.intake'`,
      );
      return rows[0];
    };
    const [one, other] = [familyStory().handOffTo(customs), familyStory().handOffTo(customs)];
    await apply([one.submitted(), one.sent()]);
    expect(await kept()).toEqual({ first: 501, last: 1599 });
    await apply([other.submitted(), other.sent()]);
    expect(await kept()).toEqual({ first: 601, last: 1600 });
  });

  it('are not made for a post that is held no more', async () => {
    const grant = randomUUID();
    await database.admin.query(
      `insert into portal.post_grant values ($1, 'former', 'customs.intake', $2, 'intake', '2020-01-01', '2020-12-31', false)`,
      [grant, customs],
    );
    const handOff = familyStory().handOffTo(customs);
    await apply([handOff.submitted(), handOff.sent()]);
    expect(await noticesOf('former')).toEqual([]);
    expect(await count('notice')).toBeGreaterThan(0);
  });
});

/** One from each list in turn, each a chunk of its own. */
function zip(...lists: ReceivedEvent[][]): ReceivedEvent[][] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flatMap((chunk) =>
    chunk.map((event) => [event]),
  );
}
