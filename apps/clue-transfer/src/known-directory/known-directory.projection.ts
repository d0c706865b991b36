import { AgencyAbolishedV1, AgencyRegisteredV1, RoutePublishedV1, RouteWithdrawnV1 } from '@xiezhi/contracts';
import { projection, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';

const upsertAgency = statement(
  'clue_transfer.known_directory.upsert_agency',
  `insert into clue_transfer.known_agency (id, name, kind, level, division, slug, document_word) values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (id) do update set name = excluded.name, kind = excluded.kind, level = excluded.level, division = excluded.division,
     slug = excluded.slug, document_word = excluded.document_word`,
);
const abolishAgency = statement(
  'clue_transfer.known_directory.abolish_agency',
  `update clue_transfer.known_agency set abolished_on = $2, successor = $3 where id = $1`,
);
const upsertRoute = statement(
  'clue_transfer.known_directory.upsert_route',
  `insert into clue_transfer.known_route (slug, id, terms) values ($1, $2, $3) on conflict (slug) do update set id = excluded.id, terms = excluded.terms`,
);
const withdrawRoute = statement(
  'clue_transfer.known_directory.withdraw_route',
  `update clue_transfer.known_route set last_day = $2 where id = $1`,
);

/** Folds the public directory into the look-ups a draft needs. */
export const knownDirectory = projection([
  when(AgencyRegisteredV1, async (tx, { data }) => {
    await upsertAgency(tx, data.id, data.name, data.kind, data.level, data.division, data.slug, data.documentWord ?? null);
  }),
  when(AgencyAbolishedV1, async (tx, { data }) => {
    await abolishAgency(tx, data.id, data.lastDay, data.successor);
  }),
  when(RoutePublishedV1, async (tx, { data }) => {
    await upsertRoute(tx, data.slug, data.id, JSON.stringify(data));
  }),
  when(RouteWithdrawnV1, async (tx, { data }) => {
    await withdrawRoute(tx, data.id, data.lastDay);
  }),
]);
