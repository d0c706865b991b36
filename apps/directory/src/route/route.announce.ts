import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { RoutePublishedV1, RouteWithdrawnV1 } from '@xiezhi/contracts';
import { type Route, type RouteCommand, routeDecider, type RouteEvent } from './route.decider.ts';

/** A way on which matters may be handed over. Public: no parties. Its slug is a claim: stories and letters name routes by it. */
export const routes: Aggregate<RouteCommand, RouteEvent, Route> = {
  ...routeDecider,
  name: 'route',
  announce(id, event) {
    switch (event.type) {
      case 'RoutePublished':
        return [announcement(RoutePublishedV1, { ...event.terms, id })];
      case 'RouteWithdrawn':
        return [announcement(RouteWithdrawnV1, { id, lastDay: event.lastDay, reason: event.reason })];
    }
  },
  scopeOf(route) {
    if (route.status === 'unpublished') throw new Error('a route that is not published has no family');
    return { familyId: route.id, parties: [] };
  },
  claimsOf: (event) => (event.type === 'RoutePublished' ? { take: [`route-slug/${event.terms.slug}`] } : {}),
  claimRefusal: 'ROUTE_ALREADY_PUBLISHED',
};
