import type { AgencyId, FamilyId, MatterKind, WorldId } from '@xiezhi/contracts';
import type { Extension, Light, LocalDate, Mark, Nature, Period, WarningPoints } from '@xiezhi/statutory-time';

/** What a clock was started with: the row as it stood then, and whom and what it is about. A later pack does not reach back. */
export interface ClockTerms {
  ruleId: string;
  ruleName: string;
  /** Stream the deadline is about, such as hand-off/<id>. */
  subject: string;
  matterKind: MatterKind;
  matterId: string;
  title: string;
  familyId: FamilyId;
  world?: WorldId | undefined;
  /** Owes. */
  holder: AgencyId;
  watchers: AgencyId[];
  period: Period;
  /** Set by a document instead of a length. */
  lastDay?: LocalDate | undefined;
  /** Date that the act must precede by the length (COUNTING 9). */
  before?: LocalDate | undefined;
  /** It runs out by itself, as a publication or a right to appeal does: its end meets it, and nobody is late. */
  mustRun?: boolean | undefined;
  /** k of a row that falls due several times; absent: once. */
  occurrence?: number | undefined;
  nature: Nature;
  mark: Mark;
  turnsRed: boolean;
  warns: boolean;
  expires: boolean;
  extension?: { length: number; times: number; by: 'holder' | 'watcher' } | undefined;
  source: string;
  consequence?: string | undefined;
  packVersion: string;
  /**
   * Version whose row and calendar count it since a re-plan (L9); absent: `packVersion`. What ends and pauses it is still said by the
   * version it was started under, as its matter's.
   */
  countedBy?: string | undefined;
}

/** What a re-plan takes from the row of a newer version. */
export type RecountedRow = Pick<ClockTerms, 'period'> & { countedBy: string };

/** A pause under its reason; `capAt` ends it whatever happens (COUNTING 21). */
export interface ClockPause {
  from: string;
  to?: string | undefined;
  reason: string;
  capAt?: string | undefined;
}

/** What follows from ledger and calendar: a cached answer, checked equal to the derivation in tests. */
export type Plan =
  | ({ state: 'due'; dueOn: LocalDate; dueAt: string; lateAfter: string; isProvisional: boolean } & WarningPoints)
  | { state: 'paused'; since: LocalDate; resumesAt?: string | undefined };

/** Moments at which a clock says something by itself, each once per due moment. */
export type Point = 'attention' | 'warning' | 'overdue' | 'long-overdue' | 'expiry' | 'pause-cap';

export type Outcome = 'met' | 'met-late' | 'met-learnt-late' | 'cancelled';

/**
 * Events of other services come in any order: what came before the start waits for it. `under` is the version of the rules that says so:
 * a clock of another version does not hear it.
 */
export type Heard = (
  | { what: 'stop' | 'cancel'; at: string }
  | { what: 'pause'; at: string; reason: string; capAt?: string | undefined }
  | { what: 'resume'; at: string; reason: string }
) & { under?: string | undefined };

export interface StartedClock {
  terms: ClockTerms;
  triggeredAt: string;
  pauses: ClockPause[];
  extensions: (Extension & { by: string })[];
  plan: Plan;
  /** Points already told under the present due moment. */
  fired: Point[];
}

/**
 * One deadline. `awaited`: its start has not been heard of, only what ends or pauses it. `running` includes paused (plan.state) and
 * overdue. `ended` keeps its plan: an expiry that opens another period is still to be told (COUNTING 7).
 */
export type Clock =
  | { status: 'unstarted' }
  | { status: 'awaited'; familyId: FamilyId; parties: AgencyId[]; world?: WorldId | undefined; heard: Heard[] }
  | ({ status: 'running' } & StartedClock)
  | ({ status: 'ended'; outcome: Outcome; endedAt: string } & StartedClock);

export type ExistingClock = Extract<Clock, { status: 'running' | 'ended' }>;

/** The light an officer sees (DOMAIN 4.3). */
export type ClockLight = Light;
