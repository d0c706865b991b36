import { Refusal } from '@xiezhi/decider';
import { rankOf } from '@xiezhi/mechanism-pack/ladder';
import { type Queryable, statement } from '@xiezhi/postgres';
import type { Proposal } from './supervision.decider.ts';

type Place = Pick<Proposal, 'matterId' | 'unit' | 'level'>;

const queue = statement('open_rung.queue', `select pg_advisory_xact_lock(hashtextextended('open-rung/' || $1 || '/' || $2, 0))`);
const climb = statement<{ rank: number }>(
  'open_rung.climb',
  `insert into case_supervision.open_rung (supervision_id, matter_id, unit, rank) select $1, $2, $3, $4
   where not exists (select 1 from case_supervision.open_rung where matter_id = $2 and unit = $3 and rank >= $4)
   returning rank`,
);
const replace = statement('open_rung.replace', `delete from case_supervision.open_rung where matter_id = $1 and unit = $2 and rank < $3`);
const leave = statement('open_rung.leave', `delete from case_supervision.open_rung where supervision_id = $1`);
const heights = statement<{ matter_id: string; unit: string; rank: number }>(
  'open_rung.heights',
  `select matter_id, unit, max(rank) as rank from case_supervision.open_rung where matter_id = any($1::uuid[]) group by matter_id, unit`,
);

/**
 * Takes a place on the ladder over one unit in one matter. Who comes second waits for the first to commit and then sees its height: two
 * approvals at one moment never stand beside each other.
 *
 * @throws Refusal SUPERVISION_LEVEL_NOT_HIGHER when one at least as high stands there
 */
export async function climbTo(tx: Queryable, supervisionId: string, { matterId, unit, level }: Place): Promise<void> {
  await queue(tx, matterId, unit);
  const [taken] = await climb(tx, supervisionId, matterId, unit, rankOf(level));
  if (taken === undefined) throw new Refusal('SUPERVISION_LEVEL_NOT_HIGHER');
}

/** An order was issued: the rungs below it end, which their own streams follow by subscription. */
export async function standAlone(tx: Queryable, { matterId, unit, level }: Place): Promise<void> {
  await replace(tx, matterId, unit, rankOf(level));
}

/** Rejected or lifted: the ladder over this unit begins anew. */
export async function stepDown(tx: Queryable, supervisionId: string): Promise<void> {
  await leave(tx, supervisionId);
}

/** Greatest height per `<matter>/<unit>`, so that the system proposes nothing that a running supervision already exceeds. */
export async function heightsOver(tx: Queryable, matterIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (matterIds.length === 0) return new Map();
  return new Map((await heights(tx, matterIds)).map(({ matter_id, unit, rank }) => [`${matter_id}/${unit}`, rank]));
}
