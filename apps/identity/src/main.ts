import { pino } from 'pino';
import { startServer } from './server.ts';
import { readSettings } from './settings.ts';

const stopWithinMs = 10_000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = pino({ level: settings.XIEZHI_LOG_LEVEL, base: { service: 'identity' } });
  const server = await startServer(settings, log);
  log.info({ url: settings.XIEZHI_PUBLIC_URL }, 'ready');

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), stopWithinMs).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  pino({ base: { service: 'identity' } }).fatal(
    { reason: error instanceof Error ? error.message : String(error) },
    'identity does not start',
  );
  process.exitCode = 1;
});
