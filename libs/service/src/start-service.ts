import { z } from 'zod';
import { launch, type RunningService, type ServiceOptions } from './launch.ts';
import { createLog, type ServiceLog } from './log.ts';
import { readSettings } from './settings.ts';

/**
 * Runs a service as this process: reads the settings, starts everything, stops it on SIGTERM or SIGINT, and exits. An error that
 * nobody caught ends the process with 1, since its state is unknown; the launcher starts it anew, and the database has the truth.
 */
export async function startService<Extra extends z.ZodObject = z.ZodObject>(options: ServiceOptions<Extra>): Promise<RunningService> {
  // At info until the settings are read: a wrong level must not keep the reason of a failed start from being told.
  const log = createLog(options.name, 'info');
  const fail = (what: string) => (error: unknown) => {
    log.fatal({ error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', fail('uncaught exception'));
  process.on('unhandledRejection', fail('unhandled rejection'));
  try {
    const settings = readSettings(options.name, extraOf(options), process.env);
    log.level = settings.logLevel;
    const service = await launch(options, settings, log);
    const isStopping = stopOnSignals(service, log);
    service.ready.catch((error: unknown) => {
      if (!isStopping()) fail('could not start')(error);
    });
    return service;
  } catch (error) {
    return fail('could not start')(error);
  }
}

function stopOnSignals(service: RunningService, log: ServiceLog): () => boolean {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    void service.stop().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return () => isStopping;
}

function extraOf<Extra extends z.ZodObject>(options: ServiceOptions<Extra>): Extra {
  return options.extraSettings ?? (z.object({}) as z.ZodObject as Extra);
}
