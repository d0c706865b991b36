import { reactionTo } from '@xiezhi/aggregate';
import type { IntegrationEvent } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { concerning, type Effect } from '@xiezhi/messaging';
import type { Queryable } from '@xiezhi/postgres';
import { kindsOf } from '../known-directory/known-directory.projection.ts';
import { ClockChunk, type HandledClock, serviceName } from './clock-chunk.ts';
import { type ClockRuleBook, type Intent, redFor } from './clock-rules.ts';
import type { ClockCommand } from './clock.decider.ts';

/** What a clock says itself concerns others; the expiry that opens a further period is followed where it is fired. */
export const ownWords = 'case-supervision.clock-';

/**
 * Events of any service start, end and pause deadlines, inside the inbox's transaction: facts, announcements and the cached rows are
 * saved together, so a crash leaves all of a chunk or none of it.
 */
export function clockEffect(rules: ClockRuleBook): Effect {
  const concerns = (type: string): boolean => !type.startsWith(ownWords);
  return concerning(concerns, async (tx, events) => {
    const concerned = events.filter(({ type }) => concerns(type));
    const meant = concerned.map((event) => ({ event, intents: rules.intentsOf(event), act: reactionTo(serviceName, event) }));
    await followAll(tx, rules, meant);
  });
}

/** An event with what it means for deadlines. */
interface Meant {
  event: IntegrationEvent;
  intents: readonly Intent[];
  act: Act;
}

/**
 * What one event means for deadlines, done.
 *
 * @param version of what the event follows from, where the event itself does not say it
 * @returns the clocks it touched
 */
export function follow(tx: Queryable, rules: ClockRuleBook, event: IntegrationEvent, act: Act, version?: string): Promise<HandledClock[]> {
  return followAll(tx, rules, [{ event, intents: rules.intentsOf(event, version), act }]);
}

/** Rows first, then streams, both all at once; then each event in its order; then all that follows is written at once. */
async function followAll(tx: Queryable, rules: ClockRuleBook, meant: readonly Meant[]): Promise<HandledClock[]> {
  const intents = meant.flatMap((one) => one.intents);
  if (intents.length === 0) return [];
  const kinds = await kindsOf(tx, [...new Set(intents.flatMap((intent) => (intent.kind === 'start' ? [intent.terms.holder] : [])))]);
  const chunk = await ClockChunk.begin(tx, intents);
  const handled: HandledClock[] = [];
  for (const { event, intents: own, act } of meant) {
    for (const intent of own) {
      for (const [id, command] of await commandsOf(chunk, rules, event, intent, kinds)) handled.push(await chunk.handle(id, command, act));
    }
  }
  await chunk.write();
  return handled;
}

async function commandsOf(
  chunk: ClockChunk,
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
  const { familyId, parties, world } = event.meta;
  const ids = await chunk.idsOf(target);
  return ids.map((id) => [id, { type: 'HearOfClock', heard, familyId, parties, world, counting }]);
}

/** One command with its cached row, by the worker: row first, then stream. */
export async function handleClock(tx: Queryable, id: string, command: ClockCommand, act: Act): Promise<HandledClock> {
  const chunk = await ClockChunk.of(tx, [id]);
  const handled = await chunk.handle(id, command, act);
  await chunk.write();
  return handled;
}
