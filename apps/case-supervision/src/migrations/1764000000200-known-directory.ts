import { plainGrants, sqlMigration } from '@xiezhi/postgres';

const schema = 'case_supervision';

/** Look-ups folded from the public directory; they hold no case facts. */
export const KnownDirectory = sqlMigration(
  'KnownDirectory1764000000200',
  `
  create table ${schema}.known_agency (
    id uuid not null,
    name text not null,
    kind text not null,
    level text not null,
    division text not null,
    document_word text,
    constraint known_agency_pkey primary key (id)
  );
  create table ${schema}.known_route (
    slug text not null,
    id uuid not null,
    terms jsonb not null,
    last_day date,
    constraint known_route_pkey primary key (slug)
  );
  ${plainGrants(schema, 'known_agency', { app: 'select', worker: 'select, insert, update' })}
  ${plainGrants(schema, 'known_route', { app: 'select', worker: 'select, insert, update' })}`,
);
