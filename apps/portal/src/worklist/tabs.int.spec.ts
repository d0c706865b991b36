import { resolve } from 'node:path';
import type { Caller } from '@xiezhi/contracts';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { messagingMigrations, type ReceivedEvent } from '@xiezhi/messaging';
import { connect, transaction } from '@xiezhi/postgres';
import { Calendar } from '@xiezhi/statutory-time';
import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registered } from '../directory/directory.fixture.ts';
import { directoryProjection } from '../directory/directory.projection.ts';
import { readAs } from '../directory/read-as.ts';
import { customs, familyStory, harbour, police } from '../family/family.fixture.ts';
import { familyProjection } from '../family/family.projection.ts';
import { migrations } from '../migrations/index.ts';
import { portalEntities } from '../service.ts';
import { tabNames, tabs } from './tabs.ts';
import { worklistOf } from './worklist.queries.ts';

let database: TestDatabase;
let dataSource: DataSource;
const { calendars } = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));
const calendar = new Calendar(calendars);

beforeAll(async () => {
  database = await testDatabase('portal', [...messagingMigrations('portal'), ...migrations]);
  dataSource = await connect(database.address, 'portal', database.credentials(database.roles.app), portalEntities);
  await apply([harbour, customs, police].flatMap((id, n) => registered(id, ['harbour', 'customs', 'police'][n]!)));
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});
beforeEach(() => database.admin.query('truncate portal.turn, portal.standing, portal.timeline_line, portal.deadline, portal.notice'));

async function apply(events: ReceivedEvent[]): Promise<void> {
  for (const event of events)
    await transaction(database.worker, async (tx) => {
      await directoryProjection(tx, [event]);
      await familyProjection(tx, [event]);
    });
}

/** What an agency finds on its tabs, as `tab name-of-the-item`, with the light of a deadline where there is one. */
async function found(agency: string): Promise<string[]> {
  const caller = { account: 'a', post: 'p', agency, agencyName: agency, roles: ['intake'], strength: 'password' } satisfies Caller;
  const lists = await Promise.all(
    tabNames.map(async (tab) => {
      const { items } = await readAs(dataSource, agency, (db) => worklistOf(db, caller, { tab, turn: 'all', limit: 50 }, calendar));
      return items.map(({ name, deadline }) => [tabs[tab].name, name, deadline?.light.tone].filter((part) => part !== undefined).join(' '));
    }),
  );
  return lists.flat();
}

type HandOff = ReturnType<ReturnType<typeof familyStory>['handOffTo']>;

const signing = (handOff: HandOff) => [handOff.submitted(), handOff.sent()];
const signed = (handOff: HandOff) => [...signing(handOff), handOff.received()];
const wanting = (handOff: HandOff) => [...signed(handOff), handOff.supplementRequested()];

interface Row {
  state: string;
  events: (handOff: HandOff) => ReceivedEvent[];
  sender: string[];
  receiver: string[];
}

/** Every state of the hand-off, and the recall that is a mark beside it. */
const rows: Row[] = [
  { state: 'draft', events: () => [], sender: ['待办 已登记，待移送'], receiver: [] },
  {
    state: 'draft that was sent back',
    events: (handOff) => [handOff.submitted(), handOff.sentBack()],
    sender: ['待办 退回修改，待重新报批', '我移送的 退回修改，待重新报批'],
    receiver: [],
  },
  {
    state: 'draft that was given up',
    events: (handOff) => [handOff.submitted(), handOff.recalled('draft-given-up')],
    sender: ['待办 已登记，待移送', '我移送的 已撤回', '已办 已撤回'],
    receiver: [],
  },
  {
    state: 'pending approval',
    events: (handOff) => [handOff.submitted()],
    sender: ['待我审核 待审批', '我移送的 待审批'],
    receiver: [],
  },
  { state: 'sent', events: signing, sender: ['我移送的 已移送，待签收', '已办 已移送，待签收'], receiver: ['待签收 待签收'] },
  { state: 'received', events: signed, sender: ['我移送的 已签收，待受理', '已办 已签收，待受理'], receiver: ['待办 待受理'] },
  { state: 'supplement', events: wanting, sender: ['待办 待补正', '我移送的 待补正'], receiver: ['待办 等待对方补正'] },
  {
    state: 'supplement that lapsed',
    events: (handOff) => [...wanting(handOff), handOff.supplementLapsed()],
    sender: ['待办 待补正', '我移送的 待补正'],
    receiver: ['待办 待受理'],
  },
  {
    state: 'received again, supplied',
    events: (handOff) => [...wanting(handOff), handOff.supplemented()],
    sender: ['我移送的 已签收，待受理', '已办 已签收，待受理'],
    receiver: ['待办 待受理'],
  },
  {
    state: 'received, with a recall asked for',
    events: (handOff) => [...signed(handOff), handOff.recallRequested()],
    sender: ['我移送的 已签收，待受理', '已办 已签收，待受理'],
    receiver: ['待办 待受理', '待办 对方请求撤回，待答复'],
  },
  {
    state: 'received, with a recall declined',
    events: (handOff) => [...signed(handOff), handOff.recallRequested(), handOff.recallDeclined()],
    sender: ['我移送的 已签收，待受理', '已办 已签收，待受理'],
    receiver: ['待办 待受理'],
  },
  {
    state: 'accepted',
    events: (handOff) => [...signed(handOff), handOff.accepted()],
    sender: ['我移送的 已受理', '已办 已受理'],
    receiver: ['已办 已受理'],
  },
  {
    state: 'accepted out of a supplement',
    events: (handOff) => [...wanting(handOff), handOff.accepted()],
    sender: ['我移送的 已受理', '已办 已受理'],
    receiver: ['已办 已受理'],
  },
  {
    state: 'refused',
    events: (handOff) => [...signed(handOff), handOff.refused()],
    sender: ['待办 未被受理或已退回，待另行处理', '我移送的 不予受理', '已办 不予受理'],
    receiver: ['已办 不予受理'],
  },
  {
    state: 'forwarded',
    events: (handOff) => [...signed(handOff), handOff.forwarded(police)],
    sender: ['我移送的 已转送', '已办 已转送'],
    receiver: ['已办 已转送'],
  },
  {
    state: 'recalled',
    events: (handOff) => [...signing(handOff), handOff.recalled('before-receipt')],
    sender: ['待办 已登记，待移送', '我移送的 已撤回', '已办 已撤回'],
    receiver: ['已办 已撤回'],
  },
  {
    state: 'recalled by consent',
    events: (handOff) => [...signed(handOff), handOff.recallRequested(), handOff.recalled('consent')],
    sender: ['待办 已登记，待移送', '我移送的 已撤回', '已办 已撤回'],
    receiver: ['已办 已撤回'],
  },
  {
    state: 'returned',
    events: (handOff) => [...signed(handOff), handOff.accepted(), handOff.returned()],
    sender: ['待办 未被受理或已退回，待另行处理', '我移送的 已退回', '已办 已退回'],
    receiver: ['已办 已退回'],
  },
];

describe('where a hand-off lies on the worklists of its two parties', () => {
  it.each(rows)('$state', async ({ events, sender, receiver }) => {
    const story = familyStory();
    await apply([story.registered(), ...events(story.handOffTo(customs))]);
    expect({ sender: (await found(harbour)).toSorted(), receiver: (await found(customs)).toSorted() }).toEqual({
      sender: sender.toSorted(),
      receiver: receiver.toSorted(),
    });
    expect(await found(police)).toEqual([]);
  });

  it('with the pause of the receiver’s own deadline, while the other side supplies', async () => {
    const story = familyStory();
    const handOff = story.handOffTo(customs);
    const [answering, supplying] = [
      story.clockOn(handOff.subject, customs, [harbour]),
      story.clockOn(handOff.subject, harbour, [customs], '补正'),
    ];
    const clocks = [answering.started('2099-01-09T16:00:00Z'), answering.paused(), supplying.started('2099-01-05T16:00:00Z')];
    await apply([...wanting(handOff), ...clocks]);
    expect(await found(customs)).toEqual(['待办 等待对方补正 paused']);
    expect(await found(harbour)).toEqual(['待办 待补正 normal', '我移送的 待补正 normal']);
    // What the supplement owes is not the receiver's: once over time it is late at the sender alone.
    await apply([supplying.resumed('2026-01-05T16:00:00Z')]);
    expect(await found(harbour)).toEqual(['待办 待补正 overdue', '超期 待补正 overdue', '我移送的 待补正 overdue']);
    expect(await found(customs)).toEqual(['待办 等待对方补正 paused']);
  });
});

describe('where a problem lies after its close-out', () => {
  it('waits for the look-backs that are owed, each by its own deadline, and no longer', async () => {
    const story = familyStory();
    const problem = story.problemOf(customs);
    const [first, second] = [1, 2].map(() => story.clockOn(problem.subject, harbour, [customs], '销号后回头看'));
    await apply([
      problem.reported(),
      problem.entered('P7', 'RECTIFYING', 'PENDING_CHECK'),
      problem.entered('P8', 'PENDING_CHECK', 'CLOSED', '已销号'),
      first!.started('2099-03-02T16:00:00Z'),
      second!.started('2099-06-02T16:00:00Z'),
    ]);
    const owed = '待办 期限事项：销号后回头看 normal';
    expect(await found(harbour)).toEqual([owed, owed, '已办 已销号 normal']);
    expect(await found(customs)).toEqual(['已办 已销号 normal']);
    await apply([problem.entered('P14', 'CLOSED', 'LOOKBACK')]);
    expect(await found(harbour)).toEqual(['待办 待回头看 normal']);
    await apply([problem.entered('P14a', 'LOOKBACK', 'CLOSED', '已销号'), first!.stopped()]);
    expect(await found(harbour)).toEqual([owed, '已办 已销号 normal']);
    await apply([second!.stopped()]);
    expect(await found(harbour)).toEqual(['已办 已销号']);
  });
});
