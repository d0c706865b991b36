import { HandOffAcceptedV1, HandOffSentV1, type IntegrationEvent } from '@xiezhi/contracts';
import type { MechanismPack, PackedRoute } from '@xiezhi/mechanism-pack';
import type { Transition } from '@xiezhi/stage-chart';
import type { GuardDifference, RouteDifference } from './difference.ts';

interface Step {
  chart: string;
  transition: string;
  from: string;
}

/** Steps are announced by every kind of matter in the same members; what names no chart is no step of one. */
export function guardsOf({ type, subject, data }: IntegrationEvent, before: MechanismPack, after: MechanismPack): GuardDifference[] {
  if (!type.includes('-stage-entered.') || typeof (data as Partial<Step>).chart !== 'string') return [];
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

/** A hand-off that was sent went under its route's terms; one that was accepted opened a file on a chart. */
export function routesOf({ type, subject, data }: IntegrationEvent, before: MechanismPack, after: MechanismPack): RouteDifference[] {
  const { routeId } = data as { routeId: string };
  if (type === HandOffSentV1.type) return termsOf(routeId, before, after).map((said) => ({ subject, routeId, ...said }));
  if (type !== HandOffAcceptedV1.type) return [];
  const [one, other] = [openedBy(routeId, before), openedBy(routeId, after)];
  return one === other ? [] : [{ subject, routeId, before: `opens ${one}`, after: `opens ${other}` }];
}

const openedBy = (route: string, { charts }: MechanismPack): string =>
  Object.values(charts).find(({ opening }) => opening?.received.includes(route))?.chart ?? 'case-file';

/** Where a pack brings no routes they are the directory's own: it says nothing of them that could differ. */
function termsOf(slug: string, before: MechanismPack, after: MechanismPack): { before: string; after: string }[] {
  if (before.routes === undefined || after.routes === undefined) return [];
  const [one, other] = [before.routes, after.routes].map((routes) => routes.find((route) => route.slug === slug));
  if (one === undefined && other === undefined) return [];
  if (one === undefined || other === undefined) return [{ before: thereOrNot(one), after: thereOrNot(other) }];
  const names = (Object.keys({ ...one, ...other }) as (keyof PackedRoute)[]).filter((name) => !isSame(one[name], other[name]));
  return names.length === 0 ? [] : [{ before: 'sent under its terms', after: `other ${names.join(', ')}` }];
}

const thereOrNot = (route: PackedRoute | undefined): string => (route === undefined ? 'no such route' : 'sent under its terms');
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
