import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { ClockBreachedV1, ClockChangedV1, ClockExpiredV1, ClockStartedV1, ClockStoppedV1, ClockWarnedV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { type ClockCommand, clockDecider, type ClockEvent } from './clock.decider.ts';
import { lastDayOf } from '@xiezhi/statutory-time';
import type { Clock, ExistingClock } from './clock.state.ts';

/** Every change of a deadline is public to its holder and watchers; what was heard before its start is not yet a deadline. */
export const clocks: Aggregate<ClockCommand, ClockEvent, Clock> = {
  ...clockDecider,
  name: 'clock',
  announce: (id, event, clock) => (event.type === 'ClockHeardOf' ? [] : announce(id, event, started(clock))),
  scopeOf: (clock) => {
    if (clock.status === 'unstarted') throw new Error('an unstarted clock has no parties');
    if (clock.status === 'awaited') return { familyId: clock.familyId, parties: clock.parties, world: clock.world };
    const { familyId, holder, watchers, world } = clock.terms;
    return { familyId, parties: [...new Set([holder, ...watchers])], world };
  },
};

type ClockChange = 'paused' | 'resumed' | 'extended' | 'excluded' | 'replanned';

function announce(id: string, event: Exclude<ClockEvent, { type: 'ClockHeardOf' }>, clock: ExistingClock): Announcement[] {
  const named = namedOf(id, clock);
  // The version of its matter, also after a re-plan has it counted by the row of a newer one.
  const { packVersion } = clock.terms;
  const changed = (change: ClockChange, reason?: string, more: { replanId?: string } = {}): Announcement[] => [
    announcement(ClockChangedV1, { ...named, ...dueOf(clock), change, ...(reason !== undefined && { reason }), ...more }),
  ];
  switch (event.type) {
    case 'ClockStarted':
      return [announcement(ClockStartedV1, { ...named, ...dueOf(clock), triggeredAt: clock.triggeredAt })];
    case 'ClockPaused':
      return changed('paused', event.pause.reason);
    case 'ClockResumed':
      return changed('resumed', event.reason);
    case 'ClockExtended':
      return changed('extended', event.reason);
    case 'SpanExcluded':
      return changed('excluded', event.reason);
    case 'ClockReplanned':
      return changed('replanned', event.reason, event.replanId === undefined ? {} : { replanId: event.replanId });
    case 'ClockStopped': {
      const { outcome, at } = event;
      return [
        announcement(ClockStoppedV1, { ...named, outcome, stoppedAt: at, ...(clock.plan.state === 'due' && { dueAt: clock.plan.dueAt }) }),
      ];
    }
    case 'ClockWarned':
      return [announcement(ClockWarnedV1, { ...named, packVersion, level: event.point, dueAt: dueAtOf(clock) })];
    case 'ClockBreached':
      return [announcement(ClockBreachedV1, { ...named, packVersion, rung: event.point, dueAt: dueAtOf(clock), turnsRed: event.turnsRed })];
    case 'ClockExpired':
      return [announcement(ClockExpiredV1, { ...named, expiredAt: event.at, expiredOn: lastDayOf(event.at) })];
  }
}

function namedOf(clockId: string, { terms }: ExistingClock) {
  const { ruleId, ruleName, subject, matterKind, matterId, holder, watchers, title } = terms;
  return { clockId, ruleId, ruleName, subject, matterKind, matterId, holder, watchers, title };
}

/** Everything about the due moment that a screen shows. */
export function dueOf({ terms, plan }: ExistingClock) {
  const { nature, mark, turnsRed } = terms;
  const { unit } = terms.period;
  if (plan.state === 'paused') return { unit, isProvisional: false, nature, mark, turnsRed };
  const { dueOn, dueAt, lateAfter, isProvisional, attentionAt, warningAt } = plan;
  const points = { ...(attentionAt !== undefined && { attentionAt }), ...(warningAt !== undefined && { warningAt }) };
  return { unit, dueOn, dueAt, lateAfter, isProvisional, nature, mark, turnsRed, ...points };
}

function dueAtOf({ plan }: ExistingClock): string {
  if (plan.state === 'paused') throw new Error('a paused clock tells nothing of its due moment');
  return plan.dueAt;
}

function started(clock: Clock): ExistingClock {
  if (clock.status === 'unstarted' || clock.status === 'awaited') throw new Error('a clock without a start tells nothing');
  return clock;
}
