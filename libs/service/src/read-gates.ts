import type { ServiceName } from '@xiezhi/contracts';
import type { ReadGate } from '@xiezhi/http';
import { gateReader } from '@xiezhi/messaging';
import type { Pool } from 'pg';

/** Tells whether consumers of this service have applied what a read token names. */
export class ReadGates {
  readonly #pool: Pool;
  readonly #reader: ReturnType<typeof gateReader>;
  readonly #signal: ReadGate['signal'];

  /** @param signal rung after each commit of a consumer */
  constructor(service: ServiceName, pool: Pool, signal: ReadGate['signal']) {
    this.#pool = pool;
    this.#reader = gateReader(service);
    this.#signal = signal;
  }

  /** @param consumers all of which must have applied it */
  of(...consumers: string[]): ReadGate {
    return { signal: this.#signal, reached: (token) => this.#reader.gateReached(this.#pool, consumers, token) };
  }
}
