import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import type { ReadToken } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import type { MechanismPack } from '@xiezhi/mechanism-pack';
import type { Commands } from '@xiezhi/service';
import { agencies } from '../agency/agency.announce.ts';
import type { Grant } from '../agency/agency.decider.ts';
import { publicationOf } from '../route/packed-route.ts';
import { routes } from '../route/route.announce.ts';
import { service } from '../settings.ts';
import type { Pack, PackAgency } from './pack.schema.ts';

export interface LoadReport {
  /** Begun by this load. */
  agencies: number;
  routes: number;
  /** Slugs of what the directory knows otherwise than the packs say; left as it is. */
  kept: string[];
  /** What the read models must have seen to show it all. */
  readToken: ReadToken;
}

export type Progress = (figures: { agencies: number; of: number }, message: string) => void;

/** Commands in the works at once. Four keep both sides of the connection busy; more only queue for the pool. */
const commandsAtOnce = 4;
/** A progress line every so many agencies. */
const agenciesPerLine = 40;

/** What the directory loads of the services' own mechanism. */
export type OwnMechanism = Pick<MechanismPack, 'header' | 'routes'>;

/**
 * Brings a pack's agencies, posts and grants, and the routes of the services' own mechanism, into the directory by the commands an
 * administrator would use. An agency comes with its posts and first grants in one commit, and saying it again records nothing: a load that
 * died half-way is completed, two instances may load at once, and what administrators changed since stays changed.
 */
export async function loadPacks(
  commands: Pick<Commands, 'handle'>,
  pack: Pack,
  mechanism: OwnMechanism,
  progress: Progress,
): Promise<LoadReport> {
  const act: Act = { caller: { service }, correlationId: randomUUID() };
  const report: LoadReport = { agencies: 0, routes: 0, kept: [], readToken: [] };
  await inTurns(pack.agencies, async (agency) => {
    if (!(await told(report, agency.slug, () => register(commands, agency, pack.header.validFrom, act)))) return;
    report.agencies += 1;
    if (report.agencies % agenciesPerLine === 0) progress({ agencies: report.agencies, of: pack.agencies.length }, 'loading the directory');
  });
  const { name } = mechanism.header;
  await inTurns(mechanism.routes ?? [], async (route) => {
    const publish = () => commands.handle(routes, route.id, publicationOf(route, name, name), act);
    if (await told(report, route.slug, publish)) report.routes += 1;
  });
  return report;
}

interface Told {
  events: unknown[];
  readToken: ReadToken;
}

/** @returns whether the directory heard of it for the first time */
async function told(report: LoadReport, slug: string, tell: () => Promise<Told>): Promise<boolean> {
  try {
    const { events, readToken } = await tell();
    report.readToken.push(...readToken);
    return events.length > 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw new Error(`could not load ${slug}`, { cause: error });
    report.kept.push(slug);
    return false;
  }
}

function register(commands: Pick<Commands, 'handle'>, { note: _note, ...registration }: PackAgency, from: string, act: Act): Promise<Told> {
  // An account is called by the post it holds; no person is named. The id follows from the post, so a second load says the same.
  const firstGrants: Grant[] = registration.posts.map(({ id: post }) => ({
    grant: derivedId(registration.id, `first-grant/${post}`),
    post,
    account: post,
    from,
  }));
  return commands.handle(agencies, registration.id, { type: 'RegisterAgency', registration, firstGrants }, act);
}

/** Works through a list, a few at once. The first fault ends it; what is in the works is whole or not there. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const turn = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: commandsAtOnce }, turn));
}
