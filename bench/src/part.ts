import type { Figure } from './figure.ts';
import type { Rig } from './rig.ts';

/** One part of the bench: measured by itself with `npm run bench -- <name>`. Register it in parts.ts. */
export interface Part {
  name: string;
  /** One line for --help, the progress and the report's heading. */
  says: string;
  measure(ground: Ground): Promise<Figure[]>;
}

/** What a part stands on. */
export interface Ground {
  /** A Postgres and a Kafka of this part's own, every service's schema empty and migrated; begun when it first asks, stopped when it has ended. */
  rig(): Promise<Rig>;
  pace: Pace;
  options: Options;
  /** Probes the machine and keeps it with the run: between rounds, never within one. @param foreignCores taken by others in the round */
  note(foreignCores?: number): void;
}

/** What was asked for on the command line. */
export interface Options {
  /** Whether a fresh clone is started, too. */
  cold: boolean;
  /** Clues in the largest world of the lifecycle part; absent: what the pace says. */
  clues?: number;
}

/** How long is measured. */
export interface Pace {
  /** Rounds of ours and ceiling. */
  rounds: number;
  /** Of each side of a round. */
  seconds: number;
  /** Shows that a part works; its figures are not worth keeping. */
  isQuick: boolean;
}

export const usualPace: Pace = { rounds: 7, seconds: 2, isQuick: false };
export const quickPace: Pace = { rounds: 2, seconds: 1, isQuick: true };
