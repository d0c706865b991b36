import { randomUUID } from 'node:crypto';
import { derivedId, handle } from '@xiezhi/aggregate';
import type { ReadTokenEntry } from '@xiezhi/contracts';
import { type Act, type PgEventStore, VersionConflict } from '@xiezhi/event-store';
import { agencies } from '../agency/agency.announce.ts';
import type { Grant } from '../agency/agency.decider.ts';
import { routes } from '../route/route.announce.ts';
import { service } from '../settings.ts';
import type { Pack, PackAgency, PackRoute } from './pack.schema.ts';

export interface LoadReport {
  /** Streams that this load began; the others were there. */
  agencies: number;
  routes: number;
  /** Last announcement of every stream of the pack: what the read models must have seen. */
  readToken: ReadTokenEntry[];
}

export type Progress = (message: string, figures: Record<string, number>) => void;

/** Commands in the works at once. Four keep both sides of the connection busy; more only queue for the pool. */
const commandsAtOnce = 4;
/** A progress line every so many agencies: about one a second on a small machine. */
const agenciesPerLine = 40;

/**
 * Brings a pack's agencies, posts, grants and routes into the directory by the commands an administrator would use. An agency comes
 * with its posts and first grants in one commit, and one that exists is left as it is: a load that died half-way is completed, and
 * what administrators changed since stays changed.
 */
export async function loadPack(store: PgEventStore, pack: Pack, progress: Progress): Promise<LoadReport> {
  const act: Act = { caller: { service }, correlationId: randomUUID() };
  let seen = 0;
  const loadedAgencies = await inTurns(pack.agencies, async (agency) => {
    const loaded = await register(store, agency, pack.header.validFrom, act);
    seen += 1;
    if (seen % agenciesPerLine === 0) progress('loading the directory', { agencies: seen, of: pack.agencies.length });
    return loaded;
  });
  const loadedRoutes = await inTurns(pack.routes, (route) => publish(store, route, act));
  return {
    agencies: loadedAgencies.filter(({ isNew }) => isNew).length,
    routes: loadedRoutes.filter(({ isNew }) => isNew).length,
    readToken: [...loadedAgencies, ...loadedRoutes].map(({ last }) => last),
  };
}

interface Loaded {
  isNew: boolean;
  last: ReadTokenEntry;
}

async function register(store: PgEventStore, { note: _note, ...registration }: PackAgency, from: string, act: Act): Promise<Loaded> {
  // In development an account is called by the post it holds; no person is named.
  const firstGrants: Grant[] = registration.posts.map(({ id: post }) => ({
    grant: derivedId(registration.id, `first-grant/${post}`),
    post,
    account: post,
    from,
  }));
  return unlessKnown(store, agencies.name, registration.id, act, () =>
    handle(store, agencies, registration.id, { type: 'RegisterAgency', registration, firstGrants }, act),
  );
}

async function publish(store: PgEventStore, { id, ...terms }: PackRoute, act: Act): Promise<Loaded> {
  return unlessKnown(store, routes.name, id, act, () => handle(store, routes, id, { type: 'PublishRoute', id, terms }, act));
}

async function unlessKnown(store: PgEventStore, aggregate: string, id: string, act: Act, load: () => Promise<unknown>): Promise<Loaded> {
  const before = await store.load(aggregate, id, act);
  if (before.version > 0) return { isNew: false, last: [store.source, `${aggregate}/${id}`, before.announced] };
  // Another instance that starts at the same moment may be first: what it wrote is what we would have written.
  await load().catch((error: unknown) => {
    if (!(error instanceof VersionConflict)) throw new Error(`could not load ${aggregate}/${id}`, { cause: error });
  });
  const after = await store.load(aggregate, id, act);
  return { isNew: true, last: [store.source, `${aggregate}/${id}`, after.announced] };
}

async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const turn = async () => {
    while (next < items.length) {
      const place = next;
      next += 1;
      results[place] = await work(items[place]!);
    }
  };
  await Promise.all(Array.from({ length: commandsAtOnce }, turn));
  return results;
}
