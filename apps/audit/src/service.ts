import { publishers, topicOf } from '@xiezhi/contracts';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { extraSettings } from './settings.ts';
import { trailConsumer, trailEffect } from './trail/trail.projection.ts';

/** The service, whole: one consumer of every topic, and readers over HTTP. It announces nothing, so no relay runs. */
export const audit = {
  name: 'audit',
  module: AppModule,
  entities,
  migrations,
  publishes: false,
  consumers: ({ log }) => [
    {
      name: trailConsumer,
      topics: publishers.map(topicOf),
      effect: trailEffect((found) => log.error({ ...found }, 'announcement does not follow its predecessor')),
    },
  ],
  extraSettings,
} satisfies ServiceOptions<typeof extraSettings>;
