import { subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import { keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { clueSubscriptions } from './clue/clue.subscriptions.ts';
import { KnownAgency } from './known-directory/known-agency.entity.ts';
import { knownDirectory } from './known-directory/known-directory.projection.ts';
import { KnownRoute } from './known-directory/known-route.entity.ts';
import { migrations } from './migrations/index.ts';
import { extraSettings } from './settings.ts';

const name = 'clue-transfer';

/** The service, whole: HTTP in, relay out, the clue following its hand-offs, and what a draft must know of the directory. */
export const clueTransfer = {
  name,
  module: AppModule,
  entities: [KnownAgency, KnownRoute],
  migrations,
  publishes: true,
  consumers: [
    { name: 'clue', topics: [topicOf(name)], effect: subscriptionEffect(name, clueSubscriptions, keepRefusals(name)) },
    { name: 'known-directory', topics: [topicOf('directory')], effect: knownDirectory },
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
