import { command, on, type PlannedCommand, type Subscription } from '@xiezhi/aggregate';
import { FeedbackAnsweredV1, FeedbackPeriodBeganV1, FeedbackReportingEndedV1, type IntegrationEvent } from '@xiezhi/contracts';
import { eventOfType, type FeedbackDuty, type FeedbackRules } from '@xiezhi/mechanism-pack';
import { dutyFrom, dutyId, isMeant } from '../duty.ts';
import { threads } from '../thread/thread.announce.ts';
import type { Duty } from '../thread/thread.decider.ts';
import { reportings, threadIdOfPeriod } from './reporting.announce.ts';

/** Starts and ends a series by the events the pack names, and carries what the series and its threads tell each other. */
export function reportingSubscriptions(rules: FeedbackRules): Subscription[] {
  const recurring = rules.duties.filter(({ every }) => every !== undefined);
  const types = new Set(recurring.flatMap(({ owed, every }) => [...owed, ...(every?.until ?? [])]).map(({ event }) => event));
  const told = [...types].map((type) => on(eventOfType(type)!, (event) => recurring.flatMap((rule) => plansOf(rule, rules, event))));
  return [...told, onReportGiven, onPeriodBegan(rules), onReportingEnded(rules)];
}

function plansOf(rule: FeedbackDuty, rules: FeedbackRules, event: IntegrationEvent): PlannedCommand[] {
  const starts = rule.owed.some((one) => isMeant(one, event));
  const ends = rule.every?.until.some((one) => isMeant(one, event)) ?? false;
  if (!starts && !ends) return [];
  const duty = dutyFrom(rule, rules, event);
  if (duty === undefined || rule.every === undefined) return [];
  const id = dutyId(rule, event);
  return [
    ...(starts ? [command(reportings, id, { type: 'StartReporting', duty, everyDays: rule.every.days })] : []),
    ...(ends ? [command(reportings, id, { type: 'EndReporting', duty, reason: '事项已终结，不再按期反馈' })] : []),
  ];
}

/** The thread of a period was answered: the next period begins. */
const onReportGiven = on(FeedbackAnsweredV1, ({ data: { reporting, round }, meta }) =>
  reporting === undefined || round > 0
    ? []
    : [command(reportings, reporting.reportingId, { type: 'TakeReport', period: reporting.period, givenAt: meta.actedAt })],
);

const onPeriodBegan = (rules: FeedbackRules) =>
  on(FeedbackPeriodBeganV1, (event) => [
    command(threads, event.data.threadId, { type: 'OpenThread', duty: dutyOfPeriod(rules, event, event.data.beganAt) }),
  ]);

const onReportingEnded = (rules: FeedbackRules) =>
  on(FeedbackReportingEndedV1, (event) => {
    const { reporting, reason } = event.data;
    const id = threadIdOfPeriod(reporting.reportingId, reporting.period);
    return [command(threads, id, { type: 'CancelThread', duty: dutyOfPeriod(rules, event, event.meta.actedAt), reason })];
  });

type Told = typeof FeedbackPeriodBeganV1 | typeof FeedbackReportingEndedV1;

function dutyOfPeriod(
  { objectionRoundsMax }: FeedbackRules,
  { data, meta }: IntegrationEvent<ReturnType<Told['data']['parse']>>,
  owedSince: string,
): Duty {
  const { kind, debtor, creditor, handOffId, matterKind, matterId, title, reporting } = data;
  const { familyId, world } = meta;
  const named = { kind, debtor, creditor, handOffId, matterKind, matterId, title, reporting, familyId, world };
  return { ...named, owedSince, asked: [], isTyped: true, objectionRoundsMax };
}
