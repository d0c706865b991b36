import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import { ClockBreachedV1, HandOffSentV1, MechanismPackPublishedV1, ProblemReportedV1, ProblemStageEnteredV1 } from '@xiezhi/contracts';
import { digestOf, packed, packFilesFrom } from '@xiezhi/mechanism-pack';
import { expectConsistent, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';

const schema = 'case_supervision';
const own = ownAgencies(() => service, { harbour: 'RCO', customs: 'PRO', fishery: 'AGR' });
const { harbour, customs, fishery } = own.ids;

let database: TestDatabase;
let service: TestService;
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

const office = () => own.as('harbour', 'handler');
const leader = () => own.as('harbour', 'approver');
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Mechanisms of this run alone: topics are shared by all specs. */
const run = randomUUID().slice(0, 8);
const [lake, dune] = [`lake-chief-${run}`, `dune-chief-${run}`];
const [ofHome, ofLake, ofDune] = ['river-chief-procurator@2026.1', `${lake}@2026.1`, `${dune}@2026.1`];
const river = packFilesFrom(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));

/** From a written order straight to admonition, a month at most, and a week between two urgings. */
const ladder = river
  .get('ladder.yaml')!
  .replace(/ {2}- code: S3[\s\S]*(?= {2}- code: S5)/, '')
  .replace('document: F-20', 'document: F-20\n    limitMonthsMax: 1')
  .replace('quietHours: 24', 'quietHours: 168')
  .replace('overdue: S2, longOverdue: S3', 'overdue: S5, longOverdue: S6');

function published(name: string, change: (files: Map<string, string>) => unknown) {
  const title = '另一协作机制';
  const files = new Map(river);
  // Published before there were letters: with them, those of the rungs that are taken away would be made by nothing.
  files.delete('letters.yaml');
  files.set('pack.yaml', `name: ${name}\ntitle: ${title}\nversion: "2026.1"\nvalidFrom: "2026-01-01"\n`);
  change(files);
  const [packVersion, id] = [`${name}@2026.1`, derivedId(`${name}@2026.1`, 'mechanism-pack')];
  const edition = { name, version: '2026.1', title, validFrom: '2026-01-01' };
  const data = { id, packVersion, ...edition, digest: digestOf(files), content: packed(name, files) };
  return integrationEvent(MechanismPackPublishedV1, `mechanism-pack/${id}`, data, { familyId: id, parties: [] });
}

const known = (matterId: string, parties: number) =>
  eventuallyTold(async () => {
    const { rows } = await database.admin.query<{ parties: string[] }>(`select parties from ${schema}.known_matter where matter_id = $1`, [
      matterId,
    ]);
    expect(rows[0]?.parties).toHaveLength(parties);
  });

/** A problem that runs under a version; harbour keeps it, fishery is to rectify. */
async function problem(packVersion: string) {
  const problemId = randomUUID();
  const meta = { familyId: problemId, parties: [harbour] };
  const about = { problemId, number: 'XS-330503-2026-000001', office: harbour, title: '围网养殖' };
  const told = { ...about, reportedBy: harbour, categoryCode: 'Z1-08', divisionCode: '330503', isNamedReport: false };
  const step = { chart: 'problem', packVersion, transition: 'P4', from: 'TRIAGED', to: 'ASSIGNED', deviation: false, relapses: 0 };
  await service.publish(
    integrationEvent(ProblemReportedV1, `problem/${problemId}`, told, meta),
    integrationEvent(
      ProblemStageEnteredV1,
      `problem/${problemId}`,
      { ...about, unit: fishery, ...step },
      { ...meta, parties: [harbour, fishery], sequence: 2 },
    ),
  );
  await known(problemId, 2);
  return problemId;
}

function breached(matterId: string, packVersion: string | undefined, more: object = {}) {
  const clockId = randomUUID();
  const about = { clockId, ruleId: 'H04', ruleName: '整改', subject: `problem/${matterId}`, matterKind: 'problem', matterId } as const;
  const late = { rung: 'overdue', dueAt: '2026-03-25T00:00:00+08:00', turnsRed: false } as const;
  const data = { ...about, holder: fishery, watchers: [harbour], title: '围网养殖', ...late, ...more };
  const event = integrationEvent(
    ClockBreachedV1,
    `clock/${clockId}`,
    { ...data, ...(packVersion !== undefined && { packVersion }) },
    { familyId: matterId, parties: [fishery, harbour], actedAt: late.dueAt },
  );
  return { event, path: `/supervisions/${derivedId(clockId, 'supervision/overdue')}` };
}

const order = { matterKind: 'problem', level: 'S2', unit: fishery, grounds: '整改期限届满未完成。' };
async function approved(matterId: string) {
  const answer = await office().post('/supervisions', { ...order, matterId });
  expect(answer).toMatchObject({ status: 201 });
  const path = `/supervisions/${String(answer.body['id'])}`;
  expect(await leader().post(`${path}/approve`, {})).toMatchObject({ status: 200 });
  return path;
}
const issue = (path: string, ahead: number) => office().post(`${path}/issue`, { limitOn: day(ahead), requirements: ['拆除全部围网'] });
const stateOf = async (path: string) => (await leader().get(path)).body;
const parked = async (subject: string) =>
  (await database.admin.query(`select consumer, reason, state from ${schema}.inbox_parked where subject = $1`, [subject])).rows;

describe('a supervision under a version that has not arrived', () => {
  it('is awaited, refused by nobody, and proposed under that version once it is published; others do not wait', async () => {
    const [theirs, ours] = [breached(randomUUID(), ofLake), breached(randomUUID(), undefined)];
    await service.publish(theirs.event, ours.event);
    await eventuallyTold(async () => {
      expect(await parked(theirs.event.subject)).toEqual([{ consumer: 'supervision', reason: 'AWAITED_VERSION', state: 'waiting' }]);
      expect(await stateOf(ours.path)).toMatchObject({ level: 'S2' });
    });
    const refused = await database.admin.query(`select from ${schema}.inbox_refused where subject = $1`, [theirs.event.subject]);
    expect(refused.rowCount).toBe(0);
    const matterId = await problem(ofLake);
    expect(await office().post('/supervisions', { ...order, matterId })).toMatchObject({ body: { code: 'PACK_VERSION_NOT_LOADED' } });
    expect(await office().post('/urgings', { matterKind: 'problem', matterId, unit: fishery, text: '请尽快报送。' })).toMatchObject({
      body: { code: 'PACK_VERSION_NOT_LOADED' },
    });

    await service.publish(published(lake, (files) => files.set('ladder.yaml', ladder)));
    await eventuallyTold(async () => expect(await stateOf(theirs.path)).toMatchObject({ level: 'S5', packVersion: ofLake }));
    expect(await parked(theirs.event.subject)).toEqual([]);
    expect(await stateOf(ours.path)).not.toHaveProperty('packVersion');
    await expectConsistent(database);
  });
});

describe('a published ladder', () => {
  it('rules its own matters from the breach on, and those of the services’ own mechanism not', async () => {
    const [theirs, ours] = [breached(await problem(ofLake), ofLake), breached(await problem(ofHome), ofHome)];
    await service.publish(theirs.event, ours.event);
    await eventuallyTold(async () => {
      expect(await stateOf(theirs.path)).toMatchObject({ level: 'S5', packVersion: ofLake });
      expect(await stateOf(ours.path)).toMatchObject({ level: 'S2', packVersion: ofHome });
    });
  });

  it('rules what a person proposes, the limit that may be set, the clock that watches it, and the rung after it failed', async () => {
    const [theirs, ours] = [await approved(await problem(ofLake)), await approved(await problem(ofHome))];
    expect(await issue(theirs, 40)).toMatchObject({ status: 409, body: { code: 'LIMIT_TOO_LONG', detail: 'months: 1' } });
    expect(await issue(ours, 40)).toMatchObject({ status: 200 });
    expect(await issue(theirs, 20)).toMatchObject({ status: 200 });
    expect([await stateOf(theirs), await stateOf(ours)]).toMatchObject([{ packVersion: ofLake }, { packVersion: ofHome }]);

    for (const [path, packVersion, next] of [
      [theirs, ofLake, 'S5'],
      [ours, ofHome, 'S3'],
    ] as const) {
      const { id, matterId, order: of } = (await stateOf(path)) as { id: string; matterId: string; order: { limitOn: string } };
      const subject = `supervision/${id}`;
      const clockId = await eventuallyTold(async () => {
        const { rows } = await database.admin.query<{ id: string }>(`select id from ${schema}.clock where subject = $1`, [subject]);
        expect(rows).toHaveLength(1);
        return rows[0]!.id;
      });
      expect(await office().get(`/clocks/${clockId}/why`)).toMatchObject({ body: { packVersion } });
      const midnight = new Date(Date.parse(`${of.limitOn}T00:00:00+08:00`) + 86_400_000).toISOString();
      await service.publish(breached(matterId, packVersion, { subject, dueAt: midnight }).event);
      const successor = `/supervisions/${derivedId(id, 'supervision/next')}`;
      await eventuallyTold(async () => expect(await stateOf(successor)).toMatchObject({ level: next, follows: id, packVersion }));
    }
    await expectConsistent(database);
  });

  it('rules a higher rung that a person proposes: the chain keeps its version', async () => {
    const path = await approved(await problem(ofLake));
    expect(await issue(path, 20)).toMatchObject({ status: 200 });
    const climb = { reason: '逾期未办。', coIssuers: [customs] };
    expect(await office().post(`${path}/escalate`, { ...climb, level: 'S3' })).toMatchObject({
      body: { code: 'SUPERVISION_LEVEL_UNKNOWN' },
    });
    const answer = await office().post(`${path}/escalate`, { ...climb, level: 'S5' });
    expect(answer).toMatchObject({ status: 201 });
    expect(await stateOf(`/supervisions/${String(answer.body['id'])}`)).toMatchObject({ level: 'S5', packVersion: ofLake });
  });

  it('says how long one waits before one urges again', async () => {
    const again = async (packVersion: string) => {
      const urge = { matterKind: 'problem', matterId: await problem(packVersion), unit: fishery };
      expect(await office().post('/urgings', { ...urge, text: '请尽快报送。', actedAt: hoursAgo(40) })).toMatchObject({ status: 201 });
      return office().post('/urgings', { ...urge, text: '再次催办。', actedAt: hoursAgo(2) });
    };
    expect(await again(ofLake)).toMatchObject({
      status: 409,
      body: { code: 'URGED_RECENTLY', detail: expect.stringContaining('hours: 168') },
    });
    expect(await again(ofHome)).toMatchObject({ status: 201 });
  });

  it('rules a clue by the mechanism of the way it went', async () => {
    const [handOffId, matterId] = [randomUUID(), randomUUID()];
    const parties = { sender: harbour, receiver: fishery, title: '码头污水', routeId: 'harbour-to-fishery', mechanism: lake };
    const frozen = { packageSha256: 'ab'.repeat(32), packageSm3: 'ab'.repeat(32), materialCount: 1, isNamed: false };
    const data = { handOffId, kind: 'owning', matterKind: 'clue', matterId, ...parties, ...frozen } as const;
    const meta = { familyId: matterId, parties: [harbour, fishery] };
    await service.publish(integrationEvent(HandOffSentV1, `hand-off/${handOffId}`, data, meta));
    await known(matterId, 2);
    const answer = await office().post('/supervisions', { ...order, matterKind: 'clue', matterId });
    expect(await stateOf(`/supervisions/${String(answer.body['id'])}`)).toMatchObject({ packVersion: ofLake });
  });
});

describe('a mechanism without a ladder', () => {
  it('has no supervision: none is proposed by itself, a person is told why, and may urge', async () => {
    await service.publish(published(dune, (files) => files.delete('ladder.yaml')));
    const matterId = await problem(ofDune);
    await eventuallyTold(async () =>
      expect(await office().post('/supervisions', { ...order, matterId })).toMatchObject({ status: 409, body: { code: 'LADDER_MISSING' } }),
    );
    const urge = { matterKind: 'problem', matterId, unit: fishery, text: '请尽快报送。' };
    expect(await office().post('/urgings', urge)).toMatchObject({ status: 201 });
    const [theirs, ours] = [breached(matterId, ofDune), breached(matterId, ofHome)];
    await service.publish(theirs.event);
    await service.publish(ours.event);
    await eventuallyTold(async () => expect(await stateOf(ours.path)).toMatchObject({ level: 'S2' }));
    await eventuallyTold(async () => expect(await parked(theirs.event.subject)).toEqual([]));
    expect(await leader().get(theirs.path)).toMatchObject({ status: 404 });
    await expectConsistent(database);
  });
});
