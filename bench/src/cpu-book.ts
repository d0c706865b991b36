import type { ProcessTime } from './cpu-time.ts';

/**
 * Processor seconds by name, of processes that come and go. What a process took stays under its name when it ends; to its parent, who
 * inherits all of it in the kernel's count, goes only what it took since it was last looked at, and what was never looked at (the workers
 * of autovacuum come and go between two looks). So nothing is counted twice and nothing is lost, and no name ever goes down.
 */
export class CpuBook {
  #alive = new Map<number, ProcessTime>();
  /** Seconds of processes that have ended, by name. */
  readonly #ended = new Map<string, number>();
  /** What a parent inherited and is written down under the names of its children, s. */
  readonly #inherited = new Map<number, number>();

  /** @param processes all there are now, by the names they are to be written down under */
  look(processes: readonly ProcessTime[]): Map<string, number> {
    const now = new Map(processes.map((one) => [one.pid, one]));
    for (const gone of this.#alive.values()) {
      if (now.has(gone.pid)) continue;
      add(this.#ended, gone.name, this.#secondsOf(gone));
      add(this.#inherited, this.#heirOf(gone, now), gone.own + gone.reaped);
      this.#inherited.delete(gone.pid);
    }
    this.#alive = now;
    const sums = new Map(this.#ended);
    for (const one of processes) add(sums, one.name, this.#secondsOf(one));
    return sums;
  }

  /** The nearest ancestor that is still there. */
  #heirOf({ parent }: ProcessTime, now: ReadonlyMap<number, ProcessTime>): number {
    const before = this.#alive.get(parent);
    return now.has(parent) || before === undefined ? parent : this.#heirOf(before, now);
  }

  #secondsOf({ pid, own, reaped }: ProcessTime): number {
    return own + reaped - (this.#inherited.get(pid) ?? 0);
  }
}

function add<Key>(sums: Map<Key, number>, key: Key, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}
