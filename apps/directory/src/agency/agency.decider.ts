import { type AccountId, type AgencyAbolition, type AgencyRegistration, isCreditCode, type PostId, type Role } from '@xiezhi/contracts';
import { type Decider, isSameContent, Refusal } from '@xiezhi/decider';

/** An account in a post, from a day to a last day (inclusive; absent: until revoked). Days are legal days, Asia/Shanghai. */
export interface Grant {
  grant: string;
  post: PostId;
  account: AccountId;
  from: string;
  to?: string | undefined;
}

export type AgencyCommand =
  | { type: 'RegisterAgency'; registration: AgencyRegistration; firstGrants: Grant[] }
  | ({ type: 'GrantPost' } & Grant)
  | { type: 'RevokeGrant'; grant: string; reason: string }
  /** `heir` is the successor as the directory knows it; undefined when it knows none. */
  | ({ type: 'AbolishAgency'; heir: Pick<KnownAgency, 'abolition'> | undefined } & AgencyAbolition);

export type AgencyEvent =
  | ({ type: 'AgencyRegistered' } & AgencyRegistration)
  | ({ type: 'PostGranted'; role: Role } & Grant)
  | { type: 'GrantRevoked'; grant: string; reason: string }
  | ({ type: 'AgencyAbolished' } & AgencyAbolition);

/**
 * `unregistered`: nobody has spoken of this id. `registered`: it stands in the directory; its grants are kept with the reason of
 * their revocation, so that a repeated command meets the answer it was given before. `abolished`: nothing new goes to it after its
 * last day; its posts stay until they are revoked, so that what it has is passed on by somebody.
 */
export type Agency = { status: 'unregistered' } | KnownAgency;
export type KnownAgency =
  | ({ status: 'registered'; abolition?: undefined } & Standing)
  | ({ status: 'abolished'; abolition: AgencyAbolition } & Standing);

interface Standing {
  registration: AgencyRegistration;
  grants: Readonly<Record<string, KnownGrant>>;
}
type KnownGrant = Grant & { role: Role; revokedFor?: string };

/** Three offices that no account holds two of (三员分立, DOMAIN Appendix A). */
const separatedRoles: ReadonlySet<Role> = new Set(['system-admin', 'security-admin', 'audit-admin']);

export const agencyDecider: Decider<AgencyCommand, AgencyEvent, Agency> = {
  initialState: { status: 'unregistered' },
  decide,
  evolve,
};

function decide(command: AgencyCommand, agency: Agency): AgencyEvent[] {
  if (command.type === 'RegisterAgency') return register(command.registration, command.firstGrants, agency);
  if (agency.status === 'unregistered') throw new Refusal('AGENCY_NOT_FOUND');
  switch (command.type) {
    case 'GrantPost': {
      const { type: _type, ...grant } = command;
      return grantPost(grant, agency);
    }
    case 'RevokeGrant':
      return revoke(command.grant, command.reason, agency);
    case 'AbolishAgency': {
      const { type: _type, heir, ...abolition } = command;
      return abolish(abolition, heir, agency);
    }
  }
}

/** The first grants go with the registration, in one commit: an agency that nobody can act for would be half loaded. */
function register(registration: AgencyRegistration, firstGrants: Grant[], agency: Agency): AgencyEvent[] {
  if (!isCreditCode(registration.creditCode)) throw new Refusal('CREDIT_CODE_INVALID');
  const events: AgencyEvent[] = [];
  if (agency.status === 'unregistered') events.push({ type: 'AgencyRegistered', ...registration });
  else if (!isSameContent(agency.registration, registration)) throw new Refusal('AGENCY_ALREADY_REGISTERED');

  let state = events.reduce(evolve, agency);
  for (const grant of firstGrants) {
    const granted = grantPost(grant, asRegistered(state, 'PostGranted'));
    state = granted.reduce(evolve, state);
    events.push(...granted);
  }
  return events;
}

function grantPost(grant: Grant, agency: KnownAgency): AgencyEvent[] {
  const post = agency.registration.posts.find(({ id }) => id === grant.post);
  if (post === undefined) throw new Refusal('POST_NOT_FOUND');
  if (grant.to !== undefined && grant.to < grant.from) throw new Refusal('GRANT_PERIOD_INVALID');

  const known = agency.grants[grant.grant];
  if (known !== undefined) {
    const { role: _role, revokedFor: _revokedFor, ...said } = known;
    if (isSameContent(said, grant)) return [];
    throw new Refusal('POST_ALREADY_GRANTED');
  }
  const concurrent = Object.values(agency.grants).filter(
    (other) => other.account === grant.account && other.revokedFor === undefined && isOverlapping(other, grant),
  );
  if (concurrent.some((other) => other.post === grant.post)) throw new Refusal('POST_ALREADY_GRANTED');
  if (separatedRoles.has(post.role) && concurrent.some((other) => separatedRoles.has(other.role)))
    throw new Refusal('ADMINISTRATORS_NOT_SEPARATED');
  return [{ type: 'PostGranted', ...grant, role: post.role }];
}

function revoke(grant: string, reason: string, agency: KnownAgency): AgencyEvent[] {
  const known = agency.grants[grant];
  if (known === undefined) throw new Refusal('GRANT_NOT_FOUND');
  if (known.revokedFor === reason) return [];
  if (known.revokedFor !== undefined) throw new Refusal('GRANT_ALREADY_REVOKED');
  return [{ type: 'GrantRevoked', grant, reason }];
}

function abolish(abolition: AgencyAbolition, heir: Pick<KnownAgency, 'abolition'> | undefined, agency: KnownAgency): AgencyEvent[] {
  if (agency.abolition !== undefined) {
    if (isSameContent(agency.abolition, abolition)) return [];
    throw new Refusal('AGENCY_ALREADY_ABOLISHED');
  }
  if (abolition.successor === agency.registration.id) throw new Refusal('SUCCESSOR_IS_ITSELF');
  if (heir === undefined) throw new Refusal('SUCCESSOR_NOT_FOUND');
  // A successor that comes to its own end later has been one.
  if (heir.abolition !== undefined && heir.abolition.lastDay <= abolition.lastDay)
    throw new Refusal('SUCCESSOR_ABOLISHED', { successor: heir.abolition.successor, lastDay: heir.abolition.lastDay });
  return [{ type: 'AgencyAbolished', ...abolition }];
}

/** ISO days compare as text. */
function isOverlapping(one: Grant, other: Grant): boolean {
  return (one.to === undefined || other.from <= one.to) && (other.to === undefined || one.from <= other.to);
}

function evolve(agency: Agency, event: AgencyEvent): Agency {
  switch (event.type) {
    case 'AgencyRegistered': {
      const { type: _type, ...registration } = event;
      return { status: 'registered', registration, grants: {} };
    }
    case 'PostGranted': {
      const { type: _type, ...granted } = event;
      const registered = asRegistered(agency, event.type);
      return { ...registered, grants: { ...registered.grants, [event.grant]: granted } };
    }
    case 'GrantRevoked': {
      const registered = asRegistered(agency, event.type);
      const revoked = { ...grantOf(registered, event.grant), revokedFor: event.reason };
      return { ...registered, grants: { ...registered.grants, [event.grant]: revoked } };
    }
    case 'AgencyAbolished': {
      const { type, ...abolition } = event;
      return { ...asRegistered(agency, type), status: 'abolished', abolition };
    }
  }
}

function asRegistered(agency: Agency, eventType: AgencyEvent['type']): KnownAgency {
  if (agency.status === 'unregistered') throw new Error(`${eventType} stored before any AgencyRegistered`);
  return agency;
}

export function grantOf(agency: Agency, grant: string): KnownGrant {
  const known = agency.status === 'unregistered' ? undefined : agency.grants[grant];
  if (known === undefined) throw new Error(`grant ${grant} is spoken of before it was given`);
  return known;
}
