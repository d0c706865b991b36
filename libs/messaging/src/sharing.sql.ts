import { plainGrants } from '@xiezhi/postgres';

/** What several instances of one service need: suspects told from innocents, and who else sends. */
export function sharingSql(s: string): string {
  return `
  alter table ${s}.inbox_begun add column alone int not null default 0;
  comment on column ${s}.inbox_begun.alone is 'How often of these nothing else of its process was under way: only such a death counts against the record.';

  create table ${s}.relay_member (
    owner text not null,
    joined_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    constraint relay_member_pkey primary key (owner)
  ) with (fillfactor = 50);
  comment on table ${s}.relay_member is 'Relays that live, so that each takes its share of the shards. May be emptied at any time: whoever lives comes back within seconds.';
  ${plainGrants(s, 'relay_member', { worker: 'select, insert, update, delete' })}`;
}
