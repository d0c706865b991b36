import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertSafe, PortalSettings } from './settings.ts';

const given = {
  XIEZHI_SERVICES: '{"clue-transfer":"http://127.0.0.1:4101"}',
  XIEZHI_PUBLIC_URL: 'https://xiezhi.example',
  XIEZHI_OIDC_ISSUER: 'https://issuer.example',
  XIEZHI_OIDC_CLIENT_ID: 'portal',
  XIEZHI_OIDC_CLIENT_SECRET: 'the-secret-of-the-portal',
  XIEZHI_SIGNING_KEY: 'a key',
  XIEZHI_MECHANISM_PACK: resolve(import.meta.dirname, '../../../packs/river-chief-procurator'),
};
const settings = (change: Record<string, string> = {}) => PortalSettings.parse({ ...given, ...change });

describe('the portal’s settings', () => {
  it('name the services by their addresses', () =>
    expect(settings().XIEZHI_SERVICES).toEqual({ 'clue-transfer': 'http://127.0.0.1:4101' }));

  it.each([
    ['no JSON', '{'],
    ['an unknown service', '{"nobody":"http://127.0.0.1:1"}'],
    ['the portal itself', '{"portal":"http://127.0.0.1:1"}'],
    ['another protocol', '{"clue-transfer":"file:///etc/passwd"}'],
  ])('refuse services given as %s', (_what, text) => expect(() => settings({ XIEZHI_SERVICES: text })).toThrow('XIEZHI_SERVICES'));

  it('count by a pack that is there', () => expect(() => settings({ XIEZHI_MECHANISM_PACK: '/nowhere' })).toThrow('/nowhere'));

  it('are safe for production', () => expect(() => assertSafe(settings(), 'production')).not.toThrow());

  it.each([
    ['XIEZHI_PUBLIC_URL', { XIEZHI_PUBLIC_URL: 'http://xiezhi.example' }],
    ['XIEZHI_OIDC_ISSUER', { XIEZHI_OIDC_ISSUER: 'http://issuer.example' }],
  ])('stop production by the name of %s, and are fine in development', (name, change) => {
    expect(() => assertSafe(settings(change), 'production')).toThrow(name);
    expect(() => assertSafe(settings(change), 'development')).not.toThrow();
  });
});
