import { command, on, type PlannedCommand, type Subscription } from '@xiezhi/aggregate';
import { ClockBreachedV1, type IntegrationEvent } from '@xiezhi/contracts';
import { eventOfType, type FeedbackDuty, type FeedbackRules, type On } from '@xiezhi/mechanism-pack';
import { dutyFrom, dutyId, idOf, isMeant } from '../duty.ts';
import { threads } from './thread.announce.ts';

/** What the pack says is owed, met and cancelled, as subscriptions to the events it names. */
export function threadSubscriptions(rules: FeedbackRules): Subscription[] {
  const oneTime = rules.duties.filter(({ every }) => every === undefined);
  const types = new Set(oneTime.flatMap(({ owed, met, cancelled }) => [...owed, ...met, ...cancelled]).map(({ event }) => event));
  const told = [...types].map((type) => on(eventOfType(type)!, (event) => oneTime.flatMap((rule) => plansOf(rule, rules, event))));
  return [...told, onClockBreached(rules)];
}

function plansOf(rule: FeedbackDuty, rules: FeedbackRules, event: IntegrationEvent): PlannedCommand[] {
  const meant = <Rule extends On>(list: readonly Rule[]) => list.find((one) => isMeant(one, event));
  const [owed, met, cancelled] = [meant(rule.owed), meant(rule.met), meant(rule.cancelled)];
  if (owed === undefined && met === undefined && cancelled === undefined) return [];
  const duty = dutyFrom(rule, rules, event);
  if (duty === undefined) return [];
  const id = dutyId(rule, event);
  return [
    ...(owed === undefined ? [] : [command(threads, id, { type: 'OpenThread', duty })]),
    ...(met === undefined ? [] : [command(threads, id, { type: 'MeetThread', duty, by: event.type })]),
    ...(cancelled === undefined ? [] : [command(threads, id, { type: 'CancelThread', duty, reason: cancelled.reason })]),
  ];
}

/**
 * Overdue is the clocks' matter (case-supervision): the thread only shows the mark. A clock is about the thread itself, or, where the
 * hand-off's own steps meet the duty, about the hand-off (H06, H09b).
 */
function onClockBreached(rules: FeedbackRules): Subscription {
  return on(ClockBreachedV1, ({ data, meta }) => {
    const { clockId, ruleId, rung, dueAt, holder, watchers, subject } = data;
    const id = threadCounted(rules, ruleId, subject);
    const scope = { familyId: meta.familyId, parties: [holder, ...watchers], world: meta.world };
    return id === undefined ? [] : [command(threads, id, { type: 'MarkOverdue', scope, clockId, ruleId, rung, dueAt })];
  });
}

/** The thread that a clock counts for; most clocks count for none. */
function threadCounted({ duties }: FeedbackRules, ruleId: string, subject: string): string | undefined {
  const [aggregate, id = ''] = subject.split('/');
  if (aggregate === 'thread') return id;
  const rule = duties.find(
    ({ clocks, key, every }) => clocks.includes(ruleId) && every === undefined && key.length === 1 && streamOf[key[0] ?? ''] === aggregate,
  );
  return rule === undefined ? undefined : idOf(rule.kind, id);
}

/** The stream that a key's id names. */
const streamOf: Readonly<Record<string, string>> = { handOffId: 'hand-off', caseFileId: 'case-file', problemId: 'problem' };
