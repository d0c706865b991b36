import { subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import { keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { competenceProposalSubscriptions } from './competence-proposal/competence-proposal.subscriptions.ts';
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
  consumers: [
    { name: readModelsConsumer, topics: [topicOf(service)], effect: readModels, rebuilds: projectedTables },
    {
      name: 'directory.competence-proposal',
      topics: [topicOf('clue-transfer')],
      effect: subscriptionEffect(service, competenceProposalSubscriptions, keepRefusals(service)),
    },
  ],
  extraSettings: DirectorySettings,
  beforeReady: loadAtStart,
};
