import { type Queryable, statement } from '@xiezhi/postgres';
import type { KnownParty, KnownRoute } from '../hand-off/route.ts';
import type { PublishedTerms } from './known-route.entity.ts';

interface PartyRow {
  kind: string;
  level: string;
  division: string;
  abolished_on: string | null;
  document_word: string | null;
  successor: string | null;
  successor_name: string | null;
}
const findParty = statement<PartyRow>(
  'clue_transfer.known_directory.find_party',
  `select a.kind, a.level, a.division, a.abolished_on::text, a.document_word, a.successor, s.name as successor_name
   from clue_transfer.known_agency a left join clue_transfer.known_agency s on s.id = a.successor where a.id = $1`,
);
const findOffice = statement<{ id: string }>(
  'clue_transfer.known_directory.find_office',
  `select id from clue_transfer.known_agency where division = $1 and kind = any($3)
   and (abolished_on is null or abolished_on >= $2::date) order by array_position($3, kind), id limit 1`,
);
const findRoute = statement<{ terms: PublishedTerms; last_day: string | null; coordinator: string | null }>(
  'clue_transfer.known_directory.find_route',
  `select r.terms, r.last_day::text, case when a.abolished_on < $2::date then a.successor else a.id end as coordinator
   from clue_transfer.known_route r
   left join clue_transfer.known_agency a on a.slug = r.terms ->> 'coordinator' where r.slug = $1`,
);

/**
 * Look-ups of what the directory told this service. An agency or route it has not heard of yet is unknown, never guessed. Asked
 * through the pool by a controller, through the inbox's transaction by whoever reacts to an event.
 */
export class KnownDirectory {
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  async party(id: string): Promise<KnownParty | undefined> {
    const [row] = await findParty(this.#db, id);
    if (row === undefined) return undefined;
    const { kind, level, division, abolished_on: lastDay, successor, successor_name: name } = row;
    const abolished = lastDay === null ? undefined : { lastDay, successor: successor ?? '', successorName: name ?? '' };
    return { id, kind, level, division, ...(abolished !== undefined && { abolished }) };
  }

  /** 机关代字, if the agency issues numbered letters here. */
  async documentWord(id: string): Promise<string | undefined> {
    const [row] = await findParty(this.#db, id);
    return row?.document_word ?? undefined;
  }

  /**
   * The organ of a county, city or functional area on a legal day that keeps such matters, by the code of its division.
   *
   * @param kinds of organs, the preferred one first
   */
  async officeOf(division: string, on: string, kinds: readonly string[]): Promise<string | undefined> {
    const [row] = await findOffice(this.#db, division, on, kinds);
    return row?.id;
  }

  /** A route with its coordinator, or whoever has taken over from it by that legal day. */
  async route(slug: string, on: string): Promise<KnownRoute | undefined> {
    const [row] = await findRoute(this.#db, slug, on);
    if (row === undefined) return undefined;
    // Routes published before kind and chain existed have the defaults of their schema.
    const { kind = 'owning', signingChain = ['approver'], validTo, ...terms } = row.terms;
    const lastDay = [row.last_day, validTo]
      .filter((day) => typeof day === 'string')
      .toSorted()
      .at(0);
    return { ...terms, kind, signingChain, coordinator: row.coordinator ?? undefined, validTo: lastDay };
  }
}
