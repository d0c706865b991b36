import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { derivedId } from '@xiezhi/aggregate';
import { HandOffAcceptedV1, HandOffRefusedV1, MechanismPackPublishedV1, type Role, RoutePublishedV1 } from '@xiezhi/contracts';
import { digestOf, mechanismPackOf, packed, packFilesFrom, packVersionOf } from '@xiezhi/mechanism-pack';
import { expectConsistent, integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventuallyTold, ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';
import { fileIdOf } from './case-file-gathering.ts';

const files = packFilesFrom(resolve(import.meta.dirname, '../../../../packs/joint-handling'));
const pack = mechanismPackOf(files, 'joint-handling');
const mechanism = pack.header.name;

let database: TestDatabase;
let service: TestService;
const own = ownAgencies(() => service, { office: 'RCO', water: 'WAT', ecology: 'ECO', transport: 'TRA' });
const { office, water, ecology, transport } = own.ids;
type Name = keyof typeof own.ids;
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

/** What the directory announces when the folder is published: the pack and its routes. */
function published() {
  const packVersion = packVersionOf(pack.header);
  const id = derivedId(packVersion, 'mechanism-pack');
  const { notes: _notes, ...edition } = pack.header;
  const data = { id, packVersion, ...edition, digest: digestOf(files), content: packed(mechanism, files) };
  const routes = (pack.routes ?? []).map((route) =>
    integrationEvent(RoutePublishedV1, `route/${route.id}`, { ...route, mechanism }, { familyId: route.id, parties: [] }),
  );
  return [integrationEvent(MechanismPackPublishedV1, `mechanism-pack/${id}`, data, { familyId: id, parties: [] }), ...routes];
}

const world = { id: randomUUID(), legalNow: '2026-10-30T18:00:00+08:00' };
const at = (day: string) => ({ actedAt: `${day}T10:00:00+08:00` });
const as = (name: Name, role: Role) => own.as(name, role, { world });
async function okay(answer: Promise<{ status: number; body: object }>, status = 200): Promise<string> {
  const { status: found, body } = await answer;
  expect({ status: found, body }).toMatchObject({ status });
  return (body as { id: string }).id;
}
const step = (name: Name, role: Role, file: string, transition: string, day: string, fields = {}) =>
  okay(as(name, role).post(`/case-files/${file}/steps/${transition}`, { fields, ...at(day) }));
const standsAt = (name: Name, file: string, stage: string) =>
  eventuallyTold(async () => expect((await as(name, 'handler').get(`/case-files/${file}`)).body).toMatchObject({ stage }));

const title = '河口非法网箱清理';
/** The end of a hand-off that the file asked for, as clue-transfer announces it. */
function handOff(requestId: string, receiver: string, handOffId: string) {
  const named = { handOffId, kind: 'share', matterKind: 'case-file', matterId: requestId, sender: office, receiver, title } as const;
  const told = { ...named, routeId: 'joint-duty', mechanism };
  const meta = { familyId: requestId, parties: [office, receiver], world: world.id };
  return {
    accepted: (day: string) => integrationEvent(HandOffAcceptedV1, `hand-off/${handOffId}`, told, { ...meta, ...at(day) }),
    refused: (day: string) =>
      integrationEvent(
        HandOffRefusedV1,
        `hand-off/${handOffId}`,
        { ...told, reasonCode: 'NOT_COMPETENT', reason: '不在航道管理范围' },
        { ...meta, ...at(day) },
      ),
  };
}

async function clocksOf(name: Name, requestId: string, rule: string) {
  const { body } = await as(name, 'handler').get(`/clocks?matterId=${requestId}`);
  return (body['items'] as { ruleId: string; subject: string; dueAt?: string; state: string }[]).filter(({ ruleId }) => ruleId === rule);
}

describe('joint handling, live by publishing its pack alone', () => {
  let requestId: string;
  let asked: Record<string, string>;

  it('asks three organs by a file of its own', async () => {
    await service.publish(...published());
    const open = { chart: 'joint-request', title, ...at('2026-09-14') };
    requestId = await eventuallyTold(() => okay(as('office', 'intake').post('/case-files', open), 201));
    const terms = { matter: '清理网箱', leadBasis: '工作规则', questions: ['是否持证'], limitOn: '2026-10-24' };
    await step('office', 'handler', requestId, 'R1', '2026-09-14', terms);
    for (const receiver of [water, ecology, transport]) {
      const wish = { receiver, routeId: 'joint-duty', purpose: '请协办', legalBasis: '行政处罚法第二十六条', ...at('2026-09-14') };
      await eventuallyTold(() => okay(as('office', 'handler').post(`/case-files/${requestId}/refer`, wish)));
    }
    await step('office', 'handler', requestId, 'R2', '2026-09-14');
    const requests = await eventuallyTold(() => {
      const told = service
        .announced(`case-file/${requestId}`)
        .filter(({ type }) => type === 'case-supervision.case-file-hand-off-requested.v1');
      expect(told).toHaveLength(3);
      return told.map(({ data }) => data as { receiver: string; requestedHandOffId: string });
    });
    asked = Object.fromEntries(requests.map(({ receiver, requestedHandOffId }) => [receiver, requestedHandOffId]));
    await standsAt('office', requestId, 'HANDLING');
  });

  it('offers what is possible on a file that goes back to nobody', async () => {
    const { body } = await as('office', 'approver').get(`/case-files/${requestId}/possible`);
    const offered = new Map((body as unknown as { verb: string; isPossible: boolean }[]).map((one) => [one.verb, one.isPossible]));
    expect([offered.get('refer'), offered.get('refer-share'), offered.get('steps/R7')]).toEqual([false, true, true]);
    expect(offered.has('return')).toBe(false);
    expect(await as('water', 'approver').get(`/case-files/${requestId}/possible`)).toMatchObject({ status: 404 });
  });

  it('goes on when the last of them has answered, and says who answered what and when', async () => {
    const accepted = [water, ecology].map((organ) => handOff(requestId, organ, asked[organ]!).accepted('2026-09-16'));
    await service.publish(...accepted, handOff(requestId, transport, asked[transport]!).refused('2026-09-16'));
    const [waterFile, ecologyFile] = [fileIdOf(asked[water]!), fileIdOf(asked[ecology]!)];
    await standsAt('water', waterFile, 'ACCEPTED');
    await standsAt('ecology', ecologyFile, 'ACCEPTED');

    const opinion = { opinionCode: '已处置完毕', opinion: 'CANARY-OPINION', answeredOn: '2026-09-29' };
    await step('water', 'approver', waterFile, 'D3', '2026-09-29', opinion);
    const noted = { transition: 'R3', after: { fileId: waterFile, agency: water }, fields: { opinionCode: '已处置完毕' } };
    await eventuallyTold(async () =>
      expect((await as('office', 'handler').get(`/case-files/${requestId}`)).body).toMatchObject({
        stage: 'HANDLING',
        steps: [{}, {}, noted],
      }),
    );
    const declined = { declineCode: '客观上不能办理', reason: '没有船艇', answeredOn: '2026-10-08' };
    await step('ecology', 'approver', ecologyFile, 'D4', '2026-10-08', declined);
    await standsAt('office', requestId, 'ANSWERED');

    const { body } = await as('office', 'handler').get(`/case-files/${requestId}`);
    expect(body['shares']).toMatchObject([
      { receiver: water, answers: [{ transition: 'D3', on: '2026-09-29' }] },
      { receiver: ecology, answers: [{ transition: 'D4', on: '2026-10-08' }] },
      { receiver: transport, outcome: 'refused', endedOn: '2026-09-16', answers: [] },
    ]);
    expect(JSON.stringify(body)).not.toContain('CANARY');
    const gathered = service.announced(`case-file/${requestId}`).at(-1);
    expect(gathered?.data).toMatchObject({ transition: 'R4', on: '2026-10-08', related: [waterFile, ecologyFile] });
  });

  it('counts for each organ, and for its own answer from the last of theirs', async () => {
    // Ten working days from 16 September: the 20th is worked, the 25th to 27th are off.
    const [duty] = await eventuallyTold(async () => {
      const found = await clocksOf('water', requestId, 'J03');
      expect(found).toMatchObject([{ state: 'met' }]);
      return found;
    });
    expect(duty).toMatchObject({ subject: `case-file/${fileIdOf(asked[water]!)}` });
    expect(Date.parse(duty!.dueAt!)).toBe(Date.parse('2026-10-01T00:00:00+08:00'));
    // Five from 8 October: the 10th is worked.
    const [answer] = await eventuallyTold(async () => {
      const found = await clocksOf('office', requestId, 'J05');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(Date.parse(answer!.dueAt!)).toBe(Date.parse('2026-10-15T00:00:00+08:00'));
  });

  it('gives one answer, which every organ hears', async () => {
    const summed = { outcomeCode: '已处置完毕', summary: '网箱已清理', repliedOn: '2026-10-14' };
    await step('office', 'approver', requestId, 'R5', '2026-10-14', summed);
    await standsAt('water', fileIdOf(asked[water]!), 'CLOSED');
    await standsAt('ecology', fileIdOf(asked[ecology]!), 'CLOSED');
    const { body } = await as('water', 'handler').get(`/case-files/${fileIdOf(asked[water]!)}`);
    expect(body).toMatchObject({ values: { outcomeCode: '已处置完毕', repliedOn: '2026-10-14' } });
    expect(JSON.stringify(body)).not.toContain('网箱已清理');
    await expectConsistent(database);
  });

  it('shows the request to nobody it asked', async () => {
    expect(await as('water', 'handler').get(`/case-files/${requestId}`)).toMatchObject({ status: 404 });
    expect(await as('transport', 'handler').get(`/case-files/${fileIdOf(asked[water]!)}`)).toMatchObject({ status: 404 });
  });
});
