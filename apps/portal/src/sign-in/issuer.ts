import { AccountId, type Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Log } from '@xiezhi/messaging';
import type { Configuration, DiscoveryRequestOptions } from 'openid-client';
import type { PortalSettings } from '../settings.ts';
import type { SignIn } from './sign-in.store.ts';

export interface IssuerSettings {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  redirectUri: URL;
}

export interface Identified {
  account: AccountId;
  strength: Caller['strength'];
}

const issuerTimeoutSeconds = 5;
/** Registered at the issuer as `<public url>/sign-in/callback`. */
const callbackPath = '/sign-in/callback';

/**
 * The portal as a confidential client of the issuer: authorization code with PKCE, state and nonce. The library and the issuer's
 * metadata are loaded at the first sign-in, so that the portal starts, and answers tokens, while the issuer is away.
 */
export class Issuer {
  private readonly settings: IssuerSettings;
  private readonly log: Log;
  private discovered: Promise<Configuration> | undefined;

  constructor(settings: IssuerSettings, log: Log) {
    this.settings = settings;
    this.log = log;
  }

  static from(settings: PortalSettings, log: Log): Issuer {
    const issuer = new URL(settings.XIEZHI_OIDC_ISSUER);
    const redirectUri = new URL(callbackPath, settings.XIEZHI_PUBLIC_URL);
    return new Issuer(
      { issuer, redirectUri, clientId: settings.XIEZHI_OIDC_CLIENT_ID, clientSecret: settings.XIEZHI_OIDC_CLIENT_SECRET },
      log,
    );
  }

  /** A sign-in that begins: where to send the browser, and what to remember until it returns. */
  async begin(returnPath: string): Promise<{ url: URL; state: string; signIn: SignIn }> {
    const client = await import('openid-client');
    const configuration = await this.configuration();
    const state = client.randomState();
    const signIn = { nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier(), returnPath };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.redirectUri.href,
      scope: 'openid',
      response_type: 'code',
      state,
      nonce: signIn.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(signIn.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, state, signIn };
  }

  /**
   * Exchanges the code for who signed in.
   *
   * @throws Refusal SIGN_IN_FAILED whenever the issuer or its answer does not fit; the reason is for our log, not for the browser
   */
  async finish(query: string, state: string, signIn: SignIn): Promise<Identified> {
    const client = await import('openid-client');
    const configuration = await this.configuration();
    const answered = new URL(this.settings.redirectUri);
    answered.search = query;
    const tokens = await client
      .authorizationCodeGrant(configuration, answered, {
        expectedState: state,
        expectedNonce: signIn.nonce,
        pkceCodeVerifier: signIn.codeVerifier,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        throw this.told(isUnreachable(error) ? 'UNAVAILABLE' : 'SIGN_IN_FAILED', codeOf(error));
      });
    const claims = tokens.claims();
    const account = AccountId.safeParse(claims?.sub);
    if (!account.success) throw this.told('SIGN_IN_FAILED', 'SUBJECT_IS_NO_ACCOUNT');
    return { account: account.data, strength: strengthOf(claims?.amr) };
  }

  /** The browser learns that it failed, the operators also why: by the library's code, never by what the issuer wrote. */
  private told(refusal: 'UNAVAILABLE' | 'SIGN_IN_FAILED', reason: string): Refusal {
    this.log.warn({ refusal, reason }, 'sign-in failed');
    return new Refusal(refusal);
  }

  private configuration(): Promise<Configuration> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      // Not kept: the next sign-in asks again.
      this.discovered = undefined;
      throw error;
    });
    return this.discovered;
  }

  private async discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const client = await import('openid-client');
    const options: DiscoveryRequestOptions = {
      timeout: issuerTimeoutSeconds,
      // Settings allow an issuer without TLS in development only.
      ...(issuer.protocol === 'http:' && { execute: [client.allowInsecureRequests] }),
    };
    return client.discovery(issuer, clientId, undefined, client.ClientSecretBasic(clientSecret), options).catch((error: unknown) => {
      throw this.told('UNAVAILABLE', codeOf(error));
    });
  }
}

/** RFC 8176: anything beyond a password counts as a second factor only when the issuer says so. */
function strengthOf(amr: unknown): Caller['strength'] {
  return Array.isArray(amr) && ['mfa', 'hwk', 'otp', 'sc'].some((method) => amr.includes(method)) ? 'two-factor' : 'password';
}

function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError || codeOf(error) === 'OAUTH_TIMEOUT';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
