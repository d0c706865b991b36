import { rolesOf } from '@xiezhi/contracts';
import { currentAgency, partyPolicies } from '@xiezhi/postgres';

const tables = (s: string) => `
  create table ${s}.number_series (
    type text not null,
    holder text not null,
    year smallint not null check (year between 2000 and 2999),
    world uuid,
    last int not null check (last > 0),
    parties uuid[] not null,
    constraint number_series_key unique nulls not distinct (type, holder, year, world)
  ) with (fillfactor = 50);
  comment on table ${s}.number_series is 'One counter per holder, type of document, legal year and practice world. Its row lock, held from taking a number to the end of the transaction, is what leaves no gap.';
  comment on column ${s}.number_series.holder is 'The unit whose series it is, or the division for numbers that every unit there counts together.';
  comment on column ${s}.number_series.parties is 'The unit; empty for a division, whose counter every caller may advance and which tells nothing but how many there were.';

  create table ${s}.document_number (
    type text not null,
    holder text not null,
    year smallint not null,
    world uuid,
    number int not null,
    text text not null,
    status text not null default 'issued' check (status in ('issued', 'void')),
    subject text not null,
    reason text,
    issued_at timestamptz not null default now(),
    voided_at timestamptz,
    parties uuid[] not null,
    constraint document_number_key unique nulls not distinct (type, holder, year, world, number),
    constraint document_number_void check ((status = 'void') = (reason is not null) and (status = 'void') = (voided_at is not null))
  );
  create index document_number_text on ${s}.document_number (text);
  comment on table ${s}.document_number is 'Every number ever given, in order. A void number (作废) is kept with its reason and never given again; nobody may delete a row.';
  comment on column ${s}.document_number.subject is 'Stream of the document, such as hand-off/<id>.';
  comment on column ${s}.document_number.parties is 'The unit that took the number; others read it in the document itself.';`;

const policies = (s: string) => {
  const { app, worker } = rolesOf(s);
  const mine = `parties = '{}' or parties @> array[${currentAgency}]`;
  return `
  alter table ${s}.number_series enable row level security;
  alter table ${s}.number_series force row level security;
  create policy number_series_holder on ${s}.number_series to ${app} using (${mine}) with check (${mine});
  create policy number_series_worker on ${s}.number_series to ${worker} using (true) with check (true);
  grant select, insert, update (last) on ${s}.number_series to ${app}, ${worker};
  ${partyPolicies(s, 'document_number', { app: numberRights, worker: numberRights })}`;
};
const numberRights = 'select, insert, update (status, reason, voided_at)';

/** Counters and numbers of one schema. */
export function documentNumberSql(schema: string): string {
  return [tables(schema), policies(schema)].join('\n');
}

/** Counts and writes the number in one statement: one round trip while the counter is locked, beside the append that follows. */
export const takeSql = (s: string) => `
  with counted as (
    insert into ${s}.number_series as series (type, holder, year, world, last, parties)
      values ($1, $2, $3, $4, 1, case when $5 then '{}'::uuid[] else array[$6::uuid] end)
    on conflict on constraint number_series_key do update set last = series.last + 1
    returning last
  )
  insert into ${s}.document_number (type, holder, year, world, number, text, subject, parties)
    select $1, $2, $3, $4, last, $7 || lpad(last::text, greatest($8, length(last::text)), '0') || $9, $10, array[$6::uuid] from counted
  returning text`;

export const voidSql = (s: string) => `
  update ${s}.document_number set status = 'void', reason = $4, voided_at = now()
    where type = $1 and text = $2 and world is not distinct from $3 and status = 'issued'
  returning text`;

export const numberSql = (s: string) =>
  `select status, subject, reason from ${s}.document_number where type = $1 and text = $2 and world is not distinct from $3`;
