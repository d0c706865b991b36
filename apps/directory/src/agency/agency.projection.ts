import { AgencyAbolishedV1, AgencyRegisteredV1, PostGrantedV1, PostGrantRevokedV1 } from '@xiezhi/contracts';
import { type Handler, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import { schema } from '../settings.ts';

// All events of one agency come from one stream, so the gate has them in order. Each statement may meet its own effect again only
// in a rebuild, which starts from empty tables.

const insertAgency = statement(
  `${schema}.insert_agency`,
  `with a as (
     insert into ${schema}.agency (id, slug, name, short_name, kind, division, level, credit_code, document_word, legal_entity)
     select id, slug, name, "shortName", kind, division, level, "creditCode", "documentWord", "legalEntity"
     from jsonb_to_record($1::jsonb) as r(id uuid, slug text, name text, "shortName" text, kind text, division text, level text, "creditCode" text, "documentWord" text, "legalEntity" uuid)
     returning id
   ), d as (
     insert into ${schema}.desk (id, agency, place, name)
     select e.value ->> 'id', a.id, e.place, e.value ->> 'name' from a, jsonb_array_elements($1::jsonb -> 'desks') with ordinality as e(value, place)
   )
   insert into ${schema}.post (id, agency, place, role, name, desk)
   select e.value ->> 'id', a.id, e.place, e.value ->> 'role', e.value ->> 'name', e.value ->> 'desk'
   from a, jsonb_array_elements($1::jsonb -> 'posts') with ordinality as e(value, place)`,
);

const insertGrant = statement(
  `${schema}.insert_post_grant`,
  `insert into ${schema}.post_grant (id, post, account, from_on, to_on) values ($1, $2, $3, $4::date, $5::date)`,
);

const revokeGrant = statement(
  `${schema}.revoke_post_grant`,
  `update ${schema}.post_grant set revoked_at = $2::timestamptz, revoked_for = $3 where id = $1`,
);

const abolishAgency = statement(
  `${schema}.abolish_agency`,
  `update ${schema}.agency set abolished_on = $2::date, successor = $3 where id = $1`,
);

export const agencyProjection: Handler[] = [
  when(AgencyRegisteredV1, async (tx, { data }) => {
    await insertAgency(tx, JSON.stringify(data));
  }),
  when(PostGrantedV1, async (tx, { data }) => {
    await insertGrant(tx, data.grant, data.post, data.account, data.from, data.to ?? null);
  }),
  when(PostGrantRevokedV1, async (tx, { data, meta }) => {
    await revokeGrant(tx, data.grant, meta.recordedAt, data.reason);
  }),
  when(AgencyAbolishedV1, async (tx, { data }) => {
    await abolishAgency(tx, data.id, data.lastDay, data.successor);
  }),
];
