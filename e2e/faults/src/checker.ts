import type pg from 'pg';
import { members } from './company.ts';
import type { Journal } from './journal.ts';
import { type Broken, checkPromises } from './promises.ts';

/** What was found after a scenario, all empty but `accepted` and `effects` when every promise was kept. */
export interface Findings extends Broken {
  /** Commands that were answered with yes. */
  accepted: number;
}

export const isClean = ({ lost, doubled, reordered, parked }: Findings): boolean =>
  lost.length + doubled.length + reordered.length + parked.length === 0;

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
  const answered = journal.accepted.map(({ service, account, key, answer }) => ({ service, account, key, ...answer }));
  const broken = await checkPromises(db, { answered, strangers: journal.strangers, consumers: members });
  const findings = { accepted: answered.length, ...broken };
  await ownFacts(db, journal, findings);
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
