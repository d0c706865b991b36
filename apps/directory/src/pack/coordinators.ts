import type { PackedRoute } from '@xiezhi/mechanism-pack';
import type { PackAgency } from './pack.schema.ts';

/**
 * A route names its coordinator by the slug of an agency of this place (adr/0034): after the third bounce an agency that is not there would
 * be waited for in vain.
 */
export function complaintsAboutCoordinators(
  routes: readonly Pick<PackedRoute, 'slug' | 'coordinator'>[],
  agencies: readonly Pick<PackAgency, 'slug'>[],
): string[] {
  const slugs = new Set(agencies.map(({ slug }) => slug));
  return routes.flatMap(({ slug, coordinator }) =>
    coordinator === undefined || slugs.has(coordinator) ? [] : [`routes.yaml ${slug}: no agency ${coordinator} to coordinate it`],
  );
}
