import { handle, reactionTo } from '@xiezhi/aggregate';
import type { IntegrationEvent } from '@xiezhi/contracts';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { concerning, type Effect } from '@xiezhi/messaging';
import type { Queryable } from '@xiezhi/postgres';
import { kindsOf } from '../known-directory/known-directory.projection.ts';
import { lockRow, openClocks, saveRow } from './clock-row.ts';
import { type ClockRuleBook, type Intent, redFor } from './clock-rules.ts';
import { clocks } from './clock.announce.ts';
import type { ClockCommand, ClockEvent } from './clock.decider.ts';
import type { Clock, ExistingClock } from './clock.state.ts';

export const serviceName = 'case-supervision';

/** What a clock says itself concerns others; the expiry that opens a further period is followed where it is fired. */
export const ownWords = 'case-supervision.clock-';

export interface HandledClock {
  id: string;
  events: ClockEvent[];
  state: Clock;
}

/**
 * Events of any service start, end and pause deadlines, inside the inbox's transaction: facts, announcements and the cached row are
 * saved together, so a crash leaves all of a chunk or none of it.
 */
export function clockEffect(rules: ClockRuleBook): Effect {
  const concerns = (type: string): boolean => !type.startsWith(ownWords);
  return concerning(concerns, async (tx, events) => {
    for (const event of events) if (concerns(event.type)) await follow(tx, rules, event, reactionTo(serviceName, event));
  });
}

/**
 * What one event means for deadlines, done.
 *
 * @param version of what the event follows from, where the event itself does not say it
 * @returns the clocks it touched
 */
export async function follow(
  tx: Queryable,
  rules: ClockRuleBook,
  event: IntegrationEvent,
  act: Act,
  version?: string,
): Promise<HandledClock[]> {
  const intents = rules.intentsOf(event, version);
  if (intents.length === 0) return [];
  const holders = intents.flatMap((intent) => (intent.kind === 'start' ? [intent.terms.holder] : []));
  const kinds = await kindsOf(tx, [...new Set(holders)]);
  const handled: HandledClock[] = [];
  for (const intent of intents) {
    for (const [id, command] of await commandsOf(tx, rules, event, intent, kinds)) handled.push(await handleClock(tx, id, command, act));
  }
  return handled;
}

async function commandsOf(
  tx: Queryable,
  counting: ClockRuleBook,
  event: IntegrationEvent,
  intent: Intent,
  kinds: ReadonlyMap<string, string>,
): Promise<[string, ClockCommand][]> {
  if (intent.kind === 'start') {
    const { clockId, triggeredAt } = intent;
    const terms = { ...intent.terms, turnsRed: redFor(intent.terms, kinds) };
    return [[clockId, { type: 'StartClock', terms, triggeredAt, counting }]];
  }
  const { target, heard } = intent;
  const ids =
    'clockId' in target ? [target.clockId] : await openClocks(tx, target.openOf.ruleId, target.openOf.subject, target.openOf.firstOnly);
  const { familyId, parties, world } = event.meta;
  return ids.map((id) => [id, { type: 'HearOfClock', heard, familyId, parties, world, counting }]);
}

/** One command with its cached row, by the worker: row first, then stream. */
export async function handleClock(tx: Queryable, id: string, command: ClockCommand, act: Act): Promise<HandledClock> {
  await lockRow(tx, id);
  const { events, state } = await handle(new PgEventStore(tx, serviceName), clocks, id, command, act);
  if (events.length > 0 && isStarted(state)) await saveRow(tx, id, state);
  return { id, events, state };
}

export function isStarted(clock: Clock): clock is ExistingClock {
  return clock.status === 'running' || clock.status === 'ended';
}
