import { setTimeout as pause } from 'node:timers/promises';

/** What a scenario expects beyond the invariants, and whether it was so. */
export interface Claim {
  text: string;
  holds: boolean;
  /** What was seen, in figures where there are any. */
  seen: string;
}

/** The claims of one scenario, in the order in which they were made. */
export class Claims {
  readonly claims: Claim[] = [];

  claim(text: string, holds: boolean, seen: string | number = ''): void {
    this.claims.push({ text, holds, seen: String(seen) });
  }

  /** Looks again and again until it is so; a claim that never comes true within the time does not hold. */
  async claimSoon(text: string, withinMs: number, look: () => Promise<{ holds: boolean; seen: string | number }>): Promise<void> {
    let last = { holds: false, seen: 'nothing' as string | number };
    const startedAt = performance.now();
    while (performance.now() - startedAt < withinMs) {
      last = await look().catch((error: unknown) => ({ holds: false, seen: error instanceof Error ? error.message : String(error) }));
      if (last.holds) break;
      await pause(100);
    }
    this.claim(text, last.holds, last.seen);
  }
}
