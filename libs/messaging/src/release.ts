import { type InboxParts, inTransaction } from './inbox-parts.ts';
import type { ParkedRow } from './parked-table.ts';
import { timingOf } from './parking.ts';
import { isPassing } from './passing-fault.ts';
import { retryLaneSteps } from './release-steps.ts';

/**
 * One bounded round of retries: rows whose time has come, each lane in a transaction of its own. A crash in the middle of one
 * leaves a counted try and nothing else.
 *
 * @returns how many events were applied
 */
export async function retryDue(parts: InboxParts, lanesMax: number): Promise<number> {
  const { tables, pool, consumer } = parts;
  let applied = 0;
  for (let lanes = 0; lanes < lanesMax; lanes++) {
    const row = await tables.parked.oneDue(pool, consumer);
    if (row === undefined) break;
    // Counted first, so that an event that kills the process is not tried for ever.
    if (await tables.parked.claim(pool, row, timingOf(claimedAs(row), row.attempts + 1))) applied += await retryLane(parts, row);
  }
  return applied;
}

/** A try that kills is counted like one that fails; only what waits for a version is never given up. */
const claimedAs = ({ reason }: ParkedRow) => (reason === 'AWAITED_VERSION' ? reason : 'HANDLER_FAULT');

async function retryLane(parts: InboxParts, claimed: ParkedRow): Promise<number> {
  try {
    return await inTransaction(parts, retryLaneSteps(claimed.lane, claimed));
  } catch (error) {
    // A try that failed for a passing reason does not count; if even this cannot be written it does, and the row waits longer.
    if (isPassing(error)) await parts.tables.parked.unclaim(parts.pool, claimed).catch(() => undefined);
    throw error;
  }
}
