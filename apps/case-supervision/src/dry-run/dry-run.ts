import type { AgencyId, IntegrationEvent } from '@xiezhi/contracts';
import { type MechanismPack, PackShelf, packVersionOf } from '@xiezhi/mechanism-pack';
import { isJudicial, mechanismOf } from '@xiezhi/stage-chart';
import { dateOf } from '@xiezhi/statutory-time';
import { ClockRuleBook } from '../clock/clock-rules.ts';
import type { ExistingClock } from '../clock/clock.state.ts';
import { Ladders } from '../supervision/ladders.ts';
import { ClocksInMemory, type KeptClock, type Rung } from './clocks-in-memory.ts';
import {
  type Deadline,
  type DeadlineDifference,
  type Differences,
  noDifferences,
  type RungDifference,
  type ToldRung,
} from './difference.ts';
import { guardsOf, routesOf } from './step-differences.ts';

export type * from './difference.ts';
export { isNothing, noDifferences } from './difference.ts';

/** One side of the comparison: the packs there are, and the version everything is judged by; absent: each matter by its own. */
export interface Side {
  shelf: PackShelf;
  version?: string | undefined;
}

export interface DryRunOptions {
  mechanism: string;
  before: Side;
  after: Side & { version: string };
  /** Kinds of the organs that hold clocks, as the directory tells them. */
  kinds: ReadonlyMap<AgencyId, string>;
  /** Legal now of a world when something was recorded, and at the end; without a world: of no practice. RFC 3339. */
  legalNow: { when(recordedAt: string, world: string | undefined): string; atLast(world: string | undefined): string };
}

/**
 * What would be otherwise if the same things had happened under a changed pack: every deadline with its warnings and breaches, every
 * guard of a step that was taken, every route that a hand-off went. Nothing is stored, and nothing that runs is touched. Keeps the
 * clocks of what it has heard and no announcement.
 */
export class DryRun {
  readonly #options: DryRunOptions;
  readonly #found = noDifferences();
  readonly #old: ClocksInMemory;
  readonly #changed: ClocksInMemory;

  constructor(options: DryRunOptions) {
    const { mechanism, before, after, kinds } = options;
    this.#options = options;
    const counted = ({ shelf, version }: Side) => new ClocksInMemory({ book: new ClockRuleBook(shelf), mechanism, version }, kinds);
    this.#old = counted(before);
    this.#changed = counted(after);
  }

  /**
   * One announcement, in the order of recording; those of other mechanisms are left out.
   *
   * @throws Refusal PACK_VERSION_NOT_LOADED when it is of a version that is not on the shelf
   */
  hear(event: IntegrationEvent): void {
    const { mechanism, before, after, legalNow } = this.#options;
    const own = whoseOf(event);
    if (own !== undefined && own !== mechanism) return;
    const isOurs = (own ?? before.shelf.home.header.name) === mechanism;
    const now = later(event.meta.actedAt, legalNow.when(event.meta.recordedAt, event.meta.world));
    this.#old.hear(event, isOurs, now);
    this.#changed.hear(event, isOurs, now);
    if (!isOurs) return;
    this.#found.events += 1;
    const judge = judgeOf(event, before);
    if (judge === undefined) return;
    const changed = after.shelf.of(after.version);
    this.#found.guards.push(...guardsOf(event, judge, changed));
    this.#found.routes.push(...routesOf(event, judge, changed));
  }

  /** Lets periods run out that nobody ended, and compares. */
  finish(): Differences {
    const { legalNow } = this.#options;
    for (const clocks of [this.#old, this.#changed]) clocks.fireUntil((world) => legalNow.atLast(world));
    const [old, changed] = [this.#old.all(), this.#changed.all()];
    for (const name of [...new Set([...old.keys(), ...changed.keys()])].toSorted()) this.#compare(old.get(name), changed.get(name));
    return this.#found;
  }

  #compare(old: KeptClock | undefined, changed: KeptClock | undefined): void {
    this.#found.deadlines.push(...deadlinesOf(old, changed));
    const { before, after } = this.#options;
    this.#found.rungs.push(...rungsOf(old && this.#rungsTold(old, before), changed && this.#rungsTold(changed, after), (old ?? changed)!));
  }

  #rungsTold({ clock: { terms }, rungs }: KeptClock, { shelf }: Side): Partial<Record<Rung, ToldRung>> {
    const proposals = new Ladders(shelf).find(terms.packVersion)?.proposals;
    const kind = this.#options.kinds.get(terms.holder);
    // A limit of an order that passes marks the order; a judicial organ is never supervised, and of an unknown one nothing is said.
    const isProposed = proposals !== undefined && kind !== undefined && !isJudicial(kind) && !terms.subject.startsWith('supervision/');
    const levels: Partial<Record<Rung, string>> = isProposed ? { overdue: proposals.overdue, 'long-overdue': proposals.longOverdue } : {};
    const told = (Object.entries(rungs) as [Rung, string][]).map(([rung, at]) => {
      const proposes = levels[rung];
      return [rung, { at, ...(proposes !== undefined && { proposes }) }];
    });
    return Object.fromEntries(told) as Partial<Record<Rung, ToldRung>>;
  }
}

/**
 * The same over a history that is at hand, where two packs judge everything.
 *
 * @param until moment up to which periods run out by themselves, RFC 3339
 */
export function dryRun(
  history: Iterable<IntegrationEvent>,
  { before, after }: { before: MechanismPack; after: MechanismPack },
  until: string,
  kinds: ReadonlyMap<AgencyId, string>,
): Differences {
  const side = (pack: MechanismPack) => ({ shelf: new PackShelf(pack), version: packVersionOf(pack.header) });
  const legalNow = { when: (recordedAt: string) => recordedAt, atLast: () => until };
  const run = new DryRun({ mechanism: before.header.name, before: side(before), after: side(after), kinds, legalNow });
  for (const event of history) run.hear(event);
  return run.finish();
}

/** Whose mechanism an event is: its matter's version says so, or its route; what says neither is of the services' own. */
function whoseOf({ data }: IntegrationEvent): string | undefined {
  const { packVersion, mechanism } = data as { packVersion?: string; mechanism?: string };
  return packVersion === undefined ? mechanism : mechanismOf(packVersion);
}

/** The pack an event was judged by; undefined where its mechanism had none in force on the day. */
function judgeOf({ data, meta }: IntegrationEvent, { shelf, version }: Side): MechanismPack | undefined {
  if (version !== undefined) return shelf.of(version);
  const { packVersion, mechanism } = data as { packVersion?: string; mechanism?: string };
  return shelf.meant(
    { ...(packVersion !== undefined && { packVersion }), ...(mechanism !== undefined && { mechanism }) },
    dateOf(meta.actedAt),
  );
}

function deadlinesOf(old: KeptClock | undefined, changed: KeptClock | undefined): DeadlineDifference[] {
  const [before, after] = [old && deadlineOf(old.clock), changed && deadlineOf(changed.clock)];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ ...namedOf((old ?? changed)!), ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function rungsOf(
  old: Partial<Record<Rung, ToldRung>> | undefined,
  changed: Partial<Record<Rung, ToldRung>> | undefined,
  clock: KeptClock,
): RungDifference[] {
  return (['attention', 'warning', 'overdue', 'long-overdue'] as const).flatMap((rung) => {
    const [before, after] = [old?.[rung], changed?.[rung]];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{ ...namedOf(clock), rung, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  });
}

const namedOf = ({ clock: { terms } }: KeptClock) => ({ ruleId: terms.ruleId, subject: terms.subject, matterId: terms.matterId });

function deadlineOf(clock: ExistingClock): Deadline {
  const { plan, terms } = clock;
  const due = plan.state === 'paused' ? 'paused' : plan.dueAt;
  return { holder: terms.holder, due, outcome: clock.status === 'ended' ? clock.outcome : 'running' };
}

const later = (one: string, other: string): string => (Date.parse(one) < Date.parse(other) ? other : one);
