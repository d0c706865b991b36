import { AgencyRegisteredV1, RoutePublishedV1, RouteWithdrawnV1 } from '@xiezhi/contracts';
import { projection, when } from '@xiezhi/messaging';
import { type Queryable, statement } from '@xiezhi/postgres';
import type { KnownOrgan } from '../supervision/supervision.decider.ts';

const upsertAgency = statement(
  'case_supervision.known_directory.upsert_agency',
  `insert into case_supervision.known_agency (id, name, kind, level, division, document_word) values ($1, $2, $3, $4, $5, $6)
   on conflict (id) do update set name = excluded.name, kind = excluded.kind, level = excluded.level, division = excluded.division,
     document_word = excluded.document_word`,
);
const upsertRoute = statement(
  'case_supervision.known_directory.upsert_route',
  `insert into case_supervision.known_route (slug, id, terms) values ($1, $2, $3)
   on conflict (slug) do update set id = excluded.id, terms = excluded.terms`,
);
const withdrawRoute = statement(
  'case_supervision.known_directory.withdraw_route',
  `update case_supervision.known_route set last_day = $2 where id = $1`,
);
const organs = statement<KnownOrgan & Record<string, unknown>>(
  'case_supervision.known_directory.organs',
  `select id, kind, level from case_supervision.known_agency where id = any($1::uuid[])`,
);

/** Folds the public directory into what this service must know: organs with kind and level, and the routes a file may be referred on. */
export const knownDirectory = projection([
  when(AgencyRegisteredV1, async (tx, { data }) => {
    await upsertAgency(tx, data.id, data.name, data.kind, data.level, data.division, data.documentWord ?? null);
  }),
  when(RoutePublishedV1, async (tx, { data }) => {
    await upsertRoute(tx, data.slug, data.id, JSON.stringify(data));
  }),
  when(RouteWithdrawnV1, async (tx, { data }) => {
    await withdrawRoute(tx, data.id, data.lastDay);
  }),
]);

/** Organs by id, for subscriptions, which look nothing up themselves. Who is not yet known is absent. */
export async function organsOf(tx: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, KnownOrgan>> {
  if (ids.length === 0) return new Map();
  return new Map((await organs(tx, ids)).map((organ) => [organ.id, organ]));
}

/** Their kinds alone, for whom that is all. */
export async function kindsOf(tx: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await organsOf(tx, ids)).values()].map(({ id, kind }) => [id, kind]));
}
