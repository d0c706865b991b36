// What identity uses of oidc-provider 9, which has no types of its own.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { JWK } from 'jose';

  export interface Client {
    clientId: string;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface Context {
    body: string;
    type: string;
    set(name: string, value: string): void;
    oidc: { client: Client; session: { accountId: string }; provider: Provider };
  }

  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: Record<string, unknown>;
  }

  export interface Configuration {
    clients: {
      client_id: string;
      client_secret: string;
      grant_types: string[];
      redirect_uris: string[];
      response_types: string[];
      token_endpoint_auth_method?: string;
    }[];
    jwks: { keys: JWK[] };
    cookies: { keys: string[]; names: Record<string, string> };
    claims: Record<string, string[]>;
    scopes: string[];
    acrValues: string[];
    pkce: { required(): boolean };
    ttl: Record<string, number>;
    features: Record<string, object>;
    findAccount(ctx: Context, id: string): Promise<{ accountId: string; claims(): Promise<{ sub: string }> } | undefined>;
    loadExistingGrant(ctx: Context): Promise<Grant | undefined>;
    renderError(ctx: Context, out: { error: string; error_description?: string }): Promise<void>;
    interactions: { url(ctx: Context, interaction: Interaction): string };
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    readonly Grant: new (properties: { clientId: string; accountId: string }) => Grant;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string; acr: string; amr: string[] } },
    ): Promise<void>;
    on(event: 'server_error', listener: (ctx: Context, error: Error) => void): this;
  }
}
