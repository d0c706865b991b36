import type { ServiceName } from '@xiezhi/contracts';
import type pg from 'pg';
import type { Journal } from './journal.ts';
import { members } from './members.ts';
import { type Broken, checkPromises } from './promises.ts';

/** What was found after a scenario, all empty but `accepted` and `effects` when every promise was kept. */
export interface Findings extends Broken {
  /** Commands that were answered with yes. */
  accepted: number;
}

export const isClean = ({ lost, doubled, reordered, parked }: Findings): boolean =>
  lost.length + doubled.length + reordered.length + parked.length === 0;

interface FactName {
  schema: string;
  fact: string;
}

type Db = Pick<pg.Client, 'query'>;

/** What follows from a fact in another stream: once for each, whatever happened in between. */
const handedOver: FactName = { schema: 'clue_transfer', fact: 'HandOffAccepted' };
const consequences: readonly { cause: FactName; effect: FactName }[] = [
  { cause: handedOver, effect: { schema: 'case_supervision', fact: 'CaseFileOpened' } },
  { cause: handedOver, effect: { schema: 'clue_transfer', fact: 'HandedOver' } },
];

/** Commands and the fact each leaves in its own service. */
const own: readonly ({ of: RegExp } & FactName)[] = [
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

/** How many facts of each kind there are, by `schema/type`. */
export type FactCounts = ReadonlyMap<string, number>;

/** In what world the journal was written, where it is not an empty one with the services of the fault suite. */
export interface Circumstances {
  /** Services that run. */
  consumers?: readonly ServiceName[];
  /** Facts that were there before the journal began. */
  before?: FactCounts;
  /** Streams and announcements are looked at of these alone; default: all there are. */
  families?: readonly string[];
}

/**
 * I1 to I7 of MESSAGING 7.3 over everything in the database. The truth is the journal of the clients: what was answered with yes is
 * there once with what follows from it; what was never sent is not there; what was sent without an answer is there once or not at all.
 */
export async function check(
  db: Db,
  journal: Journal,
  { consumers = members, before = new Map(), families }: Circumstances = {},
): Promise<Findings> {
  const answered = journal.accepted.map(({ service, account, key, answer }) => ({ service, account, key, ...answer }));
  const scope = { answered, strangers: journal.strangers, consumers, ...(families !== undefined && { families }) };
  const broken = await checkPromises(db, scope);
  const findings = { accepted: answered.length, ...broken };
  ownFacts(await factCounts(db), before, journal, findings);
  return findings;
}

/** One pass over the facts of each service: a world may hold millions. */
export async function factCounts(db: Db): Promise<FactCounts> {
  const counts = new Map<string, number>();
  for (const schema of new Set([...own, ...consequences.flatMap(({ cause, effect }) => [cause, effect])].map((fact) => fact.schema))) {
    const { rows } = await db.query<{ type: string; n: number }>(`select type, count(*)::int as n from ${schema}.fact group by type`);
    for (const { type, n } of rows) counts.set(`${schema}/${type}`, n);
  }
  return counts;
}

/** I1, I2, I4: facts are at least what was answered, at most what was sent; consequences are exactly as many as their cause. */
function ownFacts(counts: FactCounts, before: FactCounts, journal: Journal, { lost, doubled }: Findings): void {
  const since = ({ schema, fact }: FactName): number => (counts.get(`${schema}/${fact}`) ?? 0) - (before.get(`${schema}/${fact}`) ?? 0);
  const [accepted, sent] = [journal.accepted, [...journal.sent.values()]];
  for (const { of, ...name } of own) {
    const [answered, asked] = [accepted, sent].map((list) => list.filter(({ path }) => of.test(path)).length) as [number, number];
    const found = since(name);
    if (found < answered) lost.push(`${name.fact}: ${answered} were answered with yes, ${found} are there`);
    if (found > asked) doubled.push(`${name.fact}: ${asked} were asked for, ${found} are there`);
  }
  for (const { cause, effect } of consequences) {
    const [causes, found] = [since(cause), since(effect)];
    if (found < causes) lost.push(`${effect.fact}: ${causes} causes, ${found} effects`);
    if (found > causes) doubled.push(`${effect.fact}: ${causes} causes, ${found} effects`);
  }
}
