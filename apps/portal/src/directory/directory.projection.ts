import { AgencyRegisteredV1, PostGrantedV1, PostGrantRevokedV1, PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { type Effect, projection, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';

const putAgency = statement(
  'portal.put_agency',
  `insert into portal.agency (id, slug, name, short_name, kind, level, division) values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (id) do update set slug = excluded.slug, name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
     level = excluded.level, division = excluded.division`,
);

const putPosts = statement(
  'portal.put_posts',
  `insert into portal.post (id, agency, role, name, desk)
   select id, $1, role, name, desk from jsonb_to_recordset($2::jsonb) as p (id text, role text, name text, desk text)
   on conflict (id) do update set agency = excluded.agency, role = excluded.role, name = excluded.name, desk = excluded.desk`,
);

const putGrant = statement(
  'portal.put_grant',
  `insert into portal.post_grant (id, account, post, agency, role, first_day, last_day, is_revoked)
   values ($1, $2, $3, $4, $5, $6, $7, false) on conflict do nothing`,
);

const revokeGrant = statement('portal.revoke_grant', `update portal.post_grant set is_revoked = true where id = $1`);

const openWorld = statement(
  'portal.open_world',
  `insert into portal.world (id, name, legal_now) values ($1, $2, $3) on conflict do nothing`,
);

// Forward only, here as in the directory.
const moveClock = statement('portal.move_clock', `update portal.world set legal_now = greatest(legal_now, $2) where id = $1`);

/** The directory has one stream per agency and per world, and streams arrive in order: a grant never before its agency. */
export const directoryProjection: Effect = projection([
  when(AgencyRegisteredV1, async (tx, { data }) => {
    await putAgency(tx, data.id, data.slug, data.name, data.shortName, data.kind, data.level, data.division);
    await putPosts(tx, data.id, JSON.stringify(data.posts));
  }),
  when(PostGrantedV1, async (tx, { data }) => {
    await putGrant(tx, data.grant, data.account, data.post, data.agency, data.role, data.from, data.to ?? null);
  }),
  when(PostGrantRevokedV1, async (tx, { data }) => {
    await revokeGrant(tx, data.grant);
  }),
  when(PracticeWorldOpenedV1, async (tx, { data }) => {
    await openWorld(tx, data.id, data.name, data.legalNow);
  }),
  when(PracticeClockMovedV1, async (tx, { data }) => {
    await moveClock(tx, data.id, data.to);
  }),
]);
