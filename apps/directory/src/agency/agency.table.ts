import type { AgencyAbolition, AgencyRegistration } from '@xiezhi/contracts';
import { type AgencyCommand, agencyDecider, type AgencyEvent, type Grant } from './agency.decider.ts';

const registration: AgencyRegistration = {
  id: '01920000-0000-7000-8000-00000000aa01',
  slug: 'harbour',
  name: 'harbour',
  shortName: 'harbour',
  kind: 'TRA',
  division: '330500',
  level: 'city',
  creditCode: '91330502000000086M',
  desks: [],
  posts: [{ id: 'harbour.intake', role: 'intake', name: 'intake' }],
};
const grant: Grant = {
  grant: '01920000-0000-7000-8000-0000000000b1',
  post: 'harbour.intake',
  account: 'harbour.intake',
  from: '2026-01-01',
};
const revocation = { grant: grant.grant, reason: 'moved to another post' };

const registered: AgencyEvent = { type: 'AgencyRegistered', ...registration };
const granted: AgencyEvent = { type: 'PostGranted', role: 'intake', ...grant };
const revoked: AgencyEvent = { type: 'GrantRevoked', ...revocation };

const abolition: AgencyAbolition = {
  lastDay: '2026-06-30',
  successor: '01920000-0000-7000-8000-00000000aa02',
  document: 'Decision 3 of 2026',
  reason: 'reform',
};
const abolished: AgencyEvent = { type: 'AgencyAbolished', ...abolition };

const states: Record<string, AgencyEvent[]> = {
  unregistered: [],
  registered: [registered],
  'with a grant': [registered, granted],
  'with a revoked grant': [registered, granted, revoked],
  abolished: [registered, granted, abolished],
};
const commands: Record<string, AgencyCommand> = {
  RegisterAgency: { type: 'RegisterAgency', registration, firstGrants: [grant] },
  'RegisterAgency, other name': { type: 'RegisterAgency', registration: { ...registration, name: 'port' }, firstGrants: [] },
  'RegisterAgency, wrong credit code': {
    type: 'RegisterAgency',
    registration: { ...registration, creditCode: '91330502000000086N' },
    firstGrants: [],
  },
  GrantPost: { type: 'GrantPost', ...grant },
  'GrantPost, new number': { type: 'GrantPost', ...grant, grant: '01920000-0000-7000-8000-0000000000b2' },
  'GrantPost, unknown post': { type: 'GrantPost', ...grant, post: 'harbour.diver' },
  RevokeGrant: { type: 'RevokeGrant', ...revocation },
  'RevokeGrant, other reason': { type: 'RevokeGrant', ...revocation, reason: 'retired' },
  AbolishAgency: { type: 'AbolishAgency', ...abolition, heir: {} },
  'AbolishAgency, other successor': { type: 'AbolishAgency', ...abolition, successor: '01920000-0000-7000-8000-00000000aa03', heir: {} },
  'AbolishAgency, into itself': { type: 'AbolishAgency', ...abolition, successor: registration.id, heir: {} },
  'AbolishAgency, unknown successor': { type: 'AbolishAgency', ...abolition, heir: undefined },
  'AbolishAgency, successor abolished': { type: 'AbolishAgency', ...abolition, heir: { abolition } },
};

/** State × command, printed to agency.table.md by `npm run gen`. */
export const table = { decider: agencyDecider, states, commands };
