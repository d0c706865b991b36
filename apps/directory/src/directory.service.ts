import { topicOf } from '@xiezhi/contracts';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { entities } from './entities.ts';
import { projectedTables } from './migrations/directory.sql.ts';
import { migrations } from './migrations/index.ts';
import { loadAtStart } from './pack/load-at-start.ts';
import { readModels, readModelsConsumer } from './read-models.ts';
import { DirectorySettings, service } from './settings.ts';

/** The whole service, for `main.ts` and for tests that run it in their own process. */
export const directory: ServiceOptions<typeof DirectorySettings> = {
  name: service,
  module: AppModule,
  entities,
  migrations,
  publishes: true,
  consumers: [{ name: readModelsConsumer, topics: [topicOf(service)], effect: readModels, rebuilds: projectedTables }],
  extraSettings: DirectorySettings,
  beforeReady: loadAtStart,
};
