import { type Publisher, publishers, schemaOf, services, sourceOf } from '@xiezhi/contracts';
import type pg from 'pg';
import type { Journal } from './journal.ts';

/** What was found after a scenario, all zero but `accepted` and `effects` when every promise was kept. */
export interface Findings {
  /** Commands that were answered with yes. */
  accepted: number;
  /** Announcements that audit keeps of the families of this scenario. */
  effects: number;
  lost: string[];
  doubled: string[];
  reordered: string[];
  parked: string[];
}

export const isClean = ({ lost, doubled, reordered, parked }: Findings): boolean =>
  lost.length + doubled.length + reordered.length + parked.length === 0;

const streaming: readonly Publisher[] = publishers.filter((publisher) => publisher !== 'directory');

/** What follows from a fact in another stream: once for each, whatever happened in between. */
const consequences: readonly { cause: [schema: string, fact: string]; effect: [schema: string, fact: string] }[] = [
  { cause: ['clue_transfer', 'HandOffAccepted'], effect: ['case_supervision', 'CaseFileOpened'] },
  { cause: ['clue_transfer', 'HandOffAccepted'], effect: ['clue_transfer', 'HandedOver'] },
];

/** Commands and the fact each leaves in its own service. */
const own: readonly { of: RegExp; schema: string; fact: string }[] = [
  { of: /^\/clues$/, schema: 'clue_transfer', fact: 'ClueRegistered' },
  { of: /^\/hand-offs$/, schema: 'clue_transfer', fact: 'HandOffDrafted' },
  { of: /\/submit$/, schema: 'clue_transfer', fact: 'HandOffSubmitted' },
  { of: /\/approve$/, schema: 'clue_transfer', fact: 'HandOffSent' },
  { of: /\/receive$/, schema: 'clue_transfer', fact: 'HandOffReceived' },
  { of: /\/accept$/, schema: 'clue_transfer', fact: 'HandOffAccepted' },
  { of: /\/(evaluate|decide)$/, schema: 'case_supervision', fact: 'CaseFileStepTaken' },
  { of: /\/answer$/, schema: 'feedback', fact: 'ThreadAnswered' },
  { of: /\/confirm$/, schema: 'feedback', fact: 'ThreadConfirmed' },
];

/**
 * I1 to I7 of MESSAGING 7.3 over everything in the database. The truth is the journal of the clients: what was answered with yes is
 * there once with what follows from it; what was never sent is not there; what was sent without an answer is there once or not at all.
 */
export async function check(db: pg.Client, journal: Journal): Promise<Findings> {
  const findings: Findings = { accepted: journal.accepted.length, effects: 0, lost: [], doubled: [], reordered: [], parked: [] };
  await ownFacts(db, journal, findings);
  await answers(db, journal, findings);
  await streams(db, findings);
  await trail(db, journal, findings);
  await gates(db, findings);
  await leftovers(db, findings);
  return findings;
}

async function countOf(db: pg.Client, schema: string, fact: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from ${schema}.fact where type = $1`, [fact]);
  return rows[0]!.n;
}

/** I1, I2, I4: facts are at least what was answered, at most what was sent; consequences are exactly as many as their cause. */
async function ownFacts(db: pg.Client, journal: Journal, { lost, doubled }: Findings): Promise<void> {
  const sent = [...journal.sent.values()];
  for (const { of, schema, fact } of own) {
    const [answered, asked] = [journal.accepted, sent].map((list) => list.filter(({ path }) => of.test(path)).length) as [number, number];
    const found = await countOf(db, schema, fact);
    if (found < answered) lost.push(`${fact}: ${answered} were answered with yes, ${found} are there`);
    if (found > asked) doubled.push(`${fact}: ${asked} were asked for, ${found} are there`);
  }
  for (const { cause, effect } of consequences) {
    const [causes, found] = [await countOf(db, ...cause), await countOf(db, ...effect)];
    if (found < causes) lost.push(`${effect[1]}: ${causes} causes, ${found} effects`);
    if (found > causes) doubled.push(`${effect[1]}: ${causes} causes, ${found} effects`);
  }
}

/** I6: what was answered with yes stands under its key, with that answer, at no lower version. */
async function answers(db: pg.Client, journal: Journal, { lost }: Findings): Promise<void> {
  for (const service of streaming) {
    const schema = schemaOf(service);
    const mine = journal.accepted.filter((sent) => sent.service === service);
    const { rows } = await db.query<{ key: string }>(
      `select wanted.key from unnest($1::text[], $2::text[], $3::uuid[], $4::int[]) as wanted(account, key, id, version)
       where not exists (select from ${schema}.receipt r where r.account = wanted.account and r.key = wanted.key and (r.answer ->> 'id')::uuid = wanted.id)
          or not exists (select from ${schema}.stream h where h.stream_id = wanted.id and h.version >= wanted.version)`,
      [
        mine.map(({ account }) => account),
        mine.map(({ key }) => key),
        mine.map(({ answer }) => answer.id),
        mine.map(({ answer }) => answer.version),
      ],
    );
    lost.push(...rows.map(({ key }) => `${service}: the answer under ${key} is not kept`));
  }
}

/** I3: versions without gaps; a stream is as long as its head says. */
async function streams(db: pg.Client, { reordered }: Findings): Promise<void> {
  for (const service of streaming) {
    const schema = schemaOf(service);
    const { rows } = await db.query<{ subject: string }>(
      `select h.aggregate || '/' || h.stream_id as subject from ${schema}.stream h
       where h.version <> (select count(*) from ${schema}.fact f where f.aggregate = h.aggregate and f.stream_id = h.stream_id)`,
    );
    reordered.push(...rows.map(({ subject }) => `${service}: ${subject} has gaps`));
  }
}

/** I7: audit has every announcement of every stream once, in order, and every `prev` was that of its predecessor when it came. */
async function trail(db: pg.Client, { strangers }: Journal, findings: Findings): Promise<void> {
  const { rows: counted } = await db.query<{ n: number; broken: number }>(
    `select count(*)::int as n, count(*) filter (where not is_chained)::int as broken from audit.trail where source <> '/xiezhi/directory' and not subject = any($1)`,
    [[...strangers]],
  );
  findings.effects = counted[0]!.n;
  if (counted[0]!.broken > 0) findings.reordered.push(`${counted[0]!.broken} announcements did not follow their predecessor`);
  for (const service of streaming) {
    const { rows } = await db.query<{ subject: string; announced: number; kept: number; highest: number }>(
      `select h.aggregate || '/' || h.stream_id as subject, h.announced, count(t.event_id)::int as kept, coalesce(max(t.sequence), 0) as highest
       from ${schemaOf(service)}.stream h left join audit.trail t on t.source = $1 and t.subject = h.aggregate || '/' || h.stream_id
       group by h.aggregate, h.stream_id, h.announced having count(t.event_id) <> h.announced or coalesce(max(t.sequence), 0) <> h.announced`,
      [sourceOf(service)],
    );
    const { rows: phantoms } = await db.query<{ subject: string }>(
      `select distinct t.subject from audit.trail t where t.source = $1 and not t.subject = any($2)
         and not exists (select from ${schemaOf(service)}.stream h where t.subject = h.aggregate || '/' || h.stream_id)`,
      [sourceOf(service), [...strangers]],
    );
    findings.doubled.push(...phantoms.map(({ subject }) => `audit keeps what ${service} never recorded: ${subject}`));
    for (const { subject, announced, kept, highest } of rows) {
      if (kept < announced) findings.lost.push(`audit keeps ${kept} of ${announced} of ${subject}`);
      else findings.doubled.push(`audit keeps ${kept} (highest ${highest}) of ${announced} of ${subject}`);
    }
  }
}

/** I3: whoever has heard of a stream has applied all of it, and nothing beyond. */
async function gates(db: pg.Client, { lost, reordered }: Findings): Promise<void> {
  for (const consumer of services) {
    if (consumer === 'portal') continue;
    for (const publisher of streaming) {
      const { rows } = await db.query<{ subject: string; consumer: string; last_sequence: number; announced: number }>(
        `select g.subject, g.consumer, g.last_sequence, h.announced from ${schemaOf(consumer)}.inbox_gate g
         join ${schemaOf(publisher)}.stream h on g.subject = h.aggregate || '/' || h.stream_id
         where g.source = $1 and g.last_sequence <> h.announced limit 20`,
        [sourceOf(publisher)],
      );
      for (const row of rows) {
        const where = `${consumer}: ${row.consumer} stands at ${row.last_sequence} of ${row.announced} of ${row.subject}`;
        (row.last_sequence < row.announced ? lost : reordered).push(where);
      }
    }
  }
}

/** I5: nothing waits, nothing was parked, nothing was refused. */
async function leftovers(db: pg.Client, { lost, parked }: Findings): Promise<void> {
  for (const service of services) {
    if (service === 'portal') continue;
    const schema = schemaOf(service);
    if ((publishers as readonly string[]).includes(service)) {
      const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from ${schema}.outbox`);
      if (rows[0]!.n > 0) lost.push(`${service}: ${rows[0]!.n} announcements still wait`);
    }
    const { rows } = await db.query<{ what: string }>(
      `select consumer || ' parked ' || lane || ' (' || reason || ')' as what from ${schema}.inbox_parked
       union all select consumer || ' was refused ' || code || ' on ' || subject from ${schema}.inbox_refused`,
    );
    parked.push(...rows.map(({ what }) => `${service}: ${what}`));
  }
}
