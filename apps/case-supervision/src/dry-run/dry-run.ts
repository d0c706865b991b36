import type { AgencyId, IntegrationEvent } from '@xiezhi/contracts';
import { HandOffAcceptedV1 } from '@xiezhi/contracts';
import type { MechanismPack } from '@xiezhi/mechanism-pack';
import { mechanismOf, type Transition } from '@xiezhi/stage-chart';
import type { ExistingClock } from '../clock/clock.state.ts';
import { ClocksInMemory } from './clocks-in-memory.ts';

/** How one deadline stands: who owes, when, and how it ended. */
export interface Deadline {
  holder: AgencyId;
  due: string;
  outcome: string;
}
/** Absent `before`: only the changed pack counts it; absent `after`: only the old one did. */
export interface DeadlineDifference {
  ruleId: string;
  subject: string;
  matterId: string;
  before?: Deadline;
  after?: Deadline;
}
/** A step that was taken, and what the two versions say of it. */
export interface GuardDifference {
  subject: string;
  chart: string;
  transition: string;
  before: string;
  after: string;
}
/** A hand-off that was accepted, and the chart its file follows under either version. */
export interface RouteDifference {
  subject: string;
  routeId: string;
  before: string;
  after: string;
}
export interface DryRun {
  events: number;
  deadlines: DeadlineDifference[];
  guards: GuardDifference[];
  routes: RouteDifference[];
}

/**
 * What would be otherwise if the same things had happened under a changed pack: every deadline, every guard of a step that was taken,
 * every route that opens another file. Nothing is stored, and nothing that runs is touched.
 *
 * @param history announcements in the order of recording; those of other mechanisms are left out
 * @param until moment up to which periods run out by themselves, RFC 3339
 * @param kinds of the organs that hold clocks
 */
export function dryRun(
  history: Iterable<IntegrationEvent>,
  { before, after }: { before: MechanismPack; after: MechanismPack },
  until: string,
  kinds: ReadonlyMap<AgencyId, string>,
): DryRun {
  const [old, changed] = [new ClocksInMemory(before, kinds), new ClocksInMemory(after, kinds)];
  const found: DryRun = { events: 0, deadlines: [], guards: [], routes: [] };
  for (const event of history) {
    if (!isOf(before.header.name, event)) continue;
    found.events += 1;
    old.hear(event);
    changed.hear(event);
    found.guards.push(...guardsOf(event, before, after));
    found.routes.push(...routesOf(event, before, after));
  }
  for (const clocks of [old, changed]) clocks.fireUntil(until);
  found.deadlines.push(...deadlinesOf(old.all(), changed.all()));
  return found;
}

/** Whose mechanism an event is: its matter's version says so, or its route; what says neither is of the services' own. */
function isOf(mechanism: string, { data }: IntegrationEvent): boolean {
  const { packVersion, mechanism: named } = data as { packVersion?: string; mechanism?: string };
  if (packVersion !== undefined) return mechanismOf(packVersion) === mechanism;
  return named === undefined || named === mechanism;
}

function deadlinesOf(old: ReadonlyMap<string, ExistingClock>, changed: ReadonlyMap<string, ExistingClock>): DeadlineDifference[] {
  const names = [...new Set([...old.keys(), ...changed.keys()])].toSorted();
  return names.flatMap((name) => {
    const [one, other] = [old.get(name), changed.get(name)];
    const [before, after] = [one && deadlineOf(one), other && deadlineOf(other)];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const { ruleId, subject, matterId } = (one ?? other)!.terms;
    return [{ ruleId, subject, matterId, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  });
}

function deadlineOf(clock: ExistingClock): Deadline {
  const { plan, terms } = clock;
  const due = plan.state === 'paused' ? 'paused' : plan.dueAt;
  return { holder: terms.holder, due, outcome: clock.status === 'ended' ? clock.outcome : 'running' };
}

interface Step {
  chart: string;
  transition: string;
  from: string;
}

/** Steps are announced by every kind of matter in the same members. */
function guardsOf({ type, subject, data }: IntegrationEvent, before: MechanismPack, after: MechanismPack): GuardDifference[] {
  if (!type.includes('-stage-entered.')) return [];
  const step = data as Step;
  const [one, other] = [verdictOf(step, before), verdictOf(step, after)];
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const { chart, transition } = step;
  return [{ subject, chart, transition, ...worded(one, other) }];
}

type Verdict = { refused: string } | { to: string; guards: Pick<Transition, 'actors' | 'requires' | 'conditions'> };

function verdictOf({ chart: name, transition, from }: Step, { charts }: MechanismPack): Verdict {
  const chart = charts[name];
  if (chart === undefined) return { refused: 'no such chart' };
  const rule = chart.transitions.find(({ id }) => id === transition);
  if (rule === undefined) return { refused: 'no such step' };
  if (!rule.from.includes(from)) return { refused: `not from ${from}` };
  const { to, actors, requires, conditions } = rule;
  return { to, guards: { actors, requires, conditions } };
}

/** Where both lead to the same stage, the guards that differ are named: what a step recorded for its form is not public. */
function worded(before: Verdict, after: Verdict): { before: string; after: string } {
  if ('refused' in before || 'refused' in after || before.to !== after.to) return { before: shown(before), after: shown(after) };
  const names = (['actors', 'requires', 'conditions'] as const).filter(
    (name) => JSON.stringify(before.guards[name]) !== JSON.stringify(after.guards[name]),
  );
  return { before: shown(before), after: `${shown(after)}, other ${names.join(', ')}` };
}

const shown = (verdict: Verdict): string => ('refused' in verdict ? verdict.refused : `leads to ${verdict.to}`);

function routesOf({ type, subject, data }: IntegrationEvent, before: MechanismPack, after: MechanismPack): RouteDifference[] {
  if (type !== HandOffAcceptedV1.type) return [];
  const { routeId } = data as { routeId: string };
  const [one, other] = [openedBy(routeId, before), openedBy(routeId, after)];
  return one === other ? [] : [{ subject, routeId, before: one, after: other }];
}

const openedBy = (route: string, { charts }: MechanismPack): string =>
  Object.values(charts).find(({ opening }) => opening?.received.includes(route))?.chart ?? 'case-file';
