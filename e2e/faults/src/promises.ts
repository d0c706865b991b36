import { type Publisher, publishers, schemaOf, type ServiceName, services, sourceOf } from '@xiezhi/contracts';
import type pg from 'pg';

/** What was found, all empty but `effects` when every promise was kept. */
export interface Broken {
  /** Announcements that audit keeps. */
  effects: number;
  lost: string[];
  doubled: string[];
  reordered: string[];
  parked: string[];
}

/** A yes that a client was given. */
export interface Answered {
  service: string;
  account: string;
  key: string;
  id: string;
  version: number;
}

/** Whose promises are looked at. */
export interface Scope {
  answered: readonly Answered[];
  /** Only these; absent: everything in the database. */
  families?: readonly string[];
  /** Subjects of announcements that a test put on a topic itself: no service has such a stream. */
  strangers?: ReadonlySet<string>;
  /** Services that run; default: all. */
  consumers?: readonly ServiceName[];
}

type Db = Pick<pg.Client, 'query'>;

const streaming: readonly Publisher[] = publishers.filter((publisher) => publisher !== 'directory');

/**
 * What holds whatever was done (MESSAGING 7.3, I3, I5, I6, I7, and I4 for what audit keeps): answers are kept, versions and announcements have no
 * gaps, audit has each announcement once and chained, consumers stand at the end of every stream they have heard of, nothing is left over.
 * One checker for the fault suite, for e2e and for whatever else drives the services; what follows from which command is its caller's.
 */
export async function checkPromises(db: Db, scope: Scope): Promise<Broken> {
  const broken: Broken = { effects: 0, lost: [], doubled: [], reordered: [], parked: [] };
  await answers(db, scope, broken);
  await streams(db, scope, broken);
  await trail(db, scope, broken);
  await gates(db, scope, broken);
  await leftovers(db, scope, broken);
  return broken;
}

const familiesOf = ({ families }: Scope): readonly string[] | null => families ?? null;
const consumersOf = ({ consumers }: Scope): readonly ServiceName[] => consumers ?? services;

/** I6: what was answered with yes stands under its key, with that answer, at no lower version. */
async function answers(db: Db, { answered }: Scope, { lost }: Broken): Promise<void> {
  for (const service of publishers) {
    const schema = schemaOf(service);
    const mine = answered.filter((answer) => answer.service === service);
    const { rows } = await db.query<{ key: string }>(
      `select wanted.key from unnest($1::text[], $2::text[], $3::uuid[], $4::int[]) as wanted(account, key, id, version)
       where not exists (select from ${schema}.receipt r where r.account = wanted.account and r.key = wanted.key and (r.answer ->> 'id')::uuid = wanted.id)
          or (${service !== 'directory'} and not exists (select from ${schema}.stream h where h.stream_id = wanted.id and h.version >= wanted.version))`,
      [mine.map(({ account }) => account), mine.map(({ key }) => key), mine.map(({ id }) => id), mine.map(({ version }) => version)],
    );
    lost.push(...rows.map(({ key }) => `${service}: the answer under ${key} is not kept`));
  }
}

/** I3: versions without gaps; a stream is as long as its head says. */
async function streams(db: Db, scope: Scope, { reordered }: Broken): Promise<void> {
  for (const service of streaming) {
    const schema = schemaOf(service);
    const { rows } = await db.query<{ subject: string }>(
      `select h.aggregate || '/' || h.stream_id as subject from ${schema}.stream h where ($1::uuid[] is null or h.family_id = any($1))
         and h.version <> (select count(*) from ${schema}.fact f where f.aggregate = h.aggregate and f.stream_id = h.stream_id)`,
      [familiesOf(scope)],
    );
    reordered.push(...rows.map(({ subject }) => `${service}: ${subject} has gaps`));
  }
}

/** I4, I7: audit has every announcement of every stream once, in order, chained, and no other. */
async function trail(db: Db, scope: Scope, broken: Broken): Promise<void> {
  const given = [familiesOf(scope), [...(scope.strangers ?? [])]];
  const { rows: counted } = await db.query<{ n: number; unchained: number }>(
    `select count(*)::int as n, (count(*) filter (where not is_chained))::int as unchained from audit.trail
     where source <> '${sourceOf('directory')}' and ($1::uuid[] is null or family_id = any($1)) and not subject = any($2)`,
    given,
  );
  broken.effects = counted[0]!.n;
  if (counted[0]!.unchained > 0) broken.reordered.push(`${counted[0]!.unchained} announcements did not follow their predecessor`);
  for (const service of streaming) {
    const source = sourceOf(service);
    const { rows: phantoms } = await db.query<{ subject: string }>(
      `select distinct t.subject from audit.trail t where t.source = $3 and ($1::uuid[] is null or t.family_id = any($1)) and not t.subject = any($2)
         and not exists (select from ${schemaOf(service)}.stream h where t.subject = h.aggregate || '/' || h.stream_id)`,
      [...given, source],
    );
    broken.doubled.push(...phantoms.map(({ subject }) => `audit keeps what ${service} never recorded: ${subject}`));
    const { rows } = await db.query<{ subject: string; announced: number; kept: number; highest: number }>(
      `select h.aggregate || '/' || h.stream_id as subject, h.announced, count(t.event_id)::int as kept, coalesce(max(t.sequence), 0) as highest
       from ${schemaOf(service)}.stream h left join audit.trail t on t.source = $2 and t.subject = h.aggregate || '/' || h.stream_id
       where $1::uuid[] is null or h.family_id = any($1)
       group by h.aggregate, h.stream_id, h.announced having count(t.event_id) <> h.announced or coalesce(max(t.sequence), 0) <> h.announced`,
      [familiesOf(scope), source],
    );
    for (const { subject, announced, kept, highest } of rows)
      broken[kept < announced ? 'lost' : 'doubled'].push(`audit keeps ${kept} (highest ${highest}) of ${announced} of ${subject}`);
  }
}

/** I3: whoever has heard of a stream has applied all of it, and nothing beyond. */
async function gates(db: Db, scope: Scope, { lost, reordered }: Broken): Promise<void> {
  for (const consumer of consumersOf(scope)) {
    for (const publisher of streaming) {
      const { rows } = await db.query<{ subject: string; consumer: string; last_sequence: number; announced: number }>(
        `select g.subject, g.consumer, g.last_sequence, h.announced from ${schemaOf(consumer)}.inbox_gate g
         join ${schemaOf(publisher)}.stream h on g.subject = h.aggregate || '/' || h.stream_id
         where g.source = $1 and ($2::uuid[] is null or h.family_id = any($2)) and g.last_sequence <> h.announced limit 20`,
        [sourceOf(publisher), familiesOf(scope)],
      );
      for (const row of rows) {
        const where = `${consumer}: ${row.consumer} stands at ${row.last_sequence} of ${row.announced} of ${row.subject}`;
        (row.last_sequence < row.announced ? lost : reordered).push(where);
      }
    }
  }
}

/** I5: nothing waits, nothing was parked, nothing was refused. */
async function leftovers(db: Db, scope: Scope, { lost, parked }: Broken): Promise<void> {
  const families = familiesOf(scope);
  for (const service of consumersOf(scope)) {
    const schema = schemaOf(service);
    if ((publishers as readonly string[]).includes(service)) {
      const { rows } = await db.query<{ n: number }>(
        `select count(*)::int as n from ${schema}.outbox where $1::text[] is null or key = any($1)`,
        [families],
      );
      if (rows[0]!.n > 0) lost.push(`${service}: ${rows[0]!.n} announcements still wait`);
    }
    const { rows } = await db.query<{ what: string }>(
      `select consumer || ' parked ' || lane || ' (' || reason || ')' as what from ${schema}.inbox_parked
         where $1::text[] is null or key = any(select convert_to(family, 'UTF8') from unnest($1::text[]) family)
       union all select r.consumer || ' was refused ' || r.code || ' on ' || r.subject from ${schema}.inbox_refused r
         where $1::text[] is null or exists (select from audit.trail t where t.subject = r.subject and t.family_id = any($1::uuid[]))`,
      [families],
    );
    parked.push(...rows.map(({ what }) => `${service}: ${what}`));
  }
}
