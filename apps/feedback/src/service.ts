import { subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import { keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { migrations } from './migrations/index.ts';
import { extraSettings } from './settings.ts';
import { threadSubscriptions } from './thread/thread.subscriptions.ts';

const name = 'feedback';

/** The service, whole: HTTP in, relay out, and one consumer that reacts to decisions. Stopped in reverse by libs/service. */
export const feedback = {
  name,
  module: AppModule,
  entities: [],
  migrations,
  publishes: true,
  consumers: [
    { name: 'thread', topics: [topicOf('case-supervision')], effect: subscriptionEffect(name, threadSubscriptions, keepRefusals(name)) },
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
