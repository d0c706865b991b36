import { type AgencyId, HandOffSentV1, type IntegrationEvent, type RouteTerms } from '@xiezhi/contracts';
import { derive, inSentences } from '@xiezhi/statutory-time';
import { type ClockRuleBook, type Intent, redFor } from './clock-rules.ts';
import { ledgerOf, planOf } from './clock.plan.ts';
import type { PlannedClock } from './clock.what-if.requests.ts';

/** A hand-off as it would be sent. */
export interface IfSent {
  route: RouteTerms;
  sender: AgencyId;
  receiver: AgencyId;
  matterId: string;
  urgency: 'ordinary' | 'urgent';
  /** Legal moment, RFC 3339. */
  at: string;
}

/**
 * Which deadlines would begin if this were sent, by the rules that hold on that day: the answer of the rule book to the announcement that
 * would be made. Nothing is stored. The first due first.
 *
 * @throws Refusal PACK_VERSION_NOT_LOADED when the route's mechanism has not arrived here
 */
export function clocksIfSent(said: IfSent, rules: ClockRuleBook, kinds: ReadonlyMap<AgencyId, string>): PlannedClock[] {
  const starts = rules.intentsOf(announcementOf(said)).filter((intent) => intent.kind === 'start');
  return starts
    .flatMap((start) => plannedOf(start, rules, kinds))
    .toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt));
}

function plannedOf(
  { terms: started, triggeredAt }: Extract<Intent, { kind: 'start' }>,
  rules: ClockRuleBook,
  kinds: ReadonlyMap<AgencyId, string>,
): PlannedClock[] {
  const terms = { ...started, turnsRed: redFor(started, kinds) };
  const counted = { triggeredAt, pauses: [], extensions: [] };
  const plan = planOf(terms, counted, rules);
  // Nothing has paused what has not begun.
  if (plan.state === 'paused') return [];
  const { state: _state, ...due } = plan;
  const { lines } = derive(terms.period, ledgerOf(terms, counted), rules.under(terms.packVersion).calendar);
  const { ruleId, ruleName, holder, watchers, nature, mark, turnsRed, source, consequence, packVersion } = terms;
  const said = { ruleId, ruleName, holder, watchers, nature, mark, turnsRed, source, packVersion, triggeredAt };
  return [{ ...said, ...due, ...(consequence !== undefined && { consequence }), sentences: inSentences(lines) }];
}

/** What clue-transfer would announce, as far as rules ask about it. Ids of what does not exist yet stand for themselves alone. */
function announcementOf({ route, sender, receiver, matterId, urgency, at }: IfSent): IntegrationEvent {
  const { slug, kind, matterKind, mechanism } = route;
  const { type, source } = HandOffSentV1;
  const data = {
    handOffId: nobody,
    kind,
    matterKind,
    matterId,
    sender,
    receiver,
    routeId: slug,
    title: route.name,
    urgency,
    isNamed: false,
    ...(mechanism !== undefined && { mechanism }),
  };
  const meta: IntegrationEvent['meta'] = {
    familyId: matterId,
    sequence: 1,
    prev: '',
    recordedAt: at,
    actedAt: at,
    actedAtSource: 'system',
    parties: [sender, receiver],
    actor: { service: 'case-supervision' },
    correlationId: nobody,
  };
  return { id: nobody, source, type, subject: `hand-off/${nobody}`, time: at, data, meta };
}

const nobody = '00000000-0000-4000-8000-000000000000';
