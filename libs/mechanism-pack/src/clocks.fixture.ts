import { type Calendar, type ClockRule, derive, type EventMatch, type FieldCondition, type Ledger } from '@xiezhi/statutory-time';

export interface Told {
  type: string;
  data: Readonly<Record<string, unknown>>;
  actedAt: string;
}

interface Running {
  rule: ClockRule;
  subject: string;
  matterId: string;
  holder: string;
  watchers: string[];
  length?: number | undefined;
  unit?: ClockRule['unit'] | undefined;
  ledger: {
    triggeredAt: string;
    lastDay?: string;
    before?: string;
    pauses: { from: string; to?: string; reason: string }[];
    extensions: [];
  };
  endedAt?: string;
  outcome?: 'met' | 'met-late' | 'cancelled';
  hasExpired?: boolean;
}

/** What the pack's rows make of events, by the shortest way and without the service's own code: an oracle for its data. */
export class Clocks {
  readonly #running: Running[] = [];
  /** Ids of rows that have begun to count. */
  readonly started = new Set<string>();

  constructor(
    readonly rules: readonly ClockRule[],
    readonly calendar: Calendar,
  ) {}

  hear(told: Told): void {
    for (const rule of this.rules.filter(({ enabled }) => enabled)) {
      const subject = subjectOf(rule, told);
      if (subject === undefined) continue;
      const open = this.#running.filter((clock) => clock.rule === rule && clock.subject === subject && clock.endedAt === undefined);
      const asks = <Match extends EventMatch>(matches: readonly Match[]) => matches.filter((match) => fits(match, told));
      for (const match of asks(rule.stop)) open.forEach((clock) => this.#end(clock, instant(match.at, told), 'met'));
      if (asks(rule.cancel).length > 0) open.forEach((clock) => this.#end(clock, told.actedAt, 'cancelled'));
      for (const { reason } of asks(rule.resume))
        open.forEach(({ ledger }) =>
          ledger.pauses.filter((pause) => pause.reason === reason).forEach((pause) => (pause.to ??= told.actedAt)),
        );
      for (const { reason } of asks(rule.pause)) open.forEach(({ ledger }) => ledger.pauses.push({ from: told.actedAt, reason }));
      for (const match of asks(rule.start)) this.#start(rule, match, subject, told);
    }
  }

  /** The latest clock of a row: due day, or moment of an hour row, who owes, and how it ended. */
  of(row: string): { due: string; holder: string; state: string; isProvisional: boolean } | undefined {
    const clock = this.#running.findLast(({ rule }) => rule.id === row);
    if (clock === undefined) return undefined;
    const counted = this.#counted(clock);
    const { holder, outcome = 'running' } = clock;
    if (counted.state === 'paused') return { due: 'paused', holder, state: outcome, isProvisional: false };
    const due = clock.rule.unit === 'hour' ? counted.dueAt.slice(0, 16).replace('T', ' ') : counted.dueOn;
    return { due, holder, state: outcome, isProvisional: counted.isProvisional };
  }

  /** Periods that have run out by a moment and say so, each once. */
  *expiring(now: string) {
    for (const clock of this.#running) {
      const counted = this.#counted(clock);
      if (clock.rule.expires !== 'always' || clock.outcome === 'cancelled' || clock.hasExpired || counted.state === 'paused') continue;
      if (Date.parse(counted.dueAt) > Date.parse(now)) continue;
      clock.hasExpired = true;
      if (clock.rule.bound === 'earliest') this.#end(clock, clock.endedAt ?? counted.dueAt, 'met', true);
      const { rule, holder, watchers, matterId, subject } = clock;
      const named = `${rule.subject.kind}/${subject}`;
      const data = { ruleId: rule.id, subject: named, expiredOn: counted.dueOn, holder, watchers, matterId };
      yield { row: rule.id, subject, on: counted.dueOn, data };
    }
  }

  #start(rule: ClockRule, match: ClockRule['start'][number], subject: string, told: Told): void {
    const holder = firstText(match.holder ?? rule.holder, told);
    const lastDay = rule.until === undefined ? undefined : text(rule.until, told);
    const isThere = !rule.recurs && this.#running.some((clock) => clock.rule === rule && clock.subject === subject);
    if (holder === undefined || isThere) return;
    const before = rule.before === undefined ? undefined : text(rule.before, told);
    const ledger = {
      triggeredAt: instant(match.at, told),
      pauses: [],
      extensions: [] as [],
      ...(lastDay !== undefined && { lastDay }),
      ...(before !== undefined && { before }),
    };
    this.started.add(rule.id);
    const matterId = String(told.data['matterId']);
    const watchers = rule.watchers.flatMap((path) => text(path, told) ?? []).filter((agency) => agency !== holder);
    this.#running.push({ rule, subject, matterId, holder, watchers, ledger, length: match.length, unit: match.unit });
  }

  #counted({ rule, length, unit, ledger }: Running) {
    const period = { length: length ?? rule.length, unit: unit ?? rule.unit, roll: rule.roll };
    return derive(period, ledger satisfies Ledger, this.calendar);
  }

  /** What must have run is met by its end. */
  #end(clock: Running, at: string, outcome: 'met' | 'cancelled', isByRunning = false): void {
    const counted = this.#counted(clock);
    const isLate = !isByRunning && outcome === 'met' && counted.state === 'due' && Date.parse(at) >= Date.parse(counted.lateAfter);
    clock.endedAt = at;
    clock.outcome = isLate ? 'met-late' : outcome;
  }
}

/** A deadline names what it stands on with its kind; an event of the matter, without. */
function subjectOf({ subject: { kind, id } }: ClockRule, told: Told): string | undefined {
  return firstText(id, told)?.replace(new RegExp(`^${kind}/`, 'u'), '');
}

const fits = ({ event, where }: EventMatch, told: Told): boolean =>
  event === told.type && Object.entries(where).every(([path, condition]) => holds(condition, valueAt(path, told)));

function holds(condition: FieldCondition, value: unknown): boolean {
  if (typeof condition !== 'object') return value === condition;
  if (Array.isArray(condition)) return condition.some((one) => one === value);
  if ('present' in condition) return (value !== undefined) === condition.present;
  return value !== undefined && !condition.not.some((one) => one === value);
}

const valueAt = (path: string, { data }: Told): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], data);

function text(path: string, told: Told): string | undefined {
  const value = valueAt(path, told);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

const firstText = (paths: string | readonly string[], told: Told): string | undefined =>
  [paths]
    .flat()
    .map((path) => text(path, told))
    .find((value) => value !== undefined);

/** A day counts as its last second (CR-1), as in the service. */
function instant(path: string | undefined, told: Told): string {
  const said = path === undefined ? undefined : text(path, told);
  if (said === undefined) return told.actedAt;
  return said.length === 10 ? `${said}T23:59:59+08:00` : said;
}
