import { publishers, schemaOf } from '@xiezhi/contracts';
import { checkPromises } from '@xiezhi/faults/promises';
import { chainBreaks, consequencesOf, type Journal, type Recorded } from '@xiezhi/journeys';
import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';
import type pg from 'pg';

/** Longest wait for the last effects after the last fault: a killed consumer's partitions are idle until its session of 10 s ends. */
const quietWithinMs = 120_000;

/**
 * I1 to I7 of MESSAGING 7.3 for everything a client has done, read from every schema as the administrator once all is quiet: what must
 * hold whatever was done is `checkPromises`, shared with the fault suite; here is what must follow from these very commands.
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
  const { families } = journal;
  const answered = journal.entries.map(({ path, post, key, answer }) => ({
    service: path.split('/')[2] ?? '',
    account: post,
    key,
    ...answer,
  }));
  const { lost, doubled, reordered, parked } = await checkPromises(db, { answered, families });
  return [
    ...(await effects(db, journal, families)),
    ...(await facts(db, journal)),
    ...(await phantoms(db, journal)),
    ...[lost, doubled, reordered, parked].flat(),
  ];
}

const withStreams = publishers.map((publisher) => schemaOf(publisher));

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

/** I1, I2, I4 where the commands and the reactions to them are recorded. */
async function facts(db: pg.Pool, journal: Journal): Promise<string[]> {
  const recorded = await Promise.all(
    withStreams.map(async (schema) => {
      const { rows } = await db.query<{ fact: string }>(
        `select $2 || ' ' || f.type as fact from ${schema}.fact f join ${schema}.stream h using (aggregate, stream_id) where h.family_id = any($1)`,
        [journal.families, schema],
      );
      return rows.map(({ fact }) => fact);
    }),
  );
  return difference('facts', consequencesOf(journal.entries).facts, recorded.flat());
}

/** I4: in the practice worlds of the journal there is no family that the client did not begin. */
async function phantoms(db: pg.Pool, journal: Journal): Promise<string[]> {
  const found = await Promise.all(
    withStreams
      .filter((schema) => schema !== 'directory')
      .map(async (schema) => {
        const { rows } = await db.query<{ subject: string }>(
          `select aggregate || '/' || stream_id as subject from ${schema}.stream where world = any($1) and not family_id = any($2)`,
          [journal.worlds, journal.families],
        );
        return rows.map(({ subject }) => `${schema}: nobody asked for ${subject}`);
      }),
  );
  return found.flat();
}

/** What is missing from and what is too much in `found`, counted. */
function difference(where: string, owed: readonly string[], found: readonly string[]): string[] {
  const count = (list: readonly string[], word: string): number => list.filter((each) => each === word).length;
  return [...new Set([...owed, ...found])].flatMap((word) => {
    const [wanted, there] = [count(owed, word), count(found, word)];
    return wanted === there ? [] : [`${where}: ${word} is there ${there} times instead of ${wanted}`];
  });
}
