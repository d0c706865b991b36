import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { passwordOnly } from './issuer.ts';
import { errorPage, pageHeaders, signInPage } from './pages.ts';
import type { Settings } from './settings.ts';

const formBytesMax = 4096;

/** The page between the portal's question and the answer: who are you? Only the browser that holds the interaction's cookie gets it. */
export class SignIn {
  private readonly provider: Provider;
  private readonly accounts: Accounts;
  private readonly password: string;
  private readonly headers: Record<string, string>;

  constructor(provider: Provider, accounts: Accounts, settings: Settings) {
    this.provider = provider;
    this.accounts = accounts;
    this.password = settings.XIEZHI_DEVELOPMENT_PASSWORD;
    this.headers = pageHeaders([new URL(settings.XIEZHI_OIDC_REDIRECT_URI).origin]);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const interaction = await this.provider.interactionDetails(request, response).catch(() => undefined);
    if (interaction === undefined) return this.send(response, 400, errorPage('SessionNotFound'));
    if (request.method !== 'POST') return this.send(response, 200, signInPage(interaction.uid, this.accounts));
    const form = await readForm(request);
    if (form === undefined) return this.send(response, 413, errorPage('form_too_large'));
    const account = form.get('account')?.trim() ?? '';
    const known = this.accounts.has(account);
    if (!sameText(form.get('password') ?? '', this.password) || !known) {
      return this.send(response, 401, signInPage(interaction.uid, this.accounts, account.slice(0, 100)));
    }
    await this.provider.interactionFinished(request, response, { login: { accountId: account, ...passwordOnly } });
  }

  private send(response: ServerResponse, status: number, page: string): void {
    response.writeHead(status, { ...this.headers, 'content-type': 'text/html; charset=utf-8' }).end(page);
  }
}

/** Undefined when it is longer than any honest form. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > formBytesMax) return undefined;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const sameText = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));
