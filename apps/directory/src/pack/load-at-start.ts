import type { ReadToken } from '@xiezhi/contracts';
import { waitForReadToken } from '@xiezhi/http';
import { packVersionOf } from '@xiezhi/mechanism-pack';
import type { Commands, ServiceContext } from '@xiezhi/service';
import type { z } from 'zod';
import { readModelsConsumer } from '../read-models.ts';
import type { DirectorySettings } from '../settings.ts';
import { complaintsAboutCoordinators } from './coordinators.ts';
import { loadPacks } from './load-pack.ts';
import { PackInvalid, readPack } from './read-pack.ts';
import { seedLookUps } from './seed-look-ups.ts';

/** The gate looks at no more than a hundred entries of a token. */
const entriesAtOnce = 50;
/** A line in the log each time the read models have not caught up by then, which is as long as the broker is away. */
const patienceMs = 5000;

/**
 * Loads the packs before the service counts as ready: look-ups first, then agencies and the mechanism's routes by command, then waits until
 * the read models show them. Runs at every start; when everything is there it costs one load per agency, under a second in all.
 */
export async function loadAtStart(
  context: ServiceContext<z.output<typeof DirectorySettings>>,
  commands: Commands,
  signal: AbortSignal,
): Promise<void> {
  const { settings, log, database, readGates } = context;
  const begun = performance.now();
  const pack = await readPack(settings.extra.XIEZHI_DIRECTORY_PACK);
  const { home } = settings.extra.XIEZHI_MECHANISM_PACK;
  const complaints = complaintsAboutCoordinators(home.routes ?? [], pack.agencies);
  if (complaints.length > 0) throw new PackInvalid(packVersionOf(home.header), complaints);
  const loaded = { pack: pack.header.name, version: pack.header.version, mechanism: packVersionOf(home.header) };
  const lookUps = await seedLookUps(database.worker, pack);
  const { agencies, routes, kept, readToken } = await loadPacks(commands, pack, home, (figures, message) => log.info(figures, message));
  if (kept.length > 0)
    log.warn({ ...loaded, kept: kept.slice(0, 20), of: kept.length }, 'the directory differs from the packs and is left as it is');

  const gate = readGates.of(readModelsConsumer);
  for (let from = 0; from < readToken.length; from += entriesAtOnce) {
    const part: ReadToken = readToken.slice(from, from + entriesAtOnce);
    while (!(await waitForReadToken(part, gate, patienceMs))) {
      signal.throwIfAborted();
      log.info({ streams: readToken.length }, 'waiting until the read models show the directory');
    }
  }
  log.info({ ...loaded, agencies, routes, lookUps, ms: Math.round(performance.now() - begun) }, 'directory loaded');
}
