import { partyPolicies, sqlMigration } from '@xiezhi/postgres';

const schema = 'clue_transfer';

/** Where and when problems were reported: what a duplicate hint looks at, inside one practice world. */
export const ProblemPlace = sqlMigration(
  'ProblemPlace1764000000311',
  `
  create table ${schema}.problem_place (
    problem_id uuid not null,
    number text not null,
    title text not null,
    category_code text not null,
    water_body_id text,
    reach text,
    lon double precision,
    lat double precision,
    reported_on date not null,
    parties uuid[] not null,
    world uuid,
    constraint problem_place_pkey primary key (problem_id)
  );
  comment on table ${schema}.problem_place is 'Places of reported problems for the duplicate hint. Written with the report; may be lost and filled again from the facts.';
  create index problem_place_reach on ${schema}.problem_place (water_body_id, reach, reported_on);
  create index problem_place_position on ${schema}.problem_place (lat, lon);
  ${partyPolicies(schema, 'problem_place', { app: 'select, insert', worker: 'select' })}`,
);
