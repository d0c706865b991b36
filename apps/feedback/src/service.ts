import { topicOf } from '@xiezhi/contracts';
import type { ServiceOptions } from '@xiezhi/service';
import { knownPacks, PackRefresher } from '@xiezhi/service/known-packs';
import { AppModule } from './app.module.ts';
import { owedByVersion } from './by-version.ts';
import { migrations } from './migrations/index.ts';
import { extraSettings } from './settings.ts';

const name = 'feedback';
/** Its own too: a series of reports follows the threads of its periods, and they follow it. */
const topics = [topicOf('clue-transfer'), topicOf('case-supervision'), topicOf(name)];

/** The service, whole: HTTP in, relay out, and one consumer that knows from the pack what is owed. Stopped in reverse by libs/service. */
export const feedback = {
  name,
  module: AppModule,
  entities: [],
  migrations,
  publishes: true,
  consumers: ({ settings }) => [{ name: 'thread', topics, effect: owedByVersion(settings.extra.XIEZHI_MECHANISM_PACK) }, knownPacks(name)],
  background: ({ settings, database, log }, signals) => [
    new PackRefresher({ service: name, shelf: settings.extra.XIEZHI_MECHANISM_PACK, pool: database.worker, log, signals }),
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
