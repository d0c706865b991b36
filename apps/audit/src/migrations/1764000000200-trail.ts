import { rolesOf } from '@xiezhi/contracts';
import { currentAgency, sqlMigration } from '@xiezhi/postgres';

const schema = 'audit';
const { app, worker } = rolesOf(schema);

const isParty = `parties @> array[${currentAgency}]`;
const isAuditor = `current_setting('xiezhi.scope', true) = 'audit'`;
/** The directory is public to whoever is signed in; from any other source a row without parties is nobody's. */
const isOfPublicDirectory = `source = '/xiezhi/directory' and parties = '{}' and ${currentAgency} is not null`;

const recorded = (table: string, mayRead: string, workerRights: string) => `
  alter table ${schema}.${table} enable row level security;
  alter table ${schema}.${table} force row level security;
  create policy ${table}_reader on ${schema}.${table} for select to ${app} using (${mayRead});
  create policy ${table}_worker on ${schema}.${table} to ${worker} using (true) with check (true);
  grant select on ${schema}.${table} to ${app};
  grant ${workerRights} on ${schema}.${table} to ${worker};`;

/**
 * Two classes of reading (DOMAIN 2.2, DESIGN 9), a table each: who acted when on what, which the auditor may see of everybody, and
 * what was said, which only the parties may. Nobody here may delete, and of what was recorded only the label `parties` is ever
 * written again: a stream is visible whole or not at all, so who becomes a party sees what came before.
 */
export const Trail = sqlMigration(
  'Trail1764000000200',
  `
  create table ${schema}.trail (
    event_id uuid not null,
    source text not null,
    subject text not null,
    type text not null,
    sequence int not null,
    prev text not null,
    hash text not null,
    family_id uuid not null,
    world uuid,
    actor jsonb not null,
    correlation_id uuid not null,
    causation_id uuid,
    acted_at timestamptz not null,
    acted_at_source text not null,
    recorded_at text not null,
    received_at timestamptz not null default now(),
    topic text not null,
    partition int not null,
    record_offset bigint not null,
    is_chained boolean not null,
    parties uuid[] not null,
    constraint trail_pkey primary key (event_id)
  );
  create index trail_family on ${schema}.trail (family_id, recorded_at, source, subject, sequence);
  create index trail_stream on ${schema}.trail (source, subject, sequence);
  create index trail_break on ${schema}.trail (received_at) where not is_chained;
  comment on table ${schema}.trail is 'Every announcement of every topic once: who acted on what, when, and whether it followed its predecessor when it came. No content. recorded_at is ce_time as it was sent, whose text is part of the hash; of fixed width in UTC, so texts sort as moments.';

  create table ${schema}.trail_body (
    event_id uuid not null,
    source text not null,
    body text not null,
    parties uuid[] not null,
    constraint trail_body_pkey primary key (event_id)
  );
  comment on table ${schema}.trail_body is 'The exact text of each announcement, as its hash was made over it. Parties only; an auditor has no right here.';

  create table ${schema}.trail_head (
    source text not null,
    subject text not null,
    family_id uuid not null,
    sequence int not null,
    hash text not null,
    announcements int not null,
    breaks int not null,
    parties uuid[] not null,
    constraint trail_head_pkey primary key (source, subject)
  ) with (fillfactor = 80);
  comment on table ${schema}.trail_head is 'Last announcement of each stream: what the next one must name as prev. Read by the auditor and by the consumer.';

  ${recorded('trail', `${isParty} or ${isAuditor} or (${isOfPublicDirectory})`, 'select, insert, update (parties)')}
  ${recorded('trail_body', `${isParty} or (${isOfPublicDirectory})`, 'select, insert, update (parties)')}
  ${recorded('trail_head', isAuditor, 'select, insert, update')}`,
);
