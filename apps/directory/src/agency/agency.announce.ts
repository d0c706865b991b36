import { AgencyAbolishedV1, AgencyRegisteredV1, PostGrantedV1, PostGrantRevokedV1 } from '@xiezhi/contracts';
import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { type Agency, type AgencyCommand, type AgencyEvent, agencyDecider, grantOf } from './agency.decider.ts';

/**
 * An agency of the directory. Public: no parties. Its slug and its credit code are claims, since posts are named after the one and
 * documents carry the other: no two agencies share either.
 */
export const agencies: Aggregate<AgencyCommand, AgencyEvent, Agency> = {
  ...agencyDecider,
  name: 'agency',
  announce(id, event, agency) {
    switch (event.type) {
      case 'AgencyRegistered': {
        const { type: _type, ...registration } = event;
        return [announcement(AgencyRegisteredV1, registration)];
      }
      case 'PostGranted': {
        const { type: _type, ...grant } = event;
        return [announcement(PostGrantedV1, { agency: id, ...grant })];
      }
      case 'GrantRevoked': {
        const { post, account } = grantOf(agency, event.grant);
        return [announcement(PostGrantRevokedV1, { grant: event.grant, agency: id, post, account, reason: event.reason })];
      }
      case 'AgencyAbolished': {
        const { type: _type, ...abolition } = event;
        return [announcement(AgencyAbolishedV1, { id, ...abolition })];
      }
    }
  },
  scopeOf(agency) {
    if (agency.status === 'unregistered') throw new Error('an agency that is not registered has no family');
    return { familyId: agency.registration.id, parties: [] };
  },
  claimsOf: (event) =>
    event.type === 'AgencyRegistered' ? { take: [`agency-slug/${event.slug}`, `credit-code/${event.creditCode}`] } : {},
  claimRefusal: 'AGENCY_ALREADY_REGISTERED',
};
