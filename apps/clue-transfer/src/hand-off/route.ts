import type { AgencyId, HistoryKind, MatterKind, Role, RouteRelation, RouteVerbs } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';

/** What the directory says of an organ, as far as a route compares it. */
export interface KnownParty {
  id: AgencyId;
  kind: string;
  level: string;
  division: string;
  /** Of an abolished organ: its last legal day, and who takes over. */
  abolished?: { lastDay: string; successor: AgencyId; successorName: string } | undefined;
}

/** What the directory says of a route. Its verbs are data, so that "procuratorates never bounce" needs no `if` here. */
export interface KnownRoute {
  slug: string;
  kind: 'owning' | 'share';
  matterKind: MatterKind;
  fromKind: string;
  alsoFrom?: readonly string[] | undefined;
  toKind: string;
  alsoTo?: readonly string[] | undefined;
  relation: RouteRelation;
  sourceCodes: string[];
  verbs: RouteVerbs;
  requiredMaterial: string[];
  requiredHistory: HistoryKind[];
  signingChain: Role[];
  /** The agency behind the route's slug of its coordinator. */
  coordinator?: AgencyId | undefined;
  /** Name of the mechanism pack it came with; absent: of the mechanism of the services. */
  mechanism?: string | undefined;
  validFrom: string;
  validTo?: string | undefined;
}

/** What a hand-off keeps of its route: a route withdrawn later does not change what is under way. */
export interface Terms {
  kind: 'owning' | 'share';
  routeId: string;
  verbs: RouteVerbs;
  requiredMaterial: string[];
  signingChain: Role[];
  coordinator?: AgencyId | undefined;
  mechanism?: string | undefined;
}

export function termsOf({ slug, kind, verbs, requiredMaterial, signingChain, coordinator, mechanism }: KnownRoute): Terms {
  const optional = { ...(coordinator !== undefined && { coordinator }), ...(mechanism !== undefined && { mechanism }) };
  return { kind, routeId: slug, verbs, requiredMaterial, signingChain, ...optional };
}

/** What travels, as far as a route asks about it. */
export interface Travelling {
  matterKind: MatterKind;
  sourceCode?: string | undefined;
  history: Partial<Record<HistoryKind, string>>;
}

/**
 * The route, if it is in force on the day and leads from one of these organs to the receiver with this matter.
 *
 * @throws Refusal naming what does not fit
 */
export function routeFor(
  route: KnownRoute | undefined,
  on: string,
  travelling: Travelling,
  senders: readonly KnownParty[],
  receiver: KnownParty,
): KnownRoute {
  if (route === undefined || !isInForce(route, on)) throw new Refusal('ROUTE_UNKNOWN');
  if (route.matterKind !== travelling.matterKind) throw new Refusal('ROUTE_NOT_FOR_THIS_MATTER', { matterKind: route.matterKind });
  if (!senders.some((sender) => joins(route, sender, receiver))) throw new Refusal('ROUTE_NOT_FOR_THESE_PARTIES');
  const { sourceCodes, requiredHistory } = route;
  if (sourceCodes.length > 0 && !sourceCodes.some((code) => code === travelling.sourceCode)) throw new Refusal('ROUTE_NOT_FOR_THIS_SOURCE');
  const missing = requiredHistory.filter((kind) => travelling.history[kind] === undefined);
  if (missing.length > 0) throw new Refusal('HISTORY_MISSING', { missing: missing.join(',') });
  return route;
}

/** @throws Refusal when the directory does not know the organ; or it is abolished on that day, naming who has taken over */
export function standing(party: KnownParty | undefined, on: string): KnownParty {
  if (party === undefined) throw new Refusal('RECEIVER_UNKNOWN');
  if (party.abolished !== undefined && party.abolished.lastDay < on) throw new Refusal('RECEIVER_ABOLISHED', party.abolished);
  return party;
}

/** @throws Refusal naming each required kind of which the manifest has no item */
export function refuseMissingMaterial(required: readonly string[], present: readonly string[]): void {
  const missing = required.filter((kind) => !present.includes(kind));
  if (missing.length > 0) throw new Refusal('MATERIAL_MISSING', { missing: missing.join(',') });
}

function isInForce(route: KnownRoute, on: string): boolean {
  return route.validFrom <= on && (route.validTo === undefined || on <= route.validTo);
}

function joins(route: KnownRoute, sender: KnownParty, receiver: KnownParty): boolean {
  if (sender.kind !== route.fromKind && route.alsoFrom?.includes(sender.kind) !== true) return false;
  if (receiver.kind !== route.toKind && route.alsoTo?.includes(receiver.kind) !== true) return false;
  switch (route.relation) {
    case 'any':
      return true;
    case 'within-division':
      return receiver.division.startsWith(stemOf(sender.division));
    case 'same-level':
      return sender.level === receiver.level;
    case 'same-division':
      return sender.level === receiver.level && sender.division === receiver.division;
  }
}

/** What the codes of all divisions inside this one begin with (GB/T 2260): a province’s end in 0000, a city’s in 00. */
const stemOf = (division: string): string => (division.length === 6 ? division.replace(/(00){1,2}$/, '') : division);
