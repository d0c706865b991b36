import { describe, expect, it } from 'vitest';
import type { RunningPortal } from '../running-portal.fixture.ts';

/** The browser client as a browser gets it, and what it must not stand in the way of. */
export function webBehaviour(given: () => RunningPortal): void {
  const asBrowser = (path: string, init: RequestInit = {}) => given().ask(path, { headers: { accept: 'text/html,*/*;q=0.8' }, ...init });

  describe('the page', () => {
    it.each(['/', '/?tab=overdue', '/hand-offs/019a0000-0000-7000-8000-000000000000', '/nothing/of/ours', '/apian'])(
      'is what a browser gets at %s',
      async (path) => {
        const { status, headers, text } = await asBrowser(path);
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(headers.get('cache-control')).toBe('no-store');
        expect(text).toContain('/assets/index-x.js');
      },
    );

    it('allows no script but its own files, nothing of another host, and styles by a nonce that is new each time', async () => {
      const [first, second] = [await asBrowser('/'), await asBrowser('/')];
      const policy = first.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
      const nonceIn = (text: string) => /nonce-([^']+)'/.exec(text)?.[1];
      expect(first.text).toContain(`content="${nonceIn(policy)}"`);
      expect(nonceIn(policy)).not.toBe(nonceIn(second.headers.get('content-security-policy') ?? ''));
    });

    it.each([
      '/api/nothing',
      '/api/worklist',
      '/auth/x',
      '/openapi.json',
      '/health/live',
      '/sign-in/nothing',
      '/development/tokens',
      '/assets/nothing.js',
      '/metrics',
    ])('does not stand in front of %s', async (path) =>
      expect((await asBrowser(path)).headers.get('content-type')).not.toContain('text/html'),
    );

    it('is not for a program, nor for anything but reading', async () => {
      expect((await given().ask('/nothing')).body['code']).toBe('ROUTE_NOT_FOUND');
      expect((await asBrowser('/nothing', { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
    });
  });

  describe('its files', () => {
    it('are kept for good under their hash, and come compressed to who can read that', async () => {
      const plain = await given().ask('/assets/index-x.js', { headers: { 'accept-encoding': 'identity' } });
      expect(plain.status).toBe(200);
      expect(plain.text).toBe("document.title = 'xiezhi';\n");
      expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(plain.headers.get('x-content-type-options')).toBe('nosniff');
      const compressed = await given().ask('/assets/index-x.js', { headers: { 'accept-encoding': 'gzip' } });
      expect([plain, compressed].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip']);
      expect(compressed.text).toBe(plain.text);
    });

    it.each(['/assets/..%2f..%2fpackage.json', '/assets/../index.html', '/assets/'])(
      'are only those of its folder: %s is none',
      async (path) => expect((await given().ask(path)).status).toBeGreaterThanOrEqual(400),
    );
  });
}
