import type { SharedPostgres } from '@xiezhi/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describeSchema } from './describe-schema.ts';

const name = `describe_${process.pid}`;
const server: SharedPostgres = inject('postgres');
let admin: pg.Pool;
let db: pg.Pool;

beforeAll(async () => {
  admin = new pg.Pool({ ...server, database: 'postgres', max: 1 });
  await admin.query(`create database ${name}`);
  await admin.query(`create role ${name}_app`);
  db = new pg.Pool({ ...server, database: name, max: 1 });
});

afterAll(async () => {
  await db.end();
  await admin.query(`drop database ${name}`);
  await admin.query(`drop role ${name}_app`);
  await admin.end();
});

describe('a described schema', () => {
  it('names what a reader of a diff must see', async () => {
    await db.query(`
      create schema harbour; grant usage on schema harbour to ${name}_app;
      create type harbour.mood as enum ('calm', 'rough');
      create table harbour.ship (
        id uuid primary key default uuidv7(), name text not null unique, mood harbour.mood, parties uuid[] not null,
        length int check (length > 0), area int generated always as (length * 2) stored) with (fillfactor = 80);
      create index ship_parties on harbour.ship using gin (parties);
      alter table harbour.ship enable row level security; alter table harbour.ship force row level security;
      create policy ship_own on harbour.ship to ${name}_app using (parties @> array[nullif(current_setting('xiezhi.agency', true), '')::uuid]);
      grant select, insert on harbour.ship to ${name}_app; grant update (name) on harbour.ship to ${name}_app;
      create function harbour.count_ships() returns bigint language sql stable return (select count(*) from harbour.ship);
      create function harbour.touch() returns trigger language plpgsql as $$ begin return new; end $$;
      revoke all on function harbour.touch() from public;
      create trigger touched before update on harbour.ship for each row execute function harbour.touch();`);

    const text = await describeSchema(db, 'harbour');
    for (const line of [
      `grant usage on schema harbour to ${name}_app;`,
      `create type harbour.mood as enum ('calm', 'rough');`,
      '  id uuid default uuidv7() not null,',
      '  area integer generated always as ((length * 2)) stored,',
      '  constraint ship_name_key UNIQUE (name),',
      ') with (fillfactor=80);',
      'alter table harbour.ship force row level security;',
      'CREATE INDEX ship_parties ON harbour.ship USING gin (parties);',
      `grant insert, select on harbour.ship to ${name}_app;`,
      `grant update (name) on harbour.ship to ${name}_app;`,
      'CREATE TRIGGER touched BEFORE UPDATE ON harbour.ship FOR EACH ROW EXECUTE FUNCTION harbour.touch();',
      // Nobody took it away, so everybody may: worth seeing.
      'grant execute on function harbour.count_ships() to public;',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(new RegExp(`create policy ship_own on harbour.ship for all to ${name}_app using \\(\\(parties @> `));
    expect(text).not.toContain('grant execute on function harbour.touch() to public;');
  });

  it('is the same text whatever the order in which it was made', async () => {
    const [a, b] = ['create table tide.a (x int);', 'create table tide.b (y int, constraint b_y check (y > 0));'];
    await db.query(`create schema tide; ${a} ${b} create index a_x on tide.a (x);`);
    const first = await describeSchema(db, 'tide');
    await db.query(`drop schema tide cascade; create schema tide; ${b} ${a} create index a_x on tide.a (x);`);
    expect(await describeSchema(db, 'tide')).toBe(first);
  });

  it('is refused for a schema that does not exist', () =>
    expect(describeSchema(db, 'nowhere')).rejects.toThrow('there is no schema nowhere'));
});
