import { randomUUID } from 'node:crypto';
import {
  agencies,
  callerOf,
  eventually,
  machineryAccess,
  readAsStranger,
  runService,
  tableAccess,
  type TestDatabase,
  testDatabase,
  type TestService,
} from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { audit } from '../service.ts';
import { announcements as sampled, type Wanted } from './trail.samples.ts';

const { harbour, customs } = agencies;

let database: TestDatabase;
let service: TestService;
beforeAll(async () => {
  database = await testDatabase('audit', migrations);
  service = await runService(audit, database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

/** Announcements of a family of the test's own, since the topics belong to the whole run. */
function announcements(wanted: Pick<Wanted, 'count' | 'start'>) {
  const familyId = randomUUID();
  const events = sampled({ familyId, subject: `hand-off/${randomUUID()}`, partiesOf: () => [harbour, customs], ...wanted });
  return { familyId, events };
}

const asHarbour = () => service.as(callerOf('harbour', 'intake'));
const asPolice = () => service.as(callerOf('police', 'inspector'));
const asAuditor = () => service.as(callerOf('police', 'audit-admin'));

async function recorded(familyId: string, count: number): Promise<void> {
  await eventually(async () => expect((await asHarbour().get(`/trail/${familyId}`)).body['entries']).toHaveLength(count), {
    withinMs: 20_000,
  });
}

describe('the trail of a family', () => {
  it('has every announcement once, though the broker has it twice', async () => {
    const { familyId, events } = announcements({ count: 3, start: 100 });
    await service.publish(events[0]!, events[1]!, events[1]!, events[2]!);
    await recorded(familyId, 3);
    await service.publish(events[0]!);
    const later = announcements({ count: 1, start: 110 });
    await service.publish(...later.events);
    await recorded(later.familyId, 1);
    expect((await asHarbour().get(`/trail/${familyId}`)).body).toMatchObject({
      entries: events.map(({ id }) => ({ eventId: id, isChained: true })),
      next: null,
    });
    expect((await asHarbour().get(`/trail/${familyId}/verification`)).body).toEqual({
      familyId,
      announcements: 3,
      streams: 1,
      bodiesChecked: 3,
      isComplete: true,
      breaksFound: 0,
      breaks: [],
    });
  });

  it('waits for what a read token names', async () => {
    const { familyId, events } = announcements({ count: 2, start: 200 });
    await service.publish(...events);
    const token = Buffer.from(JSON.stringify([[events[0]!.source, events[0]!.subject, 2]])).toString('base64url');
    const answer = await eventually(async () => {
      const read = await asHarbour().get(`/trail/${familyId}`, { 'xiezhi-read-token': token });
      expect(read.headers.get('xiezhi-stale')).toBeNull();
      return read;
    });
    expect(answer.body['entries']).toHaveLength(2);
  });

  it('records a break, parks nothing, and shows it to parties, auditor and operators', async () => {
    const { familyId, events } = announcements({ count: 4, start: 300 });
    const altered = events.map((event, index) =>
      index === 1 ? { ...event, received: { ...event.received, body: event.received.body.replace('异常', '正常') } } : event,
    );
    await service.publish(...altered);
    await recorded(familyId, 4);
    expect((await asHarbour().get(`/trail/${familyId}/verification`)).body).toMatchObject({
      isComplete: false,
      breaksFound: 1,
      breaks: [{ eventId: events[2]!.id, subject: events[2]!.subject, sequence: 3, kind: 'NOT_CHAINED' }],
    });
    const parked = await database.admin.query('select 1 from audit.inbox_parked where subject = $1', [events[0]!.subject]);
    expect(parked.rowCount).toBe(0);
    const { sources } = (await asAuditor().get('/trail/summary')).body as { sources: { source: string; breaks: number }[] };
    expect(sources.find(({ source }) => source === '/xiezhi/clue-transfer')?.breaks).toBeGreaterThanOrEqual(1);
    const metrics = await (await fetch(new URL('/metrics', service.url))).text();
    expect(metrics).toMatch(/xiezhi_audit_chain_breaks\{[^}]*source="\/xiezhi\/clue-transfer"[^}]*\} [1-9]/);
  });

  it('records announcements in their order, when they come in the wrong one', async () => {
    const { familyId, events } = announcements({ count: 3, start: 400 });
    await service.publish(events[0]!, events[2]!, events[1]!);
    await recorded(familyId, 3);
    expect((await asHarbour().get(`/trail/${familyId}/verification`)).body).toMatchObject({ isComplete: true });
  });

  it('is read page by page', async () => {
    const { familyId, events } = announcements({ count: 5, start: 500 });
    await service.publish(...events);
    await recorded(familyId, 5);
    const first = (await asHarbour().get(`/trail/${familyId}?limit=3`)).body as { entries: unknown[]; next: string };
    const second = (await asHarbour().get(`/trail/${familyId}?limit=3&after=${first.next}`)).body as { entries: unknown[]; next: null };
    expect([first.entries.length, second.entries.length, second.next]).toEqual([3, 2, null]);
    expect(await asHarbour().get(`/trail/${familyId}?limit=201`)).toMatchObject({ status: 400 });
    expect(await asHarbour().get(`/trail/${familyId}?after=x`)).toMatchObject({ status: 400, body: { code: 'TRAIL_CURSOR_INVALID' } });
  });
});

describe('permissions', () => {
  it('a text is for its parties: not for another agency, not for the auditor', async () => {
    const { familyId, events } = announcements({ count: 1, start: 600 });
    await service.publish(...events);
    await recorded(familyId, 1);
    const path = `/trail/events/${events[0]!.id}`;
    expect((await asHarbour().get(path)).body).toMatchObject({
      eventId: events[0]!.id,
      body: events[0]!.received.body,
      topic: 'xiezhi.clue-transfer.events.v1',
    });
    for (const stranger of [asPolice(), asAuditor()])
      expect(await stranger.get(path)).toMatchObject({ status: 404, body: { code: 'ANNOUNCEMENT_NOT_FOUND' } });
    expect(await asPolice().get(`/trail/events/${randomUUID()}`)).toMatchObject({ status: 404, body: { code: 'ANNOUNCEMENT_NOT_FOUND' } });
  });
  it('a family is for its parties and the auditor; to another agency it is empty', async () => {
    const { familyId, events } = announcements({ count: 2, start: 700 });
    await service.publish(...events);
    await recorded(familyId, 2);
    expect((await asPolice().get(`/trail/${familyId}`)).body).toEqual({ familyId, entries: [], next: null });
    expect((await asPolice().get(`/trail/${familyId}/verification`)).body).toMatchObject({ announcements: 0, isComplete: false });
    expect((await asAuditor().get(`/trail/${familyId}`)).body['entries']).toHaveLength(2);
    expect((await asAuditor().get(`/trail/${familyId}/verification`)).body).toMatchObject({
      announcements: 2,
      bodiesChecked: 0,
      isComplete: true,
    });
  });
  it('the summary is for the auditor', async () => {
    expect(await asHarbour().get('/trail/summary')).toMatchObject({ status: 403, body: { code: 'ACTION_NOT_PERMITTED' } });
    expect(await asAuditor().get('/trail/summary')).toMatchObject({ status: 200 });
  });
  it.each(['system-admin', 'security-admin'] as const)('nothing is for the %s', async (role) => {
    const administrator = service.as(callerOf('police', role));
    for (const path of ['summary', randomUUID(), `${randomUUID()}/verification`, `events/${randomUUID()}`])
      expect(await administrator.get(`/trail/${path}`)).toMatchObject({ status: 403, body: { code: 'ACTION_NOT_PERMITTED' } });
  });
  it('nobody writes here', async () => expect(await asHarbour().post(`/trail/${randomUUID()}`, {})).toMatchObject({ status: 405 }));
});

describe('the tables', () => {
  const listed = {
    ...machineryAccess('audit'),
    trail: 'forced; audit_app: select; audit_worker: insert, select, update (parties)',
    trail_body: 'forced; audit_app: select; audit_worker: insert, select, update (parties)',
    trail_head: 'forced; audit_app: select; audit_worker: insert, select, update',
  };
  it('are these, each read by whom it should be', async () => expect(await tableAccess(database)).toEqual(listed));
  it('fail this spec when one is not listed', async () => {
    await database.admin.query('create table audit.forgotten (note text); grant select on audit.forgotten to audit_app');
    const found = await tableAccess(database);
    await database.admin.query('drop table audit.forgotten');
    expect(found).toEqual({ ...listed, forgotten: 'plain; audit_app: select' });
    expect(found).not.toEqual(listed);
  });
  it.each(Object.keys(listed))('%s lets another service’s role not even into the schema', async (table) =>
    expect(readAsStranger(database, table)).rejects.toThrow(/permission denied for schema/),
  );
});
