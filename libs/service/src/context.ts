import type { Settings } from './settings.ts';
import type { Database } from './database.ts';
import type { ReadGates } from './read-gates.ts';
import type { ServiceLog } from './log.ts';

/** What a service has once its database answers; consumers, guards and modules are built from it. */
export interface ServiceContext<Extra = unknown> {
  settings: Settings<Extra>;
  log: ServiceLog;
  database: Database;
  readGates: ReadGates;
}

/** Injection token of `Settings`; `settings.extra` has what only this service reads. */
export const SETTINGS = Symbol('xiezhi.settings');
/** Injection token of the service's log. */
export const LOG = Symbol('xiezhi.log');
