import { subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import { inOrder, keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { knownPacks, PackRefresher } from '@xiezhi/service/known-packs';
import { AppModule } from './app.module.ts';
import { caseFileSubscriptions, ownSubscriptions } from './case-file/case-file.subscriptions.ts';
import { ClockRuleBook } from './clock/clock-rules.ts';
import { ClockTicker } from './clock/clock-ticker.ts';
import { clockEffect } from './clock/clock.effect.ts';
import { practiceWorlds } from './clock/practice-world.projection.ts';
import { KnownAgency } from './known-directory/known-agency.entity.ts';
import { knownDirectory } from './known-directory/known-directory.projection.ts';
import { KnownRoute } from './known-directory/known-route.entity.ts';
import { knownMatters } from './known-matter/known-matter.projection.ts';
import { migrations } from './migrations/index.ts';
import { ReplanWorker } from './replan/replan.worker.ts';
import { extraSettings } from './settings.ts';
import { Ladders } from './supervision/ladders.ts';
import { supervisionEffect } from './supervision/supervision.subscriptions.ts';
import { urgingEffect } from './urging/urging.subscriptions.ts';

const name = 'case-supervision';

/** The service, whole: HTTP in, relay out, and what follows from the events of others and of its own. Stopped in reverse by libs/service. */
export const caseSupervision = {
  name,
  module: AppModule,
  entities: [KnownAgency, KnownRoute],
  migrations,
  publishes: true,
  consumers: ({ settings }) => {
    const shelf = settings.extra.XIEZHI_MECHANISM_PACK;
    const { charts } = shelf;
    const ladders = new Ladders(shelf);
    return [
      {
        name: 'case-file',
        topics: [topicOf('clue-transfer')],
        effect: subscriptionEffect(name, caseFileSubscriptions(charts), keepRefusals(name)),
      },
      { name: 'returned-file', topics: [topicOf(name)], effect: subscriptionEffect(name, ownSubscriptions(charts), keepRefusals(name)) },
      { name: 'known-matter', topics: [topicOf('clue-transfer'), topicOf(name)], effect: knownMatters },
      { name: 'supervision', topics: [topicOf(name)], effect: inOrder(supervisionEffect(ladders), urgingEffect(ladders)) },
      { name: 'known-directory', topics: [topicOf('directory')], effect: knownDirectory },
      {
        name: 'clock',
        topics: [topicOf('clue-transfer'), topicOf(name), topicOf('feedback')],
        effect: clockEffect(new ClockRuleBook(shelf)),
      },
      knownPacks(name),
      { name: 'practice-world', topics: [topicOf('directory')], effect: practiceWorlds },
    ];
  },
  background: ({ settings, database, log }, signals) => {
    const shelf = settings.extra.XIEZHI_MECHANISM_PACK;
    const options = { pool: database.worker, rules: new ClockRuleBook(shelf), log, signals };
    return [new PackRefresher({ ...options, service: name, shelf }), new ReplanWorker(options), new ClockTicker(options)];
  },
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
