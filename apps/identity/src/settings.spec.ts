import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const complete = {
  XIEZHI_ENVIRONMENT: 'development',
  XIEZHI_PORT: '4001',
  XIEZHI_PUBLIC_URL: 'http://127.0.0.1:4001',
  XIEZHI_DIRECTORY_PACK: '/packs/huzhou/directory',
  XIEZHI_OIDC_CLIENT_ID: 'portal',
  XIEZHI_OIDC_CLIENT_SECRET: 'a-secret-of-some-length',
  XIEZHI_OIDC_REDIRECT_URI: 'http://127.0.0.1:4000/sign-in/callback',
  XIEZHI_DEVELOPMENT_PASSWORD: 'some-password',
};

describe('the settings of the development issuer', () => {
  it('listen on this machine alone unless told otherwise', () => expect(readSettings(complete).XIEZHI_HOST).toBe('127.0.0.1'));

  it('refuse production, by name', () =>
    expect(() => readSettings({ ...complete, XIEZHI_ENVIRONMENT: 'production' })).toThrow(
      'identity refuses XIEZHI_ENVIRONMENT=production',
    ));

  it('name what is missing', () => {
    const { XIEZHI_DEVELOPMENT_PASSWORD: _, ...incomplete } = complete;
    expect(() => readSettings(incomplete)).toThrow('XIEZHI_DEVELOPMENT_PASSWORD');
  });

  it('name what is unknown', () => expect(() => readSettings({ ...complete, XIEZHI_PORTT: '1' })).toThrow('unknown setting XIEZHI_PORTT'));

  it('leave alone what is not ours', () => expect(readSettings({ ...complete, PATH: '/bin' }).XIEZHI_PORT).toBe(4001));
});
