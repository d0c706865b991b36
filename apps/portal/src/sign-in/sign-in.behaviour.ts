import { eventually } from '@xiezhi/testing';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { granted, registered, revoked, worldOpened } from '../directory/directory.fixture.ts';
import { newAgency, type RunningPortal } from '../running-portal.fixture.ts';
import { TestBrowser, type TestIssuer } from './issuer.fixture.ts';
import { signInsMax } from './sign-in.store.ts';

/** Signing in through an issuer that may lie, and what a session is worth. */
export function signInBehaviour(given: () => RunningPortal): void {
  const office = newAgency('office');
  const intake = `${office.slug}.intake`;
  const handler = `${office.slug}.handler`;
  const world = newAgency('world').id;
  const grantOfTwo = newAgency('grant').id;

  beforeAll(async () => {
    const agency = registered(office.id, office.slug);
    await given().publish([
      ...agency,
      // An account with two posts, one of them to be taken away.
      granted(office.id, intake, 'intake', agency.length + 1, 'two.posts'),
      granted(office.id, handler, 'handler', agency.length + 2, 'two.posts', grantOfTwo),
      worldOpened(world, '2025-05-01T00:00:00Z'),
    ]);
    await eventually(async () => {
      const { rows } = await given().database.admin.query('select from portal.post_grant where account = $1', ['two.posts']);
      expect(rows).toHaveLength(2);
      expect((await given().database.admin.query('select from portal.world where id = $1', [world])).rows).toHaveLength(1);
    });
  });
  beforeEach(() => given().issuer.tell({ account: intake }));

  const me = async (browser: TestBrowser) => {
    const answer = await browser.open('/api/me');
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

  describe('signing in', () => {
    it('leads through the issuer back to where one was, with the only post chosen', async () => {
      const browser = new TestBrowser(given().url);
      const back = await browser.signIn('/api/worklist?turn=mine');
      expect(back.status).toBe(303);
      expect(back.headers.get('location')).toBe('/api/worklist?turn=mine');
      const { body } = await me(browser);
      expect(body).toMatchObject({
        account: intake,
        strength: 'password',
        post: { id: intake, role: 'intake', agency: { id: office.id } },
      });
      expect((await browser.open('/api/worklist')).status).toBe(200);
    });

    it('gives a cookie that scripts cannot read and other sites do not send', async () => {
      const back = await new TestBrowser(given().url).signIn();
      const cookie = back.headers.getSetCookie().find((line) => line.startsWith('xiezhi='));
      expect(cookie).toMatch(/^xiezhi=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/);
    });

    it('believes a second factor only when the issuer says so', async () => {
      given().issuer.tell({ account: intake, claims: { amr: ['pwd', 'hwk'] } });
      const browser = new TestBrowser(given().url);
      await browser.signIn();
      expect((await me(browser)).body).toMatchObject({ strength: 'two-factor' });
    });

    it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])('never leads to %s', async (wanted) => {
      const back = await new TestBrowser(given().url).signIn(wanted);
      expect(back.headers.get('location')).toBe('/');
    });

    it('survives a restart of the portal in its middle', async () => {
      const before = new TestBrowser(given().url);
      const back = await before.toIssuer('/api/me');
      await given().restart();
      const after = new TestBrowser(given().url);
      for (const [name, value] of before.cookies) after.cookies.set(name, value);
      expect((await after.open(back)).headers.get('location')).toBe('/api/me');
    });

    it('works once per code: what was seen on the way is worth nothing', async () => {
      const browser = new TestBrowser(given().url);
      const back = await browser.toIssuer();
      const thief = new TestBrowser(given().url);
      expect(await codeOf(await thief.open(back))).toBe('SIGN_IN_FAILED');
      const cookies = new Map(browser.cookies);
      expect((await browser.open(back)).status).toBe(303);
      for (const [name, value] of cookies) browser.cookies.set(name, value);
      expect(await codeOf(await browser.open(back))).toBe('SIGN_IN_FAILED');
    });

    it.each<[string, Parameters<TestIssuer['tell']>[0]]>([
      ['a token for somebody else’s sign-in', { account: intake, claims: { nonce: 'another' } }],
      ['a token for another client', { account: intake, claims: { aud: 'another' } }],
      ['a token of another issuer', { account: intake, claims: { iss: 'http://evil.example' } }],
      ['an expired token', { account: intake, claims: { exp: 1_700_000_000 } }],
      ['an account that is no name of ours', { account: 'Robert"); drop table' }],
      ['nobody', { account: '' }],
      ['a refusal', { isRefusing: true }],
    ])('fails when the issuer sends %s', async (_what, told) => {
      given().issuer.tell(told);
      const browser = new TestBrowser(given().url);
      const answer = await browser.signIn();
      expect(answer.status).toBe(401);
      expect(await codeOf(answer)).toBe('SIGN_IN_FAILED');
      expect(browser.cookies.has('xiezhi')).toBe(false);
    });

    it.each([
      '/sign-in/callback',
      '/sign-in/callback?state=x',
      '/sign-in/callback?code=x&state=%00',
      '/sign-in/callback?state=x&state=y&code=z',
    ])('fails at %s without a sign-in that began', async (path) =>
      expect((await new TestBrowser(given().url).open(path)).status).toBeGreaterThanOrEqual(400),
    );

    it('replaces a session that was planted in the browser', async () => {
      const planted = new TestBrowser(given().url);
      await planted.signIn();
      const browser = new TestBrowser(given().url);
      browser.cookies.set('xiezhi', planted.cookies.get('xiezhi') ?? '');
      given().issuer.tell({ account: handler });
      await browser.signIn();
      expect(browser.cookies.get('xiezhi')).not.toBe(planted.cookies.get('xiezhi'));
      expect((await me(planted)).status).toBe(401);
    });

    it('is told to wait when very many are under way', async () => {
      await given().database.admin.query(
        `insert into portal.sign_in select sha256(n::text::bytea), '\\x00', '', '', '/', now() + interval '1 minute' from generate_series(1, ${signInsMax}) n`,
      );
      const answer = await new TestBrowser(given().url).open('/sign-in');
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      await given().database.admin.query(`update portal.sign_in set expires_at = now() - interval '1 second'`);
      expect((await new TestBrowser(given().url).open('/sign-in')).status).toBe(303);
    });
  });

  describe('a session', () => {
    const signedIn = async () => {
      const browser = new TestBrowser(given().url);
      await browser.signIn();
      return browser;
    };
    const post = (browser: TestBrowser, path: string, body: unknown, headers: Record<string, string> = { 'xiezhi-request': '1' }) =>
      browser.open(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

    it.each([
      ['none', ''],
      ['a forged one', `xiezhi=${'A'.repeat(43)}`],
      ['a broken one', `xiezhi='; select 1`],
    ])('with %s as a cookie is none', async (_what, cookie) => {
      const answer = await given().ask('/api/me', { headers: { cookie } });
      expect(answer.status).toBe(401);
      expect(answer.body['code']).toBe('TOKEN_MISSING');
    });

    it.each([
      ['idle for half an hour', `last_seen_at = now() - interval '31 minutes'`],
      ['eight hours old', `expires_at = now() - interval '1 second'`],
    ])('that is %s has ended', async (_what, change) => {
      const browser = await signedIn();
      await given().database.admin.query(`update portal.session set ${change}`);
      expect((await me(browser)).status).toBe(401);
    });

    it('ends when signed out, also for a copy of the cookie', async () => {
      const browser = await signedIn();
      const cookie = browser.cookieHeader();
      expect((await post(browser, '/sign-out', undefined)).status).toBe(204);
      expect(browser.cookies.has('xiezhi')).toBe(false);
      expect((await given().ask('/api/me', { headers: { cookie } })).status).toBe(401);
    });

    it.each(['/api/post', '/sign-out', '/api/clue-transfer/hand-offs'])(
      'changes nothing at %s for a form of another site',
      async (path) => {
        const browser = await signedIn();
        const answer = await post(browser, path, { post: intake }, {});
        expect(answer.status).toBe(403);
        expect(await codeOf(answer)).toBe('SESSION_HEADER_MISSING');
        expect((await me(browser)).status).toBe(200);
      },
    );

    it('of an account with two posts acts in the one that is chosen, until it is taken away', async () => {
      given().issuer.tell({ account: 'two.posts' });
      const browser = await signedIn();
      expect((await me(browser)).body['post']).toBeUndefined();
      expect(await codeOf(await browser.open('/api/worklist'))).toBe('POST_NOT_CHOSEN');
      expect(await codeOf(await post(browser, '/api/post', { post: `${office.slug}.approver` }))).toBe('POST_NOT_HELD');
      expect((await post(browser, '/api/post', { post: handler })).status).toBe(200);
      expect((await me(browser)).body).toMatchObject({ post: { id: handler } });
      expect((await browser.open('/api/worklist')).status).toBe(200);

      const sequence = registered(office.id, office.slug).length + 3;
      await given().publish([revoked(office.id, handler, sequence, 'two.posts', grantOfTwo)]);
      await eventually(async () => expect(await codeOf(await browser.open('/api/worklist'))).toBe('POST_NOT_HELD'));
    });

    it('keeps ten per account, the newest', async () => {
      given().issuer.tell({ account: `${office.slug}.liaison` });
      const first = await signedIn();
      for (let count = 0; count < 10; count += 1) await signedIn();
      expect((await me(first)).status).toBe(401);
    });

    it('tells the practice world it is asked in', async () => {
      const browser = await signedIn();
      const answer = await browser.open('/api/me', { headers: { 'xiezhi-world': world } });
      expect(await answer.json()).toMatchObject({ world: { id: world, legalNow: '2025-05-01T00:00:00.000Z' } });
      for (const unknown of [newAgency('no').id, 'x', `${world}'`])
        expect(await codeOf(await browser.open('/api/me', { headers: { 'xiezhi-world': unknown } }))).toBe('WORLD_UNKNOWN');
    });

    it('is kept as a hash only', async () => {
      const browser = await signedIn();
      const { rows } = await given().database.admin.query<{ text: string }>('select s::text as text from portal.session s');
      expect(rows.map(({ text }) => text).join()).not.toContain(browser.cookies.get('xiezhi'));
    });
  });
}
