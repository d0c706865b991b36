import type { Scenario } from '../scenario.ts';
import { broker } from './broker.ts';
import { clocks } from './clocks.ts';
import { database } from './database.ts';
import { instances } from './instances.ts';
import { processes } from './processes.ts';
import { records } from './records.ts';

/** In the order of MESSAGING 7.4. F21, a client that repeats what it sent, is what officers do in all of them (officer.ts). */
export const scenarios: readonly Scenario[] = [...processes, ...broker, ...database, ...records, ...clocks, ...instances].toSorted(
  (one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }),
);

/** As they are played: those that can follow each other on one ground first, what spoils it or needs another one last. */
export const inOrderOfPlay = (chosen: readonly Scenario[]): Scenario[] => chosen.toSorted((one, other) => rank(one) - rank(other));

function rank({ brokers = 1, spoils = false, documented = false, ownRoom = false }: Scenario): number {
  if (ownRoom) return 3;
  if (brokers > 1) return 2;
  return spoils || documented ? 1 : 0;
}
