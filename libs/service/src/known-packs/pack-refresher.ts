import { schemaOf, type ServiceName } from '@xiezhi/contracts';
import { mechanismPackOf, MechanismPackInvalid, type PackShelf, unpacked } from '@xiezhi/mechanism-pack';
import { releaseAwaited } from '@xiezhi/messaging';
import { type Queryable, statement } from '@xiezhi/postgres';
import type { Database } from '../database.ts';
import type { Signals } from '../launch.ts';
import type { ServiceLog } from '../log.ts';
import { Rounds } from '../rounds.ts';

/** Longest wait for a pack that another instance of the service was told of; an own consumer's commit wakes it earlier. */
const pollMs = 3000;
/** Shortest time between two looks, so that busy consumers do not make it spin. */
const breathMs = 500;

export interface PackRefresherOptions {
  service: ServiceName;
  shelf: PackShelf;
  /** Of the worker role. */
  pool: Database['worker'];
  log?: Pick<ServiceLog, 'info' | 'warn' | 'error'>;
  signals?: Pick<Signals, 'applied'>;
}

/**
 * Puts onto the shelf of this process what was published since: at the start, after a commit of a consumer, and every few seconds. What
 * waited for a version is tried again once it stands there, not before.
 */
export class PackRefresher extends Rounds {
  readonly #options: PackRefresherOptions;
  readonly #versions: (db: Queryable) => Promise<{ pack_version: string; last_day: string | null }[]>;
  readonly #content: (db: Queryable, packVersion: string) => Promise<{ content: string }[]>;
  readonly #release: (db: Queryable) => Promise<void>;
  /** Versions that were looked at: what came of each is told once. */
  readonly #seen = new Set<string>();

  constructor(options: PackRefresherOptions) {
    super({
      name: 'pack refresher',
      round: async () => {
        await this.runOnce();
        return false;
      },
      onFault: 'looking for mechanism packs failed and is tried again',
      pollMs,
      breathMs,
      wake: options.signals?.applied,
      log: options.log,
    });
    this.#options = options;
    const schema = schemaOf(options.service);
    this.#versions = statement<{ pack_version: string; last_day: string | null }>(
      `${schema}.known_pack.versions`,
      `select pack_version, last_day::text from ${schema}.known_pack order by pack_version`,
    );
    this.#content = statement<{ content: string }>(
      `${schema}.known_pack.content`,
      `select content from ${schema}.known_pack where pack_version = $1`,
    );
    this.#release = releaseAwaited(options.service);
  }

  /** One look. @returns versions that stand on the shelf since */
  async runOnce(): Promise<string[]> {
    const { pool, shelf } = this.#options;
    const arrived: string[] = [];
    for (const { pack_version: version, last_day } of await this.#versions(pool)) {
      if (!this.#seen.has(version) && (await this.#put(version))) arrived.push(version);
      if (last_day !== null) shelf.withdraw(version, last_day);
    }
    if (arrived.length > 0) await this.#release(pool);
    return arrived;
  }

  async #put(version: string): Promise<boolean> {
    const { pool, shelf, log } = this.#options;
    const [row] = await this.#content(pool, version);
    if (row === undefined) return false;
    this.#seen.add(version);
    try {
      const put = shelf.put(mechanismPackOf(unpacked(version, row.content), version));
      if (put === 'new') log?.info({ packVersion: version }, 'a mechanism pack has arrived');
      // Of the setting's pack: matters may run on it already.
      if (put === 'other')
        log?.error({ packVersion: version }, 'a mechanism pack was published otherwise than it stands here, and is not taken');
      return put === 'new';
    } catch (error) {
      if (!(error instanceof MechanismPackInvalid)) throw error;
      // The directory checked it: its build is newer than this one. Matters of this version wait for the upgrade.
      log?.error({ packVersion: version, mistakes: error.complaints.length }, 'a mechanism pack cannot be read by this build');
      return false;
    }
  }
}
