import type { PackedRoute } from '@xiezhi/mechanism-pack';
import type { RouteCommand } from './route.decider.ts';

/**
 * A route as its pack brings it is of the pack's mechanism: the deadlines and duties of what goes this way are counted by the version of it
 * that holds on the day, whichever mechanism the services call their own.
 *
 * @param home the services' own mechanism
 */
export const publicationOf = ({ id, ...terms }: PackedRoute, mechanism: string, home: string): RouteCommand & { type: 'PublishRoute' } => ({
  type: 'PublishRoute',
  id,
  terms: { ...terms, mechanism },
  home,
});
