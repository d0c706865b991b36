import { schemaOf, services, sourceOf, publishers } from '@xiezhi/contracts';
import { chainBreaks, consequencesOf, type Journal, type Recorded } from '@xiezhi/journeys';
import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';
import type pg from 'pg';

/** Longest wait for the last effects after the last fault: a killed consumer's partitions are idle until its session of 10 s ends. */
const quietWithinMs = 120_000;

/**
 * I1 to I7 of MESSAGING 7.3 for everything a client has done, read from every schema as the administrator once all is quiet.
 * The truth is the client's journal: what it was answered with yes must be there once with all that follows, and nothing else.
 *
 * @throws listing every violation that remains
 */
export async function expectInvariants(stack: Stack, journal: Journal): Promise<void> {
  const db = stack.pool('postgres');
  try {
    await eventually(
      async () => {
        const found = await violations(db, journal);
        if (found.length > 0) throw new Error(`${found.length} violations:\n${found.join('\n')}`);
      },
      { withinMs: quietWithinMs, everyMs: 500 },
    );
  } finally {
    await db.end();
  }
}

export async function violations(db: pg.Pool, journal: Journal): Promise<string[]> {
  const families = journal.families;
  const streams = await streamsOf(db, families);
  const checks = [
    await effects(db, journal, families),
    await facts(db, journal, streams),
    await gates(db, streams),
    await phantoms(db, journal),
    await leftovers(db, families, streams),
    await receipts(db, journal, streams),
  ];
  return checks.flat();
}

interface Head {
  schema: string;
  source: string;
  subject: string;
  id: string;
  version: number;
  announced: number;
  facts: number;
}

const withStreams = publishers.map((publisher) => ({ schema: schemaOf(publisher), source: sourceOf(publisher) }));

async function streamsOf(db: pg.Pool, families: string[]): Promise<Head[]> {
  const heads = await Promise.all(
    withStreams.map(async ({ schema, source }) => {
      const { rows } = await db.query<Omit<Head, 'schema' | 'source'>>(
        `select h.aggregate || '/' || h.stream_id as subject, h.stream_id as id, h.version, h.announced,
           (select count(*)::int from ${schema}.fact f where f.aggregate = h.aggregate and f.stream_id = h.stream_id) as facts
         from ${schema}.stream h where h.family_id = any($1)`,
        [families],
      );
      return rows.map((row) => ({ schema, source, ...row }));
    }),
  );
  return heads.flat();
}

/** I1 no loss, I2 nothing twice, I4 no phantom, I7: what audit and portal keep of the families is what must have been announced. */
async function effects(db: pg.Pool, journal: Journal, families: string[]): Promise<string[]> {
  const owed = consequencesOf(journal.entries).announcements;
  const { rows: trail } = await db.query<Recorded>(
    `select t.event_id, t.source, t.type, t.subject, t.sequence, t.prev, t.recorded_at, b.body
     from audit.trail t join audit.trail_body b using (event_id) where t.family_id = any($1)`,
    [families],
  );
  const { rows: lines } = await db.query<{ type: string }>('select type from portal.timeline_line where family_id = any($1)', [families]);
  return [
    ...difference(
      'audit.trail',
      owed,
      trail.map(({ type }) => type),
    ),
    ...difference(
      'portal.timeline_line',
      owed,
      lines.map(({ type }) => type),
    ),
    ...chainBreaks(trail),
  ];
}

/** I1, I2, I4 where the commands and the reactions to them are recorded; I3 versions without gaps. */
async function facts(db: pg.Pool, journal: Journal, streams: Head[]): Promise<string[]> {
  const recorded = await Promise.all(
    withStreams.map(async ({ schema }) => {
      const { rows } = await db.query<{ fact: string }>(
        `select $2 || ' ' || f.type as fact from ${schema}.fact f join ${schema}.stream h using (aggregate, stream_id) where h.family_id = any($1)`,
        [journal.families, schema],
      );
      return rows.map(({ fact }) => fact);
    }),
  );
  const torn = streams.filter(({ version, facts: count }) => version !== count);
  return [
    ...difference('facts', consequencesOf(journal.entries).facts, recorded.flat()),
    ...torn.map(({ schema, subject, version, facts: count }) => `${schema}: ${subject} stands at ${version} with ${count} facts`),
  ];
}

/** I3: every consumer that has heard of a stream has applied all of it; audit and portal must have heard of every one that spoke. */
async function gates(db: pg.Pool, streams: Head[]): Promise<string[]> {
  const spoken = streams.filter(({ announced }) => announced > 0);
  const complaints = await Promise.all(
    services.map(async (service) => {
      const { rows } = await db.query<{ consumer: string; source: string; subject: string; last_sequence: number }>(
        `select consumer, source, subject, last_sequence from ${schemaOf(service)}.inbox_gate where subject = any($1)`,
        [spoken.map(({ subject }) => subject)],
      );
      return spoken.flatMap(({ source, subject, announced }) => {
        const mine = rows.filter((row) => row.source === source && row.subject === subject);
        const behind = mine.filter(({ last_sequence: last }) => last !== announced);
        const isDeaf = mine.length === 0 && (service === 'audit' || service === 'portal');
        return [
          ...behind.map(({ consumer, last_sequence: last }) => `${service}: ${consumer} stands at ${last} of ${announced} of ${subject}`),
          ...(isDeaf ? [`${service} has never heard of ${subject}`] : []),
        ];
      });
    }),
  );
  return complaints.flat();
}

/** I4: in the practice worlds of the journal there is no family that the client did not begin. */
async function phantoms(db: pg.Pool, journal: Journal): Promise<string[]> {
  const found = await Promise.all(
    withStreams
      .filter(({ schema }) => schema !== 'directory')
      .map(async ({ schema }) => {
        const { rows } = await db.query<{ subject: string }>(
          `select aggregate || '/' || stream_id as subject from ${schema}.stream where world = any($1) and not family_id = any($2)`,
          [journal.worlds, journal.families],
        );
        return rows.map(({ subject }) => `${schema}: nobody asked for ${subject}`);
      }),
  );
  return found.flat();
}

/** I5: nothing of these families still waits, was parked or was refused. */
async function leftovers(db: pg.Pool, families: string[], streams: Head[]): Promise<string[]> {
  const subjects = streams.map(({ subject }) => subject);
  const waiting = await Promise.all(
    withStreams.map(async ({ schema }) => {
      const { rows } = await db.query<{ subject: string }>(`select subject from ${schema}.outbox where key = any($1)`, [families]);
      return rows.map(({ subject }) => `${schema}: ${subject} waits in the outbox`);
    }),
  );
  const stuck = await Promise.all(
    services.map(async (service) => {
      const schema = schemaOf(service);
      const { rows } = await db.query<{ what: string }>(
        `select consumer || ' parked ' || lane || ': ' || reason as what from ${schema}.inbox_parked where key = any(select convert_to(family, 'UTF8') from unnest($1::text[]) family)
         union all
         select consumer || ' was refused ' || code || ' on ' || subject from ${schema}.inbox_refused where subject = any($2)`,
        [families, subjects],
      );
      return rows.map(({ what }) => `${schema}: ${what}`);
    }),
  );
  return [...waiting, ...stuck].flat();
}

/** I6: what was answered with yes is there, at the version the client was told, under the receipt of its key. */
async function receipts(db: pg.Pool, journal: Journal, streams: Head[]): Promise<string[]> {
  const complaints = await Promise.all(
    journal.entries.map(async ({ path, key, post, answer }) => {
      const schema = schemaOfPath(path);
      const { rows } = await db.query<{ id: string }>(
        `select answer ->> 'id' as id from ${schema}.receipt where account = $1 and key = $2`,
        [post, key],
      );
      const missing = rows.length === 1 ? [] : [`${schema}: ${rows.length} receipts of ${path} under ${key}`];
      const head = streams.find(({ schema: where, id }) => where === schema && id === answer.id);
      if (schema === 'directory') return missing;
      if (head === undefined) return [...missing, `${schema}: ${path} was answered, and ${answer.id} is not there`];
      return head.version >= answer.version
        ? missing
        : [...missing, `${schema}: ${head.subject} fell back from ${answer.version} to ${head.version}`];
    }),
  );
  return complaints.flat();
}

function schemaOfPath(path: string): string {
  return (path.split('/')[2] ?? '').replaceAll('-', '_');
}

/** What is missing from and what is too much in `found`, counted. */
function difference(where: string, owed: readonly string[], found: readonly string[]): string[] {
  const count = (list: readonly string[], word: string): number => list.filter((each) => each === word).length;
  return [...new Set([...owed, ...found])].flatMap((word) => {
    const [wanted, there] = [count(owed, word), count(found, word)];
    return wanted === there ? [] : [`${where}: ${word} is there ${there} times instead of ${wanted}`];
  });
}
