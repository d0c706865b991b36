import { handle } from '@xiezhi/aggregate';
import { Refusal } from '@xiezhi/decider';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { InvalidRequest } from '@xiezhi/http';
import { type PackFiles, type PackedRoute, placed } from '@xiezhi/mechanism-pack';
import type { Queryable } from '@xiezhi/postgres';
import { publicationOf } from '../route/packed-route.ts';
import { routes } from '../route/route.announce.ts';
import { service } from '../settings.ts';
import { fieldErrorOf } from './check-content.ts';

interface Bringing {
  files: PackFiles;
  /** Name of the pack. */
  mechanism: string;
  routes: readonly PackedRoute[];
}

/**
 * Publishes a pack's routes in the pack's transaction. One that stands already in the same words is left as it is, whichever version
 * brought it. The key and the version of the request belong to the pack.
 *
 * @param home the services' own mechanism
 * @throws InvalidRequest ROUTE_ALREADY_PUBLISHED with file, line and what to do for each route that stands in other words
 */
export async function publishRoutes(tx: Queryable, bringing: Bringing, home: string, of: Act): Promise<void> {
  const { idempotency: _key, expectedVersion: _version, ...act } = of;
  const complaints: string[] = [];
  for (const route of bringing.routes) {
    const complaint = await refusalOf(() =>
      handle(new PgEventStore(tx, service), routes, route.id, publicationOf(route, bringing.mechanism, home), act),
    );
    if (complaint === undefined) continue;
    complaints.push(`routes.yaml ${route.slug}: ${complaint.words}`);
    // The database has refused a statement, and takes no other in this transaction.
    if (complaint.isOfClaim) break;
  }
  if (complaints.length > 0) throw new InvalidRequest(placed(bringing.files, complaints).map(fieldErrorOf), 'ROUTE_ALREADY_PUBLISHED');
}

/** What stands under the id says in what it differs; a slug that another route holds is known by its claim alone. */
async function refusalOf(publish: () => Promise<unknown>): Promise<{ words: string; isOfClaim: boolean } | undefined> {
  try {
    await publish();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'ROUTE_ALREADY_PUBLISHED') throw error;
    const { differing } = error.details;
    return differing === undefined
      ? { words: 'this slug is published already, with another id', isOfClaim: true }
      : { words: `this id is published already, with other ${differing}`, isOfClaim: false };
  }
}
