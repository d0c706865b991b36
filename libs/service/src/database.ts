import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * The connections of a service. The app role answers callers and sees what the row policies let their agency see; the worker role
 * acts for nobody and belongs to consumers, relay and ticks, never to a controller.
 */
export class Database {
  constructor(
    readonly dataSource: DataSource,
    /** Pool of the app role: prepared calls beside what goes through the DataSource. */
    readonly app: Pool,
    readonly worker: Pool,
  ) {}
}
