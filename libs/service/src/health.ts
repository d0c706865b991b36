import { statement } from '@xiezhi/postgres';
import type { Pool } from 'pg';

export type Phase = 'waiting-for-database' | 'migrating' | 'starting' | 'waiting-for-broker' | 'ready' | 'stopping';

export interface Readiness {
  status: Phase | 'database-away';
  database: 'up' | 'down' | 'unknown';
  broker: 'up' | 'down' | 'unknown';
}

const ping = statement('service.ping', 'select 1 as answer');
/** A balancer asks often and everybody else may ask: the database is asked once a second at most. */
const rememberedMs = 1000;
const pingTimeoutMs = 1500;

/**
 * Whether the process lives and whether it accepts work. A broker that goes away later does not make a service unready: commands
 * are recorded and wait in the outbox, and turning officers away would gain nothing.
 */
export class Health {
  phase: Phase = 'waiting-for-database';
  #pool: Pool | undefined;
  #isBrokerReachable: (() => boolean) | undefined;
  #remembered: { at: number; isUp: Promise<boolean> } | undefined;

  watchDatabase(pool: Pool): void {
    this.#pool = pool;
  }

  watchBroker(isReachable: () => boolean): void {
    this.#isBrokerReachable = isReachable;
  }

  live(): { status: 'live' } {
    return { status: 'live' };
  }

  async ready(): Promise<Readiness> {
    const isDatabaseUp = this.#pool === undefined ? undefined : await this.#pinged(this.#pool);
    const status = this.phase === 'ready' && isDatabaseUp === false ? 'database-away' : this.phase;
    return { status, database: upOrDown(isDatabaseUp), broker: upOrDown(this.#isBrokerReachable?.()) };
  }

  #pinged(pool: Pool): Promise<boolean> {
    if (this.#remembered === undefined || performance.now() - this.#remembered.at > rememberedMs) {
      this.#remembered = { at: performance.now(), isUp: answersInTime(pool) };
    }
    return this.#remembered.isUp;
  }
}

async function answersInTime(pool: Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), pingTimeoutMs)));
  const answered = ping(pool).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

function upOrDown(isUp: boolean | undefined): 'up' | 'down' | 'unknown' {
  if (isUp === undefined) return 'unknown';
  return isUp ? 'up' : 'down';
}
