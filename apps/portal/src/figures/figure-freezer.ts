import { isTransient } from '@xiezhi/postgres';
import { figureDigest } from '@xiezhi/statistics';
import { dateOf, type LocalDate } from '@xiezhi/statutory-time';
import type { Database, ServiceLog } from '@xiezhi/service';
import { Rounds } from '@xiezhi/service/rounds';
import { figureConsumer, figureTopics, portalConsumer } from '../consumer.ts';
import { answerOf } from './figure.answer.ts';
import { foldFigures, walkAs } from './figure-fold.ts';
import type { DueFigure, FreezePlan } from './freeze-plan.ts';
import { agenciesCounted, type FrozenRow, frozenOf, isCaughtUp, keepFrozen, realmOf, selectWorlds } from './frozen-figures.sql.ts';

/** Agencies of one round, each in a transaction of its own; a further one waits for the next, which follows at once. */
const agenciesPerRound = 10;
/** Months of one walk: each adds its judgements to every item, and a page of them must not hold up requests. */
const monthsPerWalk = 6;
/** Days change no oftener; a practice clock that jumps is seen by then. */
const pollMs = 5000;
/** An agency whose figures cannot be counted is left aside for so long; it must not keep the others waiting. */
const asideMs = 600_000;
/**
 * How long a day must have come before it is acted on: what was recorded before may still be on its way. After a start of the portal as
 * well, which has then to read what was said while it was away.
 */
const settle = { realMs: 60_000, worldMs: 5000 };

interface Realm {
  world: string | null;
  legalNow: string;
}

/** What a process remembers of one world, so that a look costs nothing while no further day has come. May be lost. */
interface Looked {
  /** Legal day up to which everything due has been frozen. */
  settledOn?: LocalDate;
  /** Last day of freezing that has come, and since when it is known here. */
  come?: { on: LocalDate; sinceMs: number };
  /** Not to be looked at before. */
  asideUntilMs?: number;
}

export interface FigureFreezerOptions {
  database: Pick<Database, 'dataSource' | 'worker'>;
  plan: FreezePlan;
  log?: Pick<ServiceLog, 'info' | 'warn'>;
  /** Real legal now. */
  now?: () => Date;
  settleMs?: number;
  agenciesPerRound?: number;
}

/**
 * Freezes the figures of a month when its day has come (SC-11): of real matters and of each practice world at its own legal now, for every
 * agency that is party to anything, each under its own row policies. Counted by the app role, kept by the worker role, which nobody calls.
 * Every instance runs one. Killed anywhere it has kept whole walks only, and whoever looks next finds what is missing; two who freeze the
 * same keep it once. What was late is frozen as it is known then, and says so.
 */
export class FigureFreezer extends Rounds {
  readonly #options: FigureFreezerOptions;
  readonly #looked = new Map<string, Looked>();
  readonly #aside = new Map<string, number>();

  constructor(options: FigureFreezerOptions) {
    super({
      name: 'figure freezer',
      round: async () => (await this.runOnce()) > 0,
      onFault: 'a round of freezing figures was rolled back',
      pollMs,
      log: options.log,
    });
    this.#options = options;
  }

  /** One bounded round. @returns for how many agencies something was frozen */
  async runOnce(): Promise<number> {
    const { database, now = () => new Date(), agenciesPerRound: most = agenciesPerRound } = this.#options;
    const worlds = await selectWorlds(database.worker);
    const realms = [
      { world: null, legalNow: now().toISOString() },
      ...worlds.map(({ id, legal_now }) => ({ world: id, legalNow: legal_now.toISOString() })),
    ];
    let frozen = 0;
    for (const realm of realms) {
      if (frozen >= most) break;
      frozen += await this.#freezeRealm(realm, most - frozen);
    }
    return frozen;
  }

  async #freezeRealm(realm: Realm, most: number): Promise<number> {
    const key = realmOf(realm.world);
    const looked = this.#looked.get(key) ?? {};
    const today = dateOf(realm.legalNow);
    if (looked.settledOn === today) return 0;
    const due = this.#options.plan.dueOn(today);
    const last = due
      .map(({ dueOn }) => dueOn)
      .toSorted()
      .at(-1);
    if (last === undefined || (looked.settledOn !== undefined && last <= looked.settledOn)) {
      this.#looked.set(key, { settledOn: today });
      return 0;
    }
    if (looked.come?.on !== last) looked.come = { on: last, sinceMs: performance.now() };
    this.#looked.set(key, looked);
    if (!(await this.#mayFreeze(realm, looked))) return 0;

    const missing = await this.#missing(realm, due);
    if (missing.length === 0) this.#looked.set(key, { settledOn: today });
    const able = missing.filter(({ agency }) => (this.#aside.get(`${key} ${agency}`) ?? 0) <= performance.now());
    if (able.length === 0 && missing.length > 0) looked.asideUntilMs = performance.now() + asideMs;
    let frozen = 0;
    for (const { agency, figures } of able.slice(0, most)) if (await this.#freezeAside(realm, agency, figures)) frozen += 1;
    return frozen;
  }

  async #mayFreeze({ world }: Realm, { come, asideUntilMs = 0 }: Looked): Promise<boolean> {
    const { database, settleMs = world === null ? settle.realMs : settle.worldMs } = this.#options;
    if (come === undefined || performance.now() < Math.max(come.sinceMs + settleMs, asideUntilMs)) return false;
    return isCaughtUp(database.worker, figureConsumer, portalConsumer, figureTopics);
  }

  /** Agencies with what is to be frozen of them and is not: nothing of months in which there was not anything of theirs yet. */
  async #missing({ world }: Realm, due: readonly DueFigure[]): Promise<{ agency: string; figures: DueFigure[] }[]> {
    const { worker } = this.#options.database;
    const counted = await agenciesCounted(worker, world);
    const rows = await frozenOf(worker, realmOf(world), due[0]?.period.text ?? '');
    const kept = new Set(rows.flatMap(({ agency, month, figures }) => figures.map((figure) => `${agency} ${month} ${figure}`)));
    return counted
      .map(({ agency, since }) => ({
        agency,
        figures: due.filter(({ definition, period: { text } }) => text >= since && !kept.has(`${agency} ${text} ${definition.id}`)),
      }))
      .filter(({ figures }) => figures.length > 0);
  }

  async #freezeAside(realm: Realm, agency: string, figures: readonly DueFigure[]): Promise<boolean> {
    try {
      await this.#freeze(realm, agency, figures);
      return true;
    } catch (error) {
      // A database that is away is away for every agency.
      if (isTransient(error)) throw error;
      this.#aside.set(`${realmOf(realm.world)} ${agency}`, performance.now() + asideMs);
      // The class only: a message may quote what a row says.
      this.#options.log?.warn({ agency, fault: error instanceof Error ? error.name : 'unknown' }, 'figures cannot be frozen for now');
      return false;
    }
  }

  /** A crash between counting and keeping leaves nothing; the keeping is one statement. */
  async #freeze({ world, legalNow }: Realm, agency: string, missing: readonly DueFigure[]): Promise<void> {
    const { database, plan, log } = this.#options;
    const months = [...new Set(missing.map(({ period }) => period.text))].slice(0, monthsPerWalk);
    const figures = missing.filter(({ period }) => months.includes(period.text));
    const today = dateOf(legalNow);
    const cutOff = { at: legalNow, on: today };
    const countings = figures.map(({ definition, period }) => ({ definition, window: { period, cutOff } }));
    const counted = await walkAs(database.dataSource, agency, (db) => foldFigures(db, countings, world));
    const rows = figures.map(({ definition, period, dueOn }, place): FrozenRow => {
      const figure = counted[place];
      if (figure === undefined) throw new Error(`no figure for ${definition.id} of ${period.text}`);
      return {
        realm: realmOf(world),
        month: period.text,
        agency,
        figure: definition.id,
        shown: answerOf(definition, figure),
        digest: figureDigest(figure),
        due_on: dueOn,
        frozen_on: today,
        cut_off: legalNow,
        calendar: plan.calendarName,
        is_provisional: plan.isProvisional(dueOn),
      };
    });
    const kept = await keepFrozen(database.worker, JSON.stringify(rows));
    log?.info({ agency, world: world ?? undefined, months, kept: kept.length }, 'figures were frozen');
  }
}
