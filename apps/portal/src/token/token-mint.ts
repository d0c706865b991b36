import { createHash } from 'node:crypto';
import type { Caller } from '@xiezhi/contracts';
import type { SigningKey } from './signing-key.ts';

/** A signature costs about a millisecond of CPU; a screen that loads asks ten times with the same claims. */
const keptMs = 60_000;
const keptMax = 1000;
/** Kept for a minute, then in use for as long as one request takes: two minutes are plenty, and less to steal. */
const lifetimeSeconds = 120;

/**
 * Internal tokens for the requests that are passed on. Kept by their whole claims, so that another post, another role or a moved
 * practice clock is another token at once.
 */
export class TokenMint {
  private readonly key: SigningKey;
  private readonly kept = new Map<string, { token: Promise<string>; until: number }>();

  constructor(key: SigningKey) {
    this.key = key;
  }

  tokenFor(caller: Caller): Promise<string> {
    const claims = createHash('sha256').update(JSON.stringify(caller)).digest('base64');
    const known = this.kept.get(claims);
    if (known !== undefined && known.until > Date.now()) return known.token;
    this.makeRoom();
    const token = this.key.sign(caller, lifetimeSeconds);
    this.kept.set(claims, { token, until: Date.now() + keptMs });
    // A failed signature is not kept.
    void token.catch(() => this.kept.delete(claims));
    return token;
  }

  /** Oldest first: a Map keeps the order of insertion, and all entries live equally long. */
  private makeRoom(): void {
    for (const [claims, { until }] of this.kept) {
      if (this.kept.size < keptMax && until > Date.now()) return;
      this.kept.delete(claims);
    }
  }
}
