import { subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import { keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { caseFileSubscriptions } from './case-file/case-file.subscriptions.ts';
import { migrations } from './migrations/index.ts';
import { extraSettings } from './settings.ts';

const name = 'case-supervision';

/** The service, whole: HTTP in, relay out, and one consumer that reacts to accepted hand-offs. Stopped in reverse by libs/service. */
export const caseSupervision = {
  name,
  module: AppModule,
  entities: [],
  migrations,
  publishes: true,
  consumers: [
    { name: 'case-file', topics: [topicOf('clue-transfer')], effect: subscriptionEffect(name, caseFileSubscriptions, keepRefusals(name)) },
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
