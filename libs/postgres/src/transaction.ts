import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in one transaction on one client. A process that dies before COMMIT leaves nothing; one that dies after COMMIT was
 * sent may have committed, so whatever must happen once carries its own key.
 */
export async function transaction<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is lost between two statements is told as an event, and an event nobody hears ends the process. The next
  // statement fails with the same fault, and the client is thrown away.
  const lost = (error: Error): void => void (broken = error);
  client.on('error', lost);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A client whose rollback fails is in an unknown state: it is thrown away, not handed to the next caller.
    await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

export interface RowContext {
  /** Whose rows: the agency of the caller's post. */
  agency: string;
  /** 'audit' lets an auditor read the metadata of every trail row; anything else has no meaning to a policy. */
  scope?: 'audit';
}

/**
 * Reads and writes under the row policies of one agency. The context is local to the transaction: a client that goes back to the
 * pool carries none, and without context every policy yields no rows.
 */
export async function asAgency<Result>(pool: Pool, context: RowContext, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  return transaction(pool, async (client) => {
    await client.query({
      name: 'postgres.set_context',
      text: `select set_config('xiezhi.agency', $1, true), set_config('xiezhi.scope', $2, true)`,
      values: [context.agency, context.scope ?? ''],
    });
    return work(client);
  });
}
