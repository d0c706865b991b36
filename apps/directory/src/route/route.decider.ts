import type { RouteTerms } from '@xiezhi/contracts';
import { type Decider, isSameContent, Refusal } from '@xiezhi/decider';

export type RouteCommand =
  /** `home`: the services' own mechanism, which is meant where terms name none. */
  | { type: 'PublishRoute'; id: string; terms: RouteTerms; home?: string | undefined }
  | { type: 'WithdrawRoute'; lastDay: string; reason: string };

export type RouteEvent =
  | { type: 'RoutePublished'; id: string; terms: RouteTerms }
  | { type: 'RouteWithdrawn'; lastDay: string; reason: string };

/**
 * `unpublished`: nobody has spoken of this id. `published`: matters may go this way from its first day on; its terms never change.
 * `withdrawn`: nothing new after the last day; what is under way keeps the terms it was sent under.
 */
export type Route =
  | { status: 'unpublished' }
  | { status: 'published'; id: string; terms: RouteTerms }
  | { status: 'withdrawn'; id: string; terms: RouteTerms; lastDay: string; reason: string };

export const routeDecider: Decider<RouteCommand, RouteEvent, Route> = { initialState: { status: 'unpublished' }, decide, evolve };

function decide(command: RouteCommand, route: Route): RouteEvent[] {
  switch (command.type) {
    case 'PublishRoute': {
      if (route.status === 'unpublished') return [{ type: 'RoutePublished', id: command.id, terms: command.terms }];
      const changed = differing(named(route.terms, command.home), named(command.terms, command.home));
      if (changed.length === 0) return []; // also once withdrawn: the loader says again what it said before
      throw new Refusal('ROUTE_ALREADY_PUBLISHED', { slug: route.terms.slug, differing: changed.join(', ') });
    }
    case 'WithdrawRoute': {
      if (route.status === 'unpublished') throw new Refusal('ROUTE_UNKNOWN');
      const { lastDay, reason } = command;
      if (route.status === 'published') return [{ type: 'RouteWithdrawn', lastDay, reason }];
      if (route.lastDay === lastDay && route.reason === reason) return [];
      throw new Refusal('ROUTE_ALREADY_WITHDRAWN');
    }
  }
}

/** Routes were published without their mechanism before packs brought them; a pack that names itself says the same of them. */
const named = (terms: RouteTerms, home: string | undefined): RouteTerms => ({ ...terms, mechanism: terms.mechanism ?? home });

/** Members that do not say the same. */
function differing(one: RouteTerms, other: RouteTerms): string[] {
  const members = Object.keys({ ...one, ...other }) as (keyof RouteTerms)[];
  return members.filter((member) => !isSameContent(one[member], other[member]));
}

function evolve(route: Route, event: RouteEvent): Route {
  if (event.type === 'RoutePublished') return { status: 'published', id: event.id, terms: event.terms };
  if (route.status === 'unpublished') throw new Error(`${event.type} stored before any RoutePublished`);
  return { status: 'withdrawn', id: route.id, terms: route.terms, lastDay: event.lastDay, reason: event.reason };
}
