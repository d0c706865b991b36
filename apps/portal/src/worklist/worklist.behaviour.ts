import { randomUUID } from 'node:crypto';
import { encodeReadToken } from '@xiezhi/http';
import { eventually } from '@xiezhi/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { clockMoved, registered, worldOpened } from '../directory/directory.fixture.ts';
import { familyStory } from '../family/family.fixture.ts';
import { newAgency, type RunningPortal } from '../running-portal.fixture.ts';

/** What callers see of worklist, family and timeline, and who may not. */
export function worklistBehaviour(given: () => RunningPortal): void {
  const office = newAgency('office');
  const court = newAgency('court');
  const bystander = newAgency('bystander');
  const platform = newAgency('platform');
  const world = randomUUID();

  beforeAll(async () => {
    await given().publish([
      ...[office, court, bystander].flatMap(({ id, slug }) => registered(id, slug)),
      ...registered(platform.id, platform.slug, { roles: ['system-admin', 'security-admin', 'audit-admin'] }),
      worldOpened(world, '2025-05-01T00:00:00Z'),
    ]);
    await eventually(
      async () => {
        for (const { slug } of [office, court, bystander]) await given().tokenFor(`${slug}.liaison`);
        await given().tokenFor(`${platform.slug}.audit-admin`);
        await given().tokenFor(`${office.slug}.intake`, world);
      },
      { withinMs: 30_000 },
    );
  }, 120_000);

  const get = async (path: string, post: string, headers: Record<string, string> = {}) =>
    given().ask(path, { headers: { authorization: `Bearer ${await given().tokenFor(post)}`, ...headers } });

  /** Shows what a command would have answered: the last announcement of the stream. */
  const readTokenOf = (event: { source: string; subject: string; meta: { sequence: number } }) =>
    encodeReadToken([[event.source, event.subject, event.meta.sequence]]);

  interface Items {
    items: {
      item: string;
      kind: string;
      isMyTurn: boolean;
      turnRoles: string[];
      familyId: string;
      counterpart: { name: string };
      deadline?: { light: { tone: string; count?: number; unit?: string } };
    }[];
    tabs: { tab: string; total: number; isMore: boolean }[];
    next?: string;
  }
  const worklist = async (post: string, query = '', headers: Record<string, string> = {}) => {
    const { status, headers: answered, body } = await get(`/api/worklist${query}`, post, headers);
    return { status, isStale: answered.get('xiezhi-stale') === 'true', ...(body as unknown as Items) };
  };

  describe('the worklist', () => {
    it('shows both agencies whose turn it is, step by step, with read-your-write', async () => {
      const story = familyStory({ sender: office.id });
      const handOff = story.handOffTo(court.id);
      const clueRegistered = story.registered();
      const submitted = handOff.submitted();
      await given().publish([clueRegistered, submitted]);
      const waiting = await worklist(`${office.slug}.approver`, '', { 'xiezhi-read-token': readTokenOf(submitted) });
      expect(waiting.isStale).toBe(false);
      expect(waiting.items).toMatchObject([
        {
          item: handOff.subject,
          kind: 'approve-hand-off',
          name: '待审批',
          isMyTurn: true,
          turnRoles: ['approver'],
          service: 'clue-transfer',
          title: '某排水口疑似直排',
          counterpart: { id: court.id, name: court.slug },
        },
      ]);
      expect((await worklist(`${office.slug}.intake`)).items).toMatchObject([{ isMyTurn: false }]);
      expect((await worklist(`${office.slug}.intake`, '?turn=mine')).items).toEqual([]);
      expect((await worklist(`${court.slug}.intake`)).items).toEqual([]);

      const sent = handOff.sent();
      await given().publish([sent]);
      const arrived = await worklist(`${court.slug}.intake`, '', { 'xiezhi-read-token': readTokenOf(sent) });
      expect(arrived.items).toMatchObject([{ kind: 'sign-for-hand-off', isMyTurn: true, turnRoles: ['intake', 'liaison'] }]);
      expect(arrived.tabs.find(({ tab }) => tab === 'to-sign')).toEqual({ tab: 'to-sign', name: '待签收', total: 1, isMore: false });
      expect((await worklist(`${office.slug}.approver`)).items).toEqual([]);
      expect((await worklist(`${bystander.slug}.intake`)).items).toEqual([]);
    });

    it('lies in tabs, least time left first, with a light that follows the legal time of the reader', async () => {
      const practice = randomUUID();
      const [reader, other] = [newAgency('reader'), newAgency('other')];
      await given().publish([
        ...registered(reader.id, reader.slug),
        ...registered(other.id, other.slug),
        worldOpened(practice, '2026-03-05T01:00:00Z'),
      ]);
      const arrive = async (dueAt: string, warnedAt: string) => {
        const story = familyStory({ sender: other.id, world: practice });
        const handOff = story.handOffTo(reader.id);
        await given().publish([
          story.clockOn(handOff.subject, reader.id, [other.id]).started(dueAt, warnedAt),
          handOff.submitted(),
          handOff.sent(),
        ]);
        return handOff;
      };
      const calm = await arrive('2026-03-20T16:00:00Z', '2026-03-17T16:00:00Z');
      const late = await arrive('2026-03-04T16:00:00Z', '2026-03-02T16:00:00Z');
      const soon = await arrive('2026-03-06T16:00:00Z', '2026-03-04T16:00:00Z');
      await eventually(() => given().tokenFor(`${reader.slug}.intake`, practice), { withinMs: 30_000 });
      const inWorld = { 'xiezhi-world': practice };
      const shown = async (tab: string) =>
        (await worklist(`${reader.slug}.intake`, `?turn=mine&tab=${tab}`, inWorld)).items.map(({ item, deadline }) => [
          item,
          deadline?.light.tone,
          deadline?.light.count,
        ]);
      // Clocks come by another topic than hand-offs.
      await eventually(
        async () =>
          expect(await shown('to-sign')).toEqual([
            [late.subject, 'overdue', 1],
            [soon.subject, 'warning', 1],
            // 6 to 20 March without two weekends: working days, not fifteen days.
            [calm.subject, 'normal', 11],
          ]),
        { withinMs: 30_000 },
      );
      expect(await shown('overdue')).toEqual([[late.subject, 'overdue', 1]]);
      expect(await shown('due-soon')).toEqual([[soon.subject, 'warning', 1]]);
      expect(await shown('to-do')).toEqual([]);
      const counts = (await worklist(`${reader.slug}.intake`, '?turn=mine', inWorld)).tabs.map(({ tab, total }) => [tab, total]);
      expect(counts).toEqual([
        ['to-sign', 3],
        ['to-do', 0],
        ['due-soon', 1],
        ['overdue', 1],
        ['to-review', 0],
        ['sent', 0],
        ['done', 0],
      ]);
      // The sender sees its own, with the deadline of the other side, and what it did.
      const sent = await worklist(`${other.slug}.intake`, '?tab=sent', inWorld);
      expect(sent.items.map(({ item }) => item)).toEqual([late.subject, soon.subject, calm.subject]);
      expect(sent.items[0]).toMatchObject({ name: '已移送，待签收', deadline: { light: { tone: 'overdue' }, holder: { id: reader.id } } });
      expect((await worklist(`${other.slug}.intake`, '?tab=overdue', inWorld)).items).toEqual([]);
      expect((await worklist(`${other.slug}.intake`, '?tab=done', inWorld)).items).toHaveLength(3);

      // Nothing happened but that legal time went on.
      await given().publish([clockMoved(practice, 2, '2026-03-05T01:00:00Z', '2026-03-19T01:00:00Z')]);
      await eventually(async () => expect(await shown('overdue')).toHaveLength(2), { withinMs: 30_000 });
      expect(await shown('due-soon')).toEqual([[calm.subject, 'warning', 1]]);
      const [due] = (await worklist(`${reader.slug}.intake`, '?tab=due-soon', inWorld)).items;
      expect(due?.deadline?.light.unit).toBe('working-day');
    }, 120_000);

    it('says so when it cannot show an effect in time', async () => {
      const unseen = { source: '/xiezhi/clue-transfer', subject: `hand-off/${randomUUID()}`, meta: { sequence: 1 } };
      const answer = await worklist(`${bystander.slug}.intake`, '', { 'xiezhi-read-token': readTokenOf(unseen) });
      expect(answer).toMatchObject({ status: 200, isStale: true });
    });

    it('pages from the oldest on without losing or repeating one', async () => {
      const reader = newAgency('reader');
      await given().publish(registered(reader.id, reader.slug));
      const stories = Array.from({ length: 7 }, () => familyStory({ sender: reader.id }));
      const submitted = stories.map((story) => story.handOffTo(court.id).submitted());
      await given().publish(submitted);
      await eventually(() => given().tokenFor(`${reader.slug}.approver`));
      await eventually(async () => expect((await worklist(`${reader.slug}.approver`)).items).toHaveLength(7));
      const seen: string[] = [];
      let next = '';
      do {
        const page = await worklist(`${reader.slug}.approver`, `?limit=3${next === '' ? '' : `&cursor=${next}`}`);
        seen.push(...page.items.map(({ item }) => item));
        next = page.next ?? '';
      } while (next !== '');
      // Equal moments are told apart by the item.
      expect(seen).toEqual(submitted.map(({ subject }) => subject).toSorted());
    });

    it.each([
      '?limit=0',
      '?limit=1000',
      '?kind=nothing',
      '?tab=nothing',
      '?turn=yours',
      '?cursor=%00',
      '?cursor=W10',
      '?unknown=1',
      '?limit=1&limit=2',
    ])('refuses %s', async (query) => expect((await worklist(`${office.slug}.intake`, query)).status).toBe(400));

    it.each(['%', 'x', Buffer.from('[["/xiezhi/x","y",0]]').toString('base64url')])('refuses the read token %s', async (token) =>
      expect((await worklist(`${office.slug}.intake`, '', { 'xiezhi-read-token': token })).status).toBe(400),
    );

    it('keeps practice and earnest apart', async () => {
      const practised = familyStory({ sender: bystander.id, world });
      const submitted = practised.handOffTo(court.id).submitted();
      await given().publish([submitted]);
      const token = { 'xiezhi-read-token': readTokenOf(submitted) };
      expect((await worklist(`${bystander.slug}.approver`, '', { ...token, 'xiezhi-world': world })).items).toHaveLength(1);
      expect((await worklist(`${bystander.slug}.approver`, '', token)).items).toEqual([]);
      const fromToken = await given().tokenFor(`${bystander.slug}.approver`, world);
      expect((await given().ask('/api/worklist', { headers: { authorization: `Bearer ${fromToken}` } })).body['items']).toHaveLength(1);
    });
  });

  describe('a family', () => {
    it('is told to its parties, each as far as it goes, and to nobody else', async () => {
      const story = familyStory({ sender: office.id });
      const handOff = story.handOffTo(court.id);
      const transfer = [
        story.registered(),
        handOff.submitted(),
        handOff.sent(),
        handOff.received(),
        handOff.accepted(),
        handOff.ownerChanged(),
      ];
      const opened = handOff.opened();
      const owed = handOff.owed();
      await given().publish([...transfer, opened, owed]);
      const seen = {
        'xiezhi-read-token': encodeReadToken(
          [...transfer, opened, owed].map(({ source, subject, meta }) => [source, subject, meta.sequence]),
        ),
      };

      const atCourt = await get(`/api/families/${story.familyId}`, `${court.slug}.handler`, seen);
      expect(atCourt.body).toMatchObject({ title: '某排水口疑似直排', owner: { id: court.id, name: court.slug } });
      const openAt = (body: Record<string, unknown>) => (body['openItems'] as { kind: string }[]).map(({ kind }) => kind).toSorted();
      expect(openAt(atCourt.body)).toEqual(['answer-feedback', 'evaluate-case-file']);
      // The case file is the court's own; that feedback is owed is known to both.
      const atOffice = await get(`/api/families/${story.familyId}`, `${office.slug}.inspector`);
      expect(openAt(atOffice.body)).toEqual(['answer-feedback']);
      expect(atOffice.body).toMatchObject({ owner: { id: court.id } });

      const timeline = await get(`/api/families/${story.familyId}/timeline`, `${office.slug}.handler`);
      const sentences = (timeline.body['lines'] as { sentence: string }[]).map(({ sentence }) => sentence);
      expect(sentences).toEqual([
        `${office.slug}登记线索《某排水口疑似直排》。`,
        `${office.slug}拟将线索《某排水口疑似直排》移送${court.slug}，已报批。`,
        `${office.slug}将线索《某排水口疑似直排》移送${court.slug}。`,
        `${court.slug}签收${office.slug}移送的线索《某排水口疑似直排》。`,
        `${court.slug}受理${office.slug}移送的线索《某排水口疑似直排》。`,
        `线索主办单位由${office.slug}变更为${court.slug}。`,
        `${court.slug}应就《某排水口疑似直排》向${office.slug}反馈立案结果。`,
      ]);

      for (const path of [`/api/families/${story.familyId}`, `/api/families/${story.familyId}/timeline`, `/api/families/${randomUUID()}`]) {
        const answer = await get(path, `${bystander.slug}.inspector`);
        expect(answer.status).toBe(404);
        expect(answer.body['code']).toBe('FAMILY_NOT_FOUND');
      }
    });

    it.each(['x', `${randomUUID()}'`, '..%2f..%2fme'])('%s is no id', async (id) =>
      expect((await get(`/api/families/${id}`, `${office.slug}.inspector`)).status).toBe(400),
    );
  });

  describe('permissions', () => {
    const paths = ['/api/worklist', `/api/families/${randomUUID()}`, `/api/families/${randomUUID()}/timeline`, '/api/notices'];

    it.each(paths)('%s is not for who does not say who he is', async (path) => {
      const answer = await given().ask(path);
      expect(answer.status).toBe(401);
      expect(answer.body['code']).toBe('TOKEN_MISSING');
    });

    it.each(paths)('%s is not for those who run, grant or audit', async (path) => {
      for (const role of ['system-admin', 'security-admin', 'audit-admin'])
        expect((await get(path, `${platform.slug}.${role}`)).status).toBe(403);
    });

    it.each([
      ['of nobody', 'Bearer x'],
      ['signed by nobody', `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`],
      ['of another scheme', 'Basic eDp5'],
    ])('a token %s opens nothing, also beside a cookie', async (_what, authorization) =>
      expect((await given().ask('/api/worklist', { headers: { authorization, cookie: 'xiezhi=x' } })).status).toBe(401),
    );
  });

  describe('development tokens', () => {
    const asked = (headers: Record<string, string>, body: unknown = { post: `${office.slug}.intake` }) =>
      given().ask('/development/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });

    it('do not exist for who does not know the secret', async () => {
      const nothing = await given().ask('/development/nothing', { method: 'POST' });
      for (const headers of [{}, { 'xiezhi-development-secret': 'a guess' }]) {
        const answer = await asked(headers, { unknown: 1 });
        expect(answer.status).toBe(404);
        expect({ ...answer.body, correlationId: '', instance: '' }).toEqual({ ...nothing.body, correlationId: '', instance: '' });
      }
    });

    it('carry the legal time of a practice world, as of now', async () => {
      const moving = randomUUID();
      await given().publish([
        worldOpened(moving, '2025-05-01T00:00:00Z'),
        clockMoved(moving, 2, '2025-05-01T00:00:00Z', '2025-06-01T00:00:00Z'),
      ]);
      await eventually(async () => {
        const token = await given().tokenFor(`${office.slug}.intake`, moving);
        const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
        expect(claims).toMatchObject({
          world: { id: moving, legalNow: '2025-06-01T00:00:00.000Z' },
          roles: ['intake'],
          agency: office.id,
          agencyName: `${office.slug} agency`,
        });
      });
    });

    it('are verified by the keys that are published', async () => {
      const { body } = await given().ask('/.well-known/jwks.json');
      expect(body['keys']).toHaveLength(1);
      expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
    });
  });
}
