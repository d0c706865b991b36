import { type Subscription, subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import { keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { knownPacks, PackRefresher } from '@xiezhi/service/known-packs';
import { AppModule } from './app.module.ts';
import { onCharts } from './charts.ts';
import { disputeSubscriptions } from './dispute/dispute.subscriptions.ts';
import { handOffSubscriptions } from './hand-off/hand-off.subscriptions.ts';
import { KnownAgency } from './known-directory/known-agency.entity.ts';
import { knownDirectoryTables } from './known-directory/tables.ts';
import { knownDirectory } from './known-directory/known-directory.projection.ts';
import { KnownRoute } from './known-directory/known-route.entity.ts';
import { matterSubscriptions } from './matter/matter.subscriptions.ts';
import { migrations } from './migrations/index.ts';
import { problemSubscriptions } from './problem/problem.subscriptions.ts';
import { extraSettings } from './settings.ts';

const name = 'clue-transfer';

const reactions = (subscriptions: readonly Subscription[]) => subscriptionEffect(name, subscriptions, keepRefusals(name));

/** The service, whole: HTTP in, relay out, matters following their hand-offs, hand-offs following files and clocks, and what a draft must know of the directory. */
export const clueTransfer = {
  name,
  module: ({ settings }) => AppModule.on(settings.extra.XIEZHI_MECHANISM_PACK),
  entities: [KnownAgency, KnownRoute],
  migrations,
  publishes: true,
  consumers: ({ settings }) => {
    const { problems, disputes, matterStreams } = onCharts(settings.extra.XIEZHI_MECHANISM_PACK.charts);
    const matters = [...matterSubscriptions(matterStreams), ...problemSubscriptions(problems), ...disputeSubscriptions(disputes)];
    return [
      { name: 'matter', topics: [topicOf(name)], effect: reactions(matters) },
      { name: 'hand-off', topics: [topicOf(name), topicOf('case-supervision')], effect: reactions(handOffSubscriptions) },
      knownPacks(name),
      { name: 'known-directory', topics: [topicOf('directory')], effect: knownDirectory, rebuilds: knownDirectoryTables },
    ];
  },
  background: ({ settings, database, log }, signals) => [
    new PackRefresher({ service: name, shelf: settings.extra.XIEZHI_MECHANISM_PACK, pool: database.worker, log, signals }),
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
