import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, MechanismPackPublishedV1 } from '@xiezhi/contracts';
import { digestOf, packed, packFilesFrom } from '@xiezhi/mechanism-pack';
import { expectConsistent, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from './case-supervision.fixture.ts';
import { migrations } from './migrations/index.ts';
import { caseSupervision } from './service.ts';

const schema = 'case_supervision';
let database: TestDatabase;
let service: TestService;
const own = ownAgencies(() => service, { harbour: 'RCO', customs: 'PRO' });
const { harbour, customs } = own.ids;
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  await own.register();
  await own.known(database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

/** A mechanism of this run alone: topics are shared by all specs. */
const mechanism = `harbour-master-${randomUUID().slice(0, 8)}`;
const packVersion = `${mechanism}@2026.1`;

function published() {
  const header = `name: ${mechanism}\ntitle: 港长协作机制\nversion: "2026.1"\nvalidFrom: "2026-01-01"\n`;
  const river = packFilesFrom(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));
  const files = new Map([...river, ['pack.yaml', header] as const]);
  const id = derivedId(packVersion, 'mechanism-pack');
  const edition = { name: mechanism, version: '2026.1', title: '港长协作机制', validFrom: '2026-01-01' };
  const data = { id, packVersion, ...edition, digest: digestOf(files), content: packed(mechanism, files) };
  return integrationEvent(MechanismPackPublishedV1, `mechanism-pack/${id}`, data, { familyId: id, parties: [] });
}

function accepted() {
  const [handOffId, matterId, familyId] = [randomUUID(), randomUUID(), randomUUID()];
  const parties = { sender: harbour, receiver: customs, title: '码头污水', routeId: 'harbour-to-customs', mechanism };
  const data = { handOffId, kind: 'owning', matterKind: 'clue', matterId, sourceCode: 'S18', ...parties } as const;
  const event = integrationEvent(HandOffAcceptedV1, `hand-off/${handOffId}`, data, { familyId, parties: [harbour, customs] });
  return { event, fileId: derivedId(handOffId, 'case-file'), matterId };
}

it('a matter whose version has not arrived waits parked, refused by nobody, and goes on under that version once it does', async () => {
  const { event, fileId, matterId } = accepted();
  await service.publish(event);
  const parked = async () =>
    (
      await database.admin.query(`select consumer, reason, state from ${schema}.inbox_parked where subject = $1 order by consumer`, [
        event.subject,
      ])
    ).rows;
  await eventuallyTold(async () =>
    expect(await parked()).toEqual([
      { consumer: 'case-file', reason: 'AWAITED_VERSION', state: 'waiting' },
      { consumer: 'clock', reason: 'AWAITED_VERSION', state: 'waiting' },
    ]),
  );
  const refused = await database.admin.query(`select from ${schema}.inbox_refused where subject = $1`, [event.subject]);
  expect(refused.rowCount).toBe(0);

  await service.publish(published());
  await eventuallyTold(async () => expect(await parked()).toEqual([]));
  expect(await own.as('customs', 'handler').get(`/case-files/${fileId}`)).toMatchObject({ status: 200, body: { packVersion } });
  const clocks = await eventuallyTold(async () => {
    const { rows } = await database.admin.query(`select id from ${schema}.clock where matter_id = $1`, [matterId]);
    expect(rows.length).toBeGreaterThan(0);
    return rows as { id: string }[];
  });
  const why = await own.as('customs', 'handler').get(`/clocks/${clocks[0]!.id}/why`);
  expect(why).toMatchObject({ status: 200, body: { packVersion } });
  await expectConsistent(database);
});
