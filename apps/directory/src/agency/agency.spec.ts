import {
  AgencyAbolishedV1,
  type AgencyAbolition,
  AgencyRegisteredV1,
  type AgencyRegistration,
  PostGrantedV1,
  PostGrantRevokedV1,
} from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { agencies } from './agency.announce.ts';
import { type AgencyCommand, agencyDecider, type AgencyEvent, type Grant } from './agency.decider.ts';
import { NewAgency } from './agency.requests.ts';
import { complaintsAbout } from './registration.ts';

const { given, stateAfter } = specFor(agencyDecider);

const id = '01920000-0000-7000-8000-00000000aa01';
const harbour: AgencyRegistration = {
  id,
  slug: 'harbour',
  name: '港务局',
  shortName: '港务局',
  kind: 'TRA',
  division: '330500',
  level: 'city',
  creditCode: '91330502000000086M',
  desks: [{ id: 'harbour/port', name: '港航管理机构' }],
  posts: [
    { id: 'harbour.intake', role: 'intake', name: '港务局-受理岗', desk: 'harbour/port' },
    { id: 'harbour.handler', role: 'handler', name: '港务局-承办人' },
  ],
};
const intake: Grant = {
  grant: '01920000-0000-7000-8000-0000000000b1',
  post: 'harbour.intake',
  account: 'harbour.intake',
  from: '2026-01-01',
};
const registered: AgencyEvent = { type: 'AgencyRegistered', ...harbour };
const granted: AgencyEvent = { type: 'PostGranted', role: 'intake', ...intake };
const revoked: AgencyEvent = { type: 'GrantRevoked', grant: intake.grant, reason: '调离岗位' };
const register: AgencyCommand = { type: 'RegisterAgency', registration: harbour, firstGrants: [intake] };
const grant: AgencyCommand = { type: 'GrantPost', ...intake };
const revoke: AgencyCommand = { type: 'RevokeGrant', grant: intake.grant, reason: '调离岗位' };
const abolition: AgencyAbolition = {
  lastDay: '2026-06-30',
  successor: '01920000-0000-7000-8000-00000000aa02',
  document: '湖编〔2026〕3号',
  reason: '机构改革',
};
const abolished: AgencyEvent = { type: 'AgencyAbolished', ...abolition };
const abolish: AgencyCommand & { type: 'AbolishAgency' } = { type: 'AbolishAgency', ...abolition, heir: {} };
const anotherGrant = { ...grant, grant: '01920000-0000-7000-8000-0000000000b2' };

describe('an agency', () => {
  it('is registered together with its first grants', () => given().when(register).then(registered, granted));
  it('is registered once, however often the same is said', () => given(registered, granted).when(register).thenNothing());
  it('is the same agency when its members come in another order', () =>
    given(Object.fromEntries(Object.entries(registered).toReversed()) as AgencyEvent)
      .when({ ...register, firstGrants: [] })
      .thenNothing());
  it('is not registered differently a second time', () =>
    given(registered)
      .when({ ...register, registration: { ...harbour, name: '港口局' } })
      .thenRefused('AGENCY_ALREADY_REGISTERED'));
  it('is not registered with a wrong credit code', () =>
    given()
      .when({ ...register, registration: { ...harbour, creditCode: '91330502000000086N' } })
      .thenRefused('CREDIT_CODE_INVALID'));
  it('does not come into being with a grant of a post it has not', () =>
    given()
      .when({ ...register, firstGrants: [{ ...intake, post: 'harbour.diver' }] })
      .thenRefused('POST_NOT_FOUND'));
});

describe('a post', () => {
  it('is granted to an account', () => given(registered).when(grant).then(granted));
  it('is not granted in an agency nobody registered', () => given().when(grant).thenRefused('AGENCY_NOT_FOUND'));
  it('is not granted when the agency has no such post', () =>
    given(registered)
      .when({ ...grant, post: 'harbour.diver' })
      .thenRefused('POST_NOT_FOUND'));
  it('is not granted for a period that ends before it begins', () =>
    given(registered)
      .when({ ...grant, to: '2025-12-31' })
      .thenRefused('GRANT_PERIOD_INVALID'));
  it('is granted once, however often the same is said', () => given(registered, granted).when(grant).thenNothing());
  it('is not granted again by repeating a grant that was revoked', () => given(registered, granted, revoked).when(grant).thenNothing());
  it('is not granted twice to one account at one time', () =>
    given(registered, granted).when(anotherGrant).thenRefused('POST_ALREADY_GRANTED'));
  it('is not granted under a number that another grant has', () =>
    given(registered, granted)
      .when({ ...grant, account: 'harbour.pilot' })
      .thenRefused('POST_ALREADY_GRANTED'));
  it('is granted to two accounts at one time', () =>
    given(registered, granted)
      .when({ ...anotherGrant, account: 'harbour.pilot' })
      .then({ ...granted, grant: anotherGrant.grant, account: 'harbour.pilot' }));
  it('is granted again after its last day', () =>
    given(registered, { ...granted, to: '2026-03-31' })
      .when({ ...anotherGrant, from: '2026-04-01' })
      .then({ ...granted, grant: anotherGrant.grant, from: '2026-04-01' }));
  it('is granted again after a revocation', () =>
    given(registered, granted, revoked)
      .when(anotherGrant)
      .then({ ...granted, grant: anotherGrant.grant }));

  it('is taken back with a reason', () => given(registered, granted).when(revoke).then(revoked));
  it('is taken back once, however often the same is said', () => given(registered, granted, revoked).when(revoke).thenNothing());
  it('keeps the first reason of its revocation', () =>
    given(registered, granted, revoked)
      .when({ ...revoke, reason: '退休' })
      .thenRefused('GRANT_ALREADY_REVOKED'));
  it('is not taken back when it was never granted', () => given(registered).when(revoke).thenRefused('GRANT_NOT_FOUND'));
  it('is not taken back in an agency nobody registered', () => given().when(revoke).thenRefused('AGENCY_NOT_FOUND'));
});

describe('the end of an agency', () => {
  it('names the decision, the last day and who takes over', () => given(registered).when(abolish).then(abolished));
  it('is said once, however often the same is said', () => given(registered, abolished).when(abolish).thenNothing());
  it.each<[string, Partial<AgencyAbolition>]>([
    ['another day', { lastDay: '2026-07-31' }],
    ['another successor', { successor: '01920000-0000-7000-8000-00000000aa03' }],
    ['another decision', { document: '湖编〔2026〕4号' }],
  ])('is not said again with %s', (_what, change) =>
    given(registered, abolished)
      .when({ ...abolish, ...change })
      .thenRefused('AGENCY_ALREADY_ABOLISHED'),
  );
  it('needs a successor that is another one and is there', () => {
    given(registered)
      .when({ ...abolish, successor: id })
      .thenRefused('SUCCESSOR_IS_ITSELF');
    given(registered)
      .when({ ...abolish, heir: undefined })
      .thenRefused('SUCCESSOR_NOT_FOUND');
  });
  it('needs a successor that outlives it, and names the one after that', () => {
    const heirUntil = (lastDay: string) => ({ ...abolish, heir: { abolition: { ...abolition, lastDay } } });
    given(registered).when(heirUntil('2026-06-30')).thenRefused('SUCCESSOR_ABOLISHED', { successor: abolition.successor });
    given(registered).when(heirUntil('2026-07-01')).then(abolished);
  });
  it('is no end of what nobody registered', () => given().when(abolish).thenRefused('AGENCY_NOT_FOUND'));
  it('leaves its posts to be granted and taken back, so that somebody passes on what it has', () => {
    given(registered, abolished).when(grant).then(granted);
    given(registered, granted, abolished).when(revoke).then(revoked);
  });
  it('is no reason to register it anew: the loader says again what it said before', () =>
    given(registered, granted, abolished).when(register).thenNothing());
});

describe('the three administrators', () => {
  const platform: AgencyRegistration = {
    ...harbour,
    slug: 'platform',
    kind: 'PLATFORM',
    desks: [],
    posts: [
      { id: 'platform.system-admin', role: 'system-admin', name: '平台-系统管理员' },
      { id: 'platform.audit-admin', role: 'audit-admin', name: '平台-审计管理员' },
    ],
  };
  const systemAdmin: AgencyEvent = { ...granted, role: 'system-admin', post: 'platform.system-admin', account: 'keeper' };
  const auditToo: AgencyCommand = { ...anotherGrant, post: 'platform.audit-admin', account: 'keeper' };
  const open: AgencyEvent = { type: 'AgencyRegistered', ...platform };

  it('are never one account', () => given(open, systemAdmin).when(auditToo).thenRefused('ADMINISTRATORS_NOT_SEPARATED'));
  it('may be one account one after the other', () =>
    given(open, systemAdmin, revoked)
      .when(auditToo)
      .then({ ...granted, grant: anotherGrant.grant, role: 'audit-admin', post: 'platform.audit-admin', account: 'keeper' }));
});

describe('what an agency tells others', () => {
  const state = stateAfter(registered, granted, revoked);
  it('is its whole registration, each grant and each revocation', () => {
    expect(agencies.announce(id, registered, state)).toEqual([{ type: AgencyRegisteredV1.type, data: harbour }]);
    expect(agencies.announce(id, granted, state)).toEqual([{ type: PostGrantedV1.type, data: { ...intake, agency: id, role: 'intake' } }]);
    expect(agencies.announce(id, revoked, state)).toEqual([
      {
        type: PostGrantRevokedV1.type,
        data: { grant: intake.grant, agency: id, post: intake.post, account: intake.account, reason: '调离岗位' },
      },
    ]);
  });
  it('is its end, with who takes over', () =>
    expect(agencies.announce(id, abolished, stateAfter(registered, abolished))).toEqual([
      { type: AgencyAbolishedV1.type, data: { id, ...abolition } },
    ]));
  it('is public, and its family is itself', () => expect(agencies.scopeOf(state)).toEqual({ familyId: id, parties: [] }));
  it('claims slug and credit code, so that no two agencies share one', () =>
    expect(agencies.claimsOf?.(registered, state)).toEqual({ take: ['agency-slug/harbour', 'credit-code/91330502000000086M'] }));
});

describe('a registration as it is entered', () => {
  it('is whole in itself', () => expect(NewAgency.safeParse(harbour).success).toBe(true));
  it('has no member that nobody defined', () => expect(NewAgency.safeParse({ ...harbour, rank: 1 }).success).toBe(false));
  it.each<[string, Partial<AgencyRegistration>]>([
    ['a post named after another agency', { posts: [{ id: 'customs.intake', role: 'intake', name: '受理岗' }] }],
    ['a post that stands twice', { posts: [harbour.posts[1]!, harbour.posts[1]!] }],
    ['a desk that stands twice', { desks: [harbour.desks[0]!, harbour.desks[0]!] }],
    ['a desk named after another agency', { desks: [{ id: 'customs/port', name: '港航' }], posts: [] }],
    ['a post at a desk that does not exist', { desks: [] }],
    ['an administrator outside the platform', { posts: [{ id: 'harbour.system-admin', role: 'system-admin', name: '系统管理员' }] }],
    ['a case post at the platform', { kind: 'PLATFORM' }],
  ])('is refused with %s', (_what, change) => {
    expect(complaintsAbout({ ...harbour, ...change })).not.toEqual([]);
    expect(NewAgency.safeParse({ ...harbour, ...change }).success).toBe(false);
  });
});
