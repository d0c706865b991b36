import { type ReadToken, schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';
import type { Broadcast } from './waiting.ts';

/** Most entries of a token that are looked at; a command announces a handful. */
const entriesMax = 100;

/**
 * Answers whether consumers of this service have applied everything a read token names. Works on the app role's pool: the function
 * behind it says yes or no and nothing else.
 */
export function gateReader(service: ServiceName) {
  const schema = schemaOf(service);
  const reached = statement<{ reached: boolean }>(`${schema}.gate_reached`, `select ${schema}.gate_reached($1, $2, $3, $4) as reached`);
  const gateReached = async (db: Queryable, consumers: readonly string[], token: ReadToken): Promise<boolean> => {
    const entries = token.slice(0, entriesMax);
    if (entries.length === 0) return true;
    const [row] = await reached(
      db,
      consumers,
      entries.map(([source]) => source),
      entries.map(([, subject]) => subject),
      entries.map(([, , sequence]) => sequence),
    );
    return row?.reached ?? false;
  };
  /** Waits until the token is reached, woken by `applied` and looking by itself every 100 ms for what other instances apply. */
  const whenReached = async (
    db: Queryable,
    consumers: readonly string[],
    token: ReadToken,
    applied: Broadcast,
    withinMs: number,
  ): Promise<boolean> => {
    const deadline = performance.now() + withinMs;
    for (;;) {
      if (await gateReached(db, consumers, token)) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await applied.wait(Math.min(left, 100));
    }
  };
  return { gateReached, whenReached };
}
