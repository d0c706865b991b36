import { setTimeout as pause } from 'node:timers/promises';
import { rolesOf, schemaOf } from '@xiezhi/contracts';
import pg from 'pg';
import type { Member } from './members.ts';
import type { Ground } from './ground.ts';

/** A place in a transaction of a service, named as in MESSAGING 7.2, and the statement of the database at which it is met. */
export interface Snare {
  name: string;
  member: Member;
  /** Of the member's schema. */
  table: string;
  when: 'before delete' | 'after delete' | 'after insert' | 'after update' | 'after insert or update' | 'before insert' | 'before update';
  /** Met at the commit instead of at the statement. */
  deferred?: boolean;
  /** SQL over NEW and OLD that tells whether it is met. */
  where?: string;
}

const keyOf = new Map<string, number>();

/**
 * Snares are triggers that the administrator of a run puts on the tables of the services. An armed one stops whoever comes by, in the
 * middle of his transaction, until it is let go; or it raises an error. The product knows nothing of them and has no switch for them.
 */
export class Snares {
  readonly #client: pg.Client;
  readonly #snares: readonly Snare[];

  private constructor(client: pg.Client, snares: readonly Snare[]) {
    this.#snares = snares;
    this.#client = client;
  }

  static async lay(ground: Ground, snares: readonly Snare[]): Promise<Snares> {
    const client = await ground.connectAsAdmin();
    await client.query(`create schema if not exists fault`);
    await client.query(`create table if not exists fault.raised (snare text primary key, state text not null, share float not null)`);
    await client.query(`create or replace function fault.meet() returns trigger language plpgsql security definer as $$
      declare v record;
      begin
        select state, share into v from fault.raised where snare = tg_argv[0];
        if found and random() < v.share then raise exception 'made by the fault suite' using errcode = v.state; end if;
        perform pg_advisory_xact_lock_shared(${lockSpace}, tg_argv[1]::int);
        return case when tg_op = 'DELETE' then old else new end;
      end $$`);
    for (const snare of snares) await client.query(triggerOf(snare));
    return new Snares(client, snares);
  }

  /** Whoever comes by from now on waits, in the middle of what he does, until `free` or `cut`. */
  async arm({ name }: Snare): Promise<void> {
    await this.#client.query('select pg_advisory_lock($1, $2)', [lockSpace, keyOf.get(name)]);
  }

  /** Backends that wait here; empty when nobody came within the time. */
  async caught({ name }: Snare, withinMs: number): Promise<number[]> {
    for (const deadline = performance.now() + withinMs; performance.now() < deadline; await pause(20)) {
      const { rows } = await this.#client.query<{ pid: number }>(
        `select pid from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and not granted`,
        [lockSpace, keyOf.get(name)],
      );
      if (rows.length > 0) return rows.map(({ pid }) => pid);
    }
    return [];
  }

  /** Lets go whoever waits: to him it was a long statement. */
  async free({ name }: Snare): Promise<void> {
    await this.#client.query('select pg_advisory_unlock($1, $2)', [lockSpace, keyOf.get(name)]);
  }

  /** Ends the connections of whoever waits, in the middle of their statement, and lets the next ones go. */
  async cut(snare: Snare): Promise<void> {
    await this.#client.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and not granted`,
      [lockSpace, keyOf.get(snare.name)],
    );
    await this.free(snare);
  }

  /** Raises an SQLSTATE at such a share of the passes, until `calm`. */
  async raise({ name }: Snare, state: string, share = 1): Promise<void> {
    await this.#client.query(
      `insert into fault.raised values ($1, $2, $3) on conflict (snare) do update set state = excluded.state, share = excluded.share`,
      [name, state, share],
    );
  }

  async calm({ name }: Snare): Promise<void> {
    await this.#client.query('delete from fault.raised where snare = $1', [name]);
  }

  /** Takes every snare away, one lock at a time: who locks several tables at once beside a load is the deadlock himself. */
  async clear(): Promise<void> {
    await this.#client.query('select pg_advisory_unlock_all()');
    for (const { name, member, table } of this.#snares)
      await this.#client.query(`drop trigger fault_${keyOf.get(name)} on ${schemaOf(member)}.${table}`);
    await this.#client.query('drop schema fault cascade');
    await this.#client.end();
  }
}

/**
 * Every commit waits after it is on disk and before it is seen or answered, because a standby that does not exist must confirm it:
 * the moment between a commit and its answer.
 */
export async function holdCommits(ground: Ground): Promise<() => Promise<void>> {
  const set = (names: string) =>
    ground.asAdmin(async (db) => {
      await db.query(`alter system set synchronous_standby_names = '${names}'`);
      await db.query('select pg_reload_conf()');
    });
  await set('nobody');
  return () => set('');
}

/** Backends of a service that wait between commit and answer. */
export async function committing(ground: Ground, member: Member, withinMs: number): Promise<number> {
  const { app, worker } = rolesOf(schemaOf(member));
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; await pause(20)) {
    const { rows } = await ground.asAdmin((db) =>
      db.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where wait_event = 'SyncRep' and usename = any($1)`, [
        [app, worker],
      ]),
    );
    if (rows[0]!.n > 0) return rows[0]!.n;
  }
  return 0;
}

const lockSpace = 7241;

function triggerOf(snare: Snare): string {
  const { name, member, table, when, deferred = false, where } = snare;
  const key = keyOf.get(name) ?? keyOf.size + 1;
  keyOf.set(name, key);
  const trigger = `fault_${key}`;
  const kind = deferred ? 'constraint trigger' : 'trigger';
  return `create ${kind} ${trigger} ${when} on ${schemaOf(member)}.${table} ${deferred ? 'deferrable initially deferred' : ''}
    for each row ${where === undefined ? '' : `when (${where})`} execute function fault.meet('${name}', '${key}')`;
}
