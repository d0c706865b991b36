import type { Scenario } from '../scenario.ts';
import { broker } from './broker.ts';
import { clocks } from './clocks.ts';
import { database } from './database.ts';
import { processes } from './processes.ts';
import { records } from './records.ts';

/** In the order of MESSAGING 7.4. F21, a client that repeats what it sent, is what officers do in all of them (officer.ts). */
export const scenarios: readonly Scenario[] = [...processes, ...broker, ...database, ...records, ...clocks].toSorted((one, other) =>
  one.id.localeCompare(other.id, 'en', { numeric: true }),
);
