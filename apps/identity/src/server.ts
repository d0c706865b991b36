import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { readAccounts } from './accounts.ts';
import { issuer } from './issuer.ts';
import type { Settings } from './settings.ts';
import { SignIn } from './sign-in.ts';
import { signingKey } from './signing-key.ts';

/** Starts listening; resolves when it answers. */
export async function startServer(settings: Settings, log: Logger): Promise<Server> {
  const accounts = readAccounts(settings.XIEZHI_DIRECTORY_PACK);
  const provider = issuer(settings, accounts, await signingKey(settings.XIEZHI_STATE_DIR));
  provider.on('server_error', (_ctx, error) => log.error({ reason: error.message }, 'the provider failed'));
  const signIn = new SignIn(provider, accounts, settings);
  const openId = provider.callback();

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/health/live' || path === '/health/ready') return health(response);
    if (path.startsWith('/interaction/')) return signIn.answer(request, response);
    await openId(request, response);
  };
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      log.error({ reason: error instanceof Error ? error.message : String(error) }, 'a request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: settings.XIEZHI_HOST, port: settings.XIEZHI_PORT }, resolve);
  });
  return server;
}

function health(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end('{"status":"ok"}');
}
