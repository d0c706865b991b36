import { subscriptionEffect } from '@xiezhi/aggregate';
import { topicOf } from '@xiezhi/contracts';
import type { MechanismPack } from '@xiezhi/mechanism-pack';
import { keepRefusals } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { migrations } from './migrations/index.ts';
import { reportingSubscriptions } from './reporting/reporting.subscriptions.ts';
import { extraSettings } from './settings.ts';
import { threadSubscriptions } from './thread/thread.subscriptions.ts';

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
  consumers: ({ settings }) => [
    {
      name: 'thread',
      topics,
      effect: subscriptionEffect(name, subscriptionsOf(settings.extra.XIEZHI_MECHANISM_PACK.home), keepRefusals(name)),
    },
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;

/** @throws when the pack says nothing of feedback: the service would owe nobody anything, and must not start */
function subscriptionsOf({ header, feedback: rules }: MechanismPack) {
  if (rules === undefined) throw new Error(`the mechanism pack ${header.name} has no feedback.yaml`);
  return [...threadSubscriptions(rules), ...reportingSubscriptions(rules)];
}
