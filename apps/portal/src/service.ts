import { messagingMigrations } from '@xiezhi/messaging';
import type { ServiceOptions } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { figureConsumer, figureTopics, portalConsumer, portalEffect, portalTopics } from './consumer.ts';
import { DeadlineEntity } from './deadline/deadline.entity.ts';
import { AgencyEntity, PostEntity, PostGrantEntity, WorldEntity } from './directory/directory.entities.ts';
import { doorsOf } from './doors.ts';
import { StandingEntity, TimelineLineEntity } from './family/family.entities.ts';
import { FigureItemEntity } from './figures/figure-item.entity.ts';
import { FigureFreezer } from './figures/figure-freezer.ts';
import { figureProjection } from './figures/figure.projection.ts';
import { FreezePlan } from './figures/freeze-plan.ts';
import { FrozenFigureEntity } from './figures/frozen-figure.entity.ts';
import { migrations } from './migrations/index.ts';
import { NoticeEntity } from './notice/notice.entity.ts';
import { figureReadModels, portalReadModels } from './read-models.ts';
import { PortalSettings } from './settings.ts';
import { WebClient } from './web/web-client.ts';
import { TurnEntity } from './worklist/turn.entity.ts';

export const portalEntities = [
  AgencyEntity,
  PostEntity,
  PostGrantEntity,
  WorldEntity,
  TurnEntity,
  DeadlineEntity,
  StandingEntity,
  TimelineLineEntity,
  NoticeEntity,
  FigureItemEntity,
  FrozenFigureEntity,
];

/** The service as `startService` starts it; specs launch the same. */
export const portal: ServiceOptions<typeof PortalSettings> = {
  name: 'portal',
  module: AppModule,
  entities: portalEntities,
  migrations: [...messagingMigrations('portal'), ...migrations],
  publishes: false,
  consumers: [
    { name: portalConsumer, topics: portalTopics, effect: portalEffect, rebuilds: portalReadModels },
    { name: figureConsumer, topics: figureTopics, effect: figureProjection, rebuilds: figureReadModels },
  ],
  background: ({ settings, database, log }) => [
    new FigureFreezer({ database, plan: FreezePlan.of(settings.extra.XIEZHI_MECHANISM_PACK), log }),
  ],
  extraSettings: PortalSettings,
  authenticate: (context) => {
    const { doorkeeper } = doorsOf(context);
    return async (request) => doorkeeper.callerOf(await doorkeeper.visitorOf(request));
  },
  hooks: (fastify, context) => {
    doorsOf(context).passThrough.register(fastify);
    new WebClient(context.settings.extra.XIEZHI_WEB_FOLDER).register(fastify);
  },
  // Notice streams never end by themselves: the first step of stopping, closing the door, would wait for them in vain.
  beforeReady: async (context, _commands, stopping) => {
    stopping.addEventListener('abort', () => doorsOf(context).noticeFeed.stop(), { once: true });
  },
};
