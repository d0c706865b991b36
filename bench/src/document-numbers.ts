import { randomUUID } from 'node:crypto';
import { type Aggregate, announcement, handle } from '@xiezhi/aggregate';
import { ClueOwnerChangedV1 } from '@xiezhi/contracts';
import { takeNumber } from '@xiezhi/document-number';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { asAgency } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import type { Rig } from './rig.ts';
import type { Figure } from './figure.ts';
import { quantile, spreadOf } from './statistics.ts';

const units = Array.from({ length: 64 }, () => randomUUID());
const clients = 16;
const seconds = 3;
const rounds = 5;

interface Letter {
  type: 'LetterSigned';
  unit: string;
  documentNumber?: string;
}

/** The last signature under a letter: one fact, one announcement, as large as a small one of the real ones. */
const letters: Aggregate<{ unit: string }, Letter, { id: string; unit: string }> = {
  name: 'bench-letter',
  initialState: { id: '', unit: '' },
  decide: ({ unit }) => [{ type: 'LetterSigned', unit }],
  evolve: (state, { unit }) => ({ ...state, unit }),
  announce: (id, { unit }) => [announcement(ClueOwnerChangedV1, { clueId: id, handOffId: id, owner: unit, previousOwner: unit })],
  scopeOf: ({ unit }) => ({ familyId: unit, parties: [unit] }),
};

interface Signing {
  perSecond: number;
  /** 99th percentile of one signature from begin to commit, ms. */
  slowestMs: number;
}

/**
 * What numbering costs (adr/0014): signatures per second of sixty-four units whose letters take a number, against the very same
 * transactions without. The counter's row is locked from the number to the commit, so that one unit's officers queue: how long is told
 * by a third run in which all sixteen clients sign for one unit, as no unit ever does.
 */
export async function documentNumbers(rig: Rig): Promise<Figure> {
  const pool = rig.pool('clue-transfer', 'app', clients);
  const [numbered, plain, queueing]: [Signing[], Signing[], Signing[]] = [[], [], []];
  await signFor(pool, units, true, 0.5); // warm-up: connections, plans, and the first row of every series
  for (let round = 1; round <= rounds; round++) {
    const [ours, theirs] = [await signFor(pool, units, true, seconds), await signFor(pool, units, false, seconds)];
    const alone = await signFor(pool, units.slice(0, 1), true, seconds);
    const ratio = (ours.perSecond / theirs.perSecond).toFixed(2);
    console.log(
      `  round ${round}: numbered ${ours.perSecond.toFixed(0)}/s, plain ${theirs.perSecond.toFixed(0)}/s, ratio ${ratio}; one unit ${alone.perSecond.toFixed(0)}/s`,
    );
    numbered.push(ours);
    plain.push(theirs);
    queueing.push(alone);
  }
  await refuseGaps(rig.admin);
  const rate = (signings: Signing[]) => spreadOf(signings.map(({ perSecond }) => perSecond));
  const slowest = (signings: Signing[]) => spreadOf(signings.map(({ slowestMs }) => slowestMs));
  return {
    name: 'signatures that take a number, 64 units ÷ the same without',
    unit: '×',
    value: spreadOf(numbered.map(({ perSecond }, round) => perSecond / plain[round]!.perSecond)),
    goal: { atLeast: 0.6 },
    parts: {
      'with a number, signatures/s': rate(numbered),
      'without, signatures/s': rate(plain),
      'with a number, p99 ms': slowest(numbered),
      'without, p99 ms': slowest(plain),
      'all clients in one unit, signatures/s': rate(queueing),
      'all clients in one unit, p99 ms': slowest(queueing),
    },
  };
}

async function signFor(pool: Pool, signing: readonly string[], isNumbered: boolean, forSeconds: number): Promise<Signing> {
  const took: number[] = [];
  let n = 0;
  const startedAt = performance.now();
  const deadline = startedAt + forSeconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < deadline) {
        const begun = performance.now();
        await sign(pool, signing[n++ % signing.length]!, isNumbered);
        took.push(performance.now() - begun);
      }
    }),
  );
  const perSecond = took.length / ((performance.now() - startedAt) / 1000);
  return {
    perSecond,
    slowestMs: quantile(
      took.toSorted((left, right) => left - right),
      0.99,
    ),
  };
}

/** As Commands.handle does it (libs/service) where something must be saved together with the facts. */
async function sign(pool: Pool, unit: string, isNumbered: boolean): Promise<void> {
  const id = randomUUID();
  const [account, post] = ['harbour.approver', 'harbour.approver'];
  const caller = { account, post, agency: unit, agencyName: 'harbour', roles: ['approver' as const], strength: 'password' as const };
  const act: Act = { caller, correlationId: id };
  await asAgency(pool, { agency: unit }, async (tx) => {
    const number = async (events: Letter[]): Promise<Letter[]> => {
      const documentNumber = await takeNumber(tx, { type: 'letter', unit, word: '湖河长办', year: 2026, subject: `bench-letter/${id}` });
      return events.map((event) => ({ ...event, documentNumber }));
    };
    await handle(new PgEventStore(tx, 'clue-transfer'), letters, id, { unit }, act, isNumbered ? number : undefined);
  });
}

async function refuseGaps(admin: Pool): Promise<void> {
  const { rows } = await admin.query<{ holder: string }>(
    `select s.holder from clue_transfer.number_series s join clue_transfer.document_number n using (type, holder, year)
     group by s.holder, s.last having count(*) <> s.last`,
  );
  if (rows.length > 0) throw new Error(`${rows.length} series have gaps: the figure is worth nothing`);
}
