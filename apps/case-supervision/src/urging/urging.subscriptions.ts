import { command, derivedId, on, type Subscription, subscriptionEffect } from '@xiezhi/aggregate';
import { ClockWarnedV1 } from '@xiezhi/contracts';
import { concerning, type Effect, keepRefusals } from '@xiezhi/messaging';
import { isJudicial } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { organsOf } from '../known-directory/known-directory.projection.ts';
import type { Ladders } from '../supervision/ladders.ts';
import type { KnownOrgan } from '../supervision/supervision.decider.ts';
import { urgings, urgingsId } from './urging.announce.ts';

/** S1 by the system: a clock in yellow urges who owes, once in the quiet hours of its own version. A judicial organ is never urged by it (G3). */
export const urgingSubscriptions = (ladders: Ladders, organs: ReadonlyMap<string, KnownOrgan>): Subscription[] => [
  on(ClockWarnedV1, ({ id, data, meta }) => {
    const { level, matterKind, matterId, holder: unit, watchers, title, clockId, ruleName, packVersion } = data;
    const organ = organs.get(unit);
    if (level !== 'warning' || organ === undefined || isJudicial(organ.kind)) return [];
    const between = { matterKind, matterId, familyId: meta.familyId, world: meta.world, title, unit, watchers };
    const said = {
      urgingId: derivedId(id, 'urging'),
      at: meta.actedAt,
      urgency: 'normal',
      text: `“${ruleName}”期限即将届满。`,
      clockId,
    } as const;
    const content = { type: 'UrgeUnit', between, urging: said, isJudicial: false, quietHours: ladders.quietHours(packVersion) } as const;
    return [command(urgings, urgingsId(matterId, unit), content)];
  }),
];

export function urgingEffect(ladders: Ladders): Effect {
  return concerning(
    (type) => type === ClockWarnedV1.type,
    async (tx, events) => {
      const warned = events
        .filter(({ type }) => type === ClockWarnedV1.type)
        .map(({ data }) => data as z.infer<(typeof ClockWarnedV1)['data']>);
      if (warned.length === 0) return;
      const organs = await organsOf(tx, [...new Set(warned.map(({ holder }) => holder))]);
      await subscriptionEffect('case-supervision', urgingSubscriptions(ladders, organs), keepRefusals('case-supervision'))(tx, events);
    },
  );
}
