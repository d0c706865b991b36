import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { errorPage, pageHeaders } from './pages.ts';
import type { Settings } from './settings.ts';

export const passwordOnly = { acr: 'urn:xiezhi:acr:password', amr: ['pwd'] };
const machineAudience = 'xiezhi-portal';

/**
 * The OpenID provider: authorization code with PKCE for the portal, client credentials for machines. Sessions and codes live in memory
 * (the provider's own adapter): a restart in the middle of a sign-in means signing in again, and nothing else depends on them.
 */
export function issuer(settings: Settings, accounts: Accounts, key: JWK): Provider {
  return new Provider(settings.XIEZHI_PUBLIC_URL, {
    clients: [portal(settings), ...machine(settings)],
    jwks: { keys: [key] },
    // Browsers share cookies between the ports of one host: these names do not meet the portal's.
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: { session: 'identity-session', interaction: 'identity-interaction', resume: 'identity-resume' },
    },
    claims: { openid: ['sub', 'acr', 'amr'] },
    scopes: ['openid'],
    acrValues: [passwordOnly.acr],
    pkce: { required: () => true },
    ttl: {
      Session: 8 * 3600,
      Interaction: 900,
      Grant: 8 * 3600,
      AuthorizationCode: 60,
      AccessToken: 300,
      ClientCredentials: 300,
      IdToken: 300,
    },
    features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true }, resourceIndicators: jwtForMachines },
    findAccount: async (_ctx, id) => (accounts.has(id) ? { accountId: id, claims: async () => ({ sub: id }) } : undefined),
    // The portal is part of the same system: nobody is asked whether it may know who signed in.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    async renderError(ctx, { error }) {
      ctx.type = 'html';
      for (const [name, value] of Object.entries(pageHeaders([]))) ctx.set(name, value);
      ctx.body = errorPage(error);
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  });
}

function portal(settings: Settings): Configuration['clients'][number] {
  return {
    client_id: settings.XIEZHI_OIDC_CLIENT_ID,
    client_secret: settings.XIEZHI_OIDC_CLIENT_SECRET,
    grant_types: ['authorization_code'],
    redirect_uris: [settings.XIEZHI_OIDC_REDIRECT_URI],
    response_types: ['code'],
  };
}

function machine({ XIEZHI_OIDC_MACHINE_SECRET: secret }: Settings): Configuration['clients'] {
  if (secret === undefined) return [];
  return [
    { client_id: 'xiezhi-machine', client_secret: secret, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
  ];
}

/** A machine gets a JWT that the portal can check by itself; a browser's access token stays opaque, because nobody uses it. */
const jwtForMachines = {
  enabled: true,
  defaultResource: ({ oidc }: { oidc: { client: { clientId: string } } }) =>
    oidc.client.clientId === 'xiezhi-machine' ? `urn:${machineAudience}` : undefined,
  getResourceServerInfo: () => ({
    scope: '',
    audience: machineAudience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: 300,
    jwt: { sign: { alg: 'RS256' } },
  }),
  useGrantedResource: () => true,
};
