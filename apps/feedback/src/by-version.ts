import { subscriptionEffect } from '@xiezhi/aggregate';
import type { IntegrationEvent } from '@xiezhi/contracts';
import type { MechanismPack, PackShelf } from '@xiezhi/mechanism-pack';
import { concerning, type Effect, keepRefusals } from '@xiezhi/messaging';
import { dateOf } from '@xiezhi/statutory-time';
import { reportingSubscriptions } from './reporting/reporting.subscriptions.ts';
import { threadSubscriptions } from './thread/thread.subscriptions.ts';

const service = 'feedback';

/**
 * What is owed by the rules of every version a process has loaded. Each event is judged by one of them: the version of the matter it
 * speaks of, else the one its mechanism has in force on the day of the act.
 *
 * @throws when the setting's pack says nothing of feedback: the service would owe nobody anything, and must not start
 */
export function owedByVersion(shelf: PackShelf): Effect {
  const effects = new WeakMap<MechanismPack, Effect>();
  const effectOf = (pack: MechanismPack): Effect => {
    const known = effects.get(pack);
    if (known !== undefined) return known;
    const effect: Effect = subscriptionEffect(service, subscriptionsOf(pack), keepRefusals(service));
    effects.set(pack, effect);
    return effect;
  };
  if (shelf.home.feedback === undefined) throw new Error(`the mechanism pack ${shelf.home.header.name} has no feedback.yaml`);

  return concerning(
    (type) => shelf.all().some((pack) => effectOf(pack).concerns?.(type) ?? true),
    async (tx, events) => {
      for (const { pack, events: together } of inRuns(shelf, events)) if (pack !== undefined) await effectOf(pack)(tx, together);
    },
  );
}

/** Events in their order, those that follow each other and are judged by one version together. */
function inRuns<Event extends IntegrationEvent>(shelf: PackShelf, events: readonly Event[]) {
  const runs: { pack: MechanismPack | undefined; events: Event[] }[] = [];
  for (const event of events) {
    const pack = versionFor(shelf, event);
    const last = runs.at(-1);
    if (last !== undefined && last.pack === pack) last.events.push(event);
    else runs.push({ pack, events: [event] });
  }
  return runs;
}

/** A mechanism may owe no feedback of its own. */
function subscriptionsOf({ feedback: rules }: MechanismPack) {
  return rules === undefined ? [] : [...threadSubscriptions(rules), ...reportingSubscriptions(rules)];
}

/**
 * @returns undefined when no version of the mechanism holds on the day: then nothing new is owed under it
 * @throws Refusal PACK_VERSION_NOT_LOADED when it has not arrived here: the event must wait
 */
export function versionFor(shelf: PackShelf, { data, meta }: Pick<IntegrationEvent, 'data' | 'meta'>): MechanismPack | undefined {
  return shelf.meant(data as { packVersion?: string; mechanism?: string }, dateOf(meta.actedAt));
}
