import { RoutePublishedV1, type RouteTerms, RouteWithdrawnV1 } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { routes } from './route.announce.ts';
import { type RouteCommand, routeDecider, type RouteEvent } from './route.decider.ts';

const { given, stateAfter } = specFor(routeDecider);

const id = '01920000-0000-7000-8000-0000000000d1';
const terms: RouteTerms = {
  slug: 'harbour-to-customs',
  name: '港务移送海关',
  kind: 'owning',
  matterKind: 'clue',
  fromKind: 'TRA',
  toKind: 'POL',
  relation: 'any',
  sourceCodes: ['S01'],
  verbs: { refuse: 'with-reason', return: { unilateralWithinHours: 24 }, forward: 'never', recall: 'never' },
  requiredMaterial: [],
  requiredHistory: [],
  signingChain: ['approver'],
  legalBasis: [{ text: '协作约定', article: '一', evidence: 'D' }],
  validFrom: '2026-01-01',
};
const published: RouteEvent = { type: 'RoutePublished', id, terms };
const withdrawn: RouteEvent = { type: 'RouteWithdrawn', lastDay: '2026-06-30', reason: '新约定生效' };
const publish: RouteCommand = { type: 'PublishRoute', id, terms };
const withdraw: RouteCommand = { type: 'WithdrawRoute', lastDay: '2026-06-30', reason: '新约定生效' };

describe('a route', () => {
  it('is published', () => given().when(publish).then(published));
  it('is published once, however often the same is said', () => given(published).when(publish).thenNothing());
  it('does not change: other terms are another route', () =>
    given(published)
      .when({ ...publish, terms: { ...terms, relation: 'same-level' } })
      .thenRefused('ROUTE_ALREADY_PUBLISHED', { slug: terms.slug, differing: 'relation' }));
  it('that names no mechanism is of the services’ own, and the same as one that does', () => {
    const named = (mechanism: string): RouteCommand => ({ ...publish, terms: { ...terms, mechanism }, home: 'harbour-master' });
    given(published).when(named('harbour-master')).thenNothing();
    given(published).when(named('lake-master')).thenRefused('ROUTE_ALREADY_PUBLISHED', { differing: 'mechanism' });
    given({ ...published, terms: { ...terms, mechanism: 'harbour-master' } })
      .when({ ...publish, home: 'harbour-master' })
      .thenNothing();
  });
  it('is withdrawn with a last day and a reason', () => given(published).when(withdraw).then(withdrawn));
  it('is withdrawn once, however often the same is said', () => given(published, withdrawn).when(withdraw).thenNothing());
  it('keeps the last day it was given', () =>
    given(published, withdrawn)
      .when({ ...withdraw, lastDay: '2026-07-31' })
      .thenRefused('ROUTE_ALREADY_WITHDRAWN'));
  it('is not withdrawn before it was published', () => given().when(withdraw).thenRefused('ROUTE_UNKNOWN'));
  it('stays withdrawn when its publication is repeated', () => given(published, withdrawn).when(publish).thenNothing());
});

describe('what a route tells others', () => {
  const state = stateAfter(published, withdrawn);
  it('is its terms, and its end', () => {
    expect(routes.announce(id, published, state)).toEqual([{ type: RoutePublishedV1.type, data: { ...terms, id } }]);
    expect(routes.announce(id, withdrawn, state)).toEqual([
      { type: RouteWithdrawnV1.type, data: { id, lastDay: '2026-06-30', reason: '新约定生效' } },
    ]);
  });
  it('is public, and claims its slug', () => {
    expect(routes.scopeOf(state)).toEqual({ familyId: id, parties: [] });
    expect(routes.claimsOf?.(published, state)).toEqual({ take: ['route-slug/harbour-to-customs'] });
    expect(routes.claimsOf?.(withdrawn, state)).toEqual({});
  });
});
