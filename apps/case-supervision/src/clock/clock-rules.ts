import { createHash } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import type { AgencyId, IntegrationEvent, MatterKind } from '@xiezhi/contracts';
import { type MechanismPack, type PackShelf, packVersionOf } from '@xiezhi/mechanism-pack';
import { mechanismOf } from '@xiezhi/stage-chart';
import {
  Calendar,
  type CalendarYear,
  type ClockRule,
  dateOf,
  derive,
  type EventMatch,
  type FieldCondition,
  turnsRed,
  type WarningPolicy,
  weakerMark,
} from '@xiezhi/statutory-time';
import type { Counting } from './clock.plan.ts';
import type { ClockTerms, Heard } from './clock.state.ts';

/** The rows of one pack, ready to be asked what an event means for deadlines. */
export interface ClockRules {
  rules: readonly ClockRule[];
  /** The same by the event types they name: most events are named by few of a hundred rows. */
  rulesOn: RulesByType;
  calendar: Calendar;
  policy: WarningPolicy;
  packVersion: string;
  /** First day of the version; the later of two versions is the newer. */
  validFrom: string;
  /** Which notices clocks are counted with: another digest means that a re-plan is outstanding. */
  calendarDigest: string;
}

/** @throws Error when the pack has no clocks or no warning points: a service that counts time must not start without */
export function clockRulesOf(pack: MechanismPack): ClockRules {
  const { clocks, warnings, calendars, header } = pack;
  if (clocks.length === 0 || warnings === undefined)
    throw new Error(`the mechanism pack ${header.name} has no clocks/*.yaml or no warnings.yaml`);
  const rules = enabledOf(pack);
  return {
    rules,
    rulesOn: byType(rules),
    calendar: new Calendar(calendars),
    policy: warnings,
    packVersion: packVersionOf(header),
    validFrom: header.validFrom,
    calendarDigest: createHash('sha256').update(JSON.stringify(calendars)).digest('hex'),
  };
}

const enabledOf = ({ clocks }: MechanismPack): ClockRule[] => clocks.flatMap(({ rules }) => rules).filter(({ enabled }) => enabled);

/** For each event type the rows that begin with it, and those that end, pause or go on with it, in the order of the pack. */
interface RulesByType {
  starts: ReadonlyMap<string, readonly ClockRule[]>;
  hearings: ReadonlyMap<string, readonly ClockRule[]>;
}

function byType(rules: readonly ClockRule[]): RulesByType {
  const index = (matchesOf: (rule: ClockRule) => readonly EventMatch[]): Map<string, ClockRule[]> => {
    const found = new Map<string, ClockRule[]>();
    for (const rule of rules)
      for (const type of new Set(matchesOf(rule).map(({ event }) => event))) found.set(type, [...(found.get(type) ?? []), rule]);
    return found;
  };
  return {
    starts: index(({ start }) => start),
    hearings: index(({ stop, cancel, resume, pause }) => [...stop, ...cancel, ...resume, ...pause]),
  };
}

/** Which clock an intent is for: one that follows from rule and subject, or whatever is open of a row that recurs. */
export type Target = { clockId: string } | { openOf: { ruleId: string; subject: string; firstOnly: boolean } };

export type Intent =
  | { kind: 'start'; clockId: string; terms: Omit<ClockTerms, 'turnsRed'>; triggeredAt: string }
  | { kind: 'hear'; target: Target; heard: Heard };

const startsOf = (rule: ClockRule, { packVersion }: ClockRules, event: IntegrationEvent): Intent[] =>
  rule.start.filter((match) => fits(match, event)).flatMap((match) => startOf(rule, match, event, packVersion));

/** Ends and pauses that a row sees in an event, for clocks of its own version alone. */
function hearingsOf(rule: ClockRule, { rules, calendar, packVersion: under }: ClockRules, event: IntegrationEvent): Intent[] {
  const hearing = (match: EventMatch, heard: Heard): Intent[] => {
    if (!fits(match, event)) return [];
    const target = targetOf(rule, event, heard.what);
    return target === undefined ? [] : [{ kind: 'hear', target, heard: { ...heard, under } }];
  };
  const at = event.meta.actedAt;
  return [
    ...rule.stop.flatMap((match) => hearing(match, { what: 'stop', at: momentAt(match.at, event) })),
    ...rule.cancel.flatMap((match) => hearing(match, { what: 'cancel', at })),
    ...rule.resume.flatMap((match) => hearing(match, { what: 'resume', at, reason: match.reason })),
    ...rule.pause.flatMap((match) =>
      hearing(match, {
        what: 'pause',
        at,
        reason: match.reason,
        ...(match.cap && { capAt: capAt(match.cap.rule, rules, at, calendar) }),
      }),
    ),
  ];
}

/**
 * The rows of every version a process has loaded. An event starts clocks of one version: that of the matter it speaks of, else the one
 * its mechanism has in force on the day of the act. It ends and pauses clocks of all versions of that
 * mechanism, each by the rows they were started by; one that names no mechanism may end those of any.
 */
export class ClockRuleBook implements Counting {
  readonly #shelf: PackShelf;
  readonly #home: ClockRules;
  readonly #rules = new WeakMap<MechanismPack, ClockRules>();

  /** @throws Error when the pack of the setting has no clocks or no warning points */
  constructor(shelf: PackShelf) {
    this.#shelf = shelf;
    this.#home = clockRulesOf(shelf.home);
    this.#rules.set(shelf.home, this.#home);
  }

  get calendar(): Calendar {
    return this.#home.calendar;
  }
  get policy(): WarningPolicy {
    return this.#home.policy;
  }
  /** Names the calendars of the setting's pack: with others, running clocks await a re-plan. */
  get calendarDigest(): string {
    return this.#home.calendarDigest;
  }
  /** What that digest names. */
  get calendars(): readonly CalendarYear[] {
    return this.#shelf.home.calendars;
  }
  /** Versions that clocks can be counted by here. */
  get packVersions(): string[] {
    return this.#shelf.all().map(({ header }) => packVersionOf(header));
  }

  /** @throws Refusal PACK_VERSION_NOT_LOADED */
  under(packVersion: string): ClockRules {
    return this.#of(this.#shelf.of(packVersion));
  }

  /**
   * @param version of what the event follows from, where the event itself does not say it
   * @throws Refusal PACK_VERSION_NOT_LOADED when the event is of a version or mechanism that has not arrived here: it must wait
   */
  intentsOf(event: IntegrationEvent, version?: string): Intent[] {
    const starting = this.#startingUnder(event, version);
    const mechanism = this.#mechanismOf(event, version);
    const heard = this.#shelf.all().filter(({ header }) => mechanism === undefined || header.name === mechanism);
    const ends = heard.flatMap((pack) => {
      const counting = this.#of(pack);
      return (counting.rulesOn.hearings.get(event.type) ?? []).flatMap((rule) => hearingsOf(rule, counting, event));
    });
    // An end comes before a start: what begins anew with this event is not ended by it.
    if (starting === undefined) return ends;
    const starts = (starting.rulesOn.starts.get(event.type) ?? []).flatMap((rule) => startsOf(rule, starting, event));
    return [...ends, ...starts];
  }

  /** Whose clocks an event can be about; undefined where it does not say, such as an answer: then whoever runs one may be meant. */
  #mechanismOf(event: IntegrationEvent, version: string | undefined): string | undefined {
    const packVersion = version ?? textAt('packVersion', event);
    if (packVersion !== undefined) return mechanismOf(packVersion);
    const isOfHandOff = textAt('routeId', event) !== undefined;
    return textAt('mechanism', event) ?? (isOfHandOff ? this.#shelf.home.header.name : undefined);
  }

  #startingUnder(event: IntegrationEvent, version: string | undefined): ClockRules | undefined {
    const packVersion = version ?? textAt('packVersion', event);
    const mechanism = textAt('mechanism', event);
    const said = { ...(packVersion !== undefined && { packVersion }), ...(mechanism !== undefined && { mechanism }) };
    const meant = this.#shelf.meant(said, dateOf(event.meta.actedAt));
    return meant === undefined ? undefined : this.#of(meant);
  }

  /** A mechanism without warning points or calendars of its own is counted by those of the setting's. */
  #of(pack: MechanismPack): ClockRules {
    const known = this.#rules.get(pack);
    if (known !== undefined) return known;
    const { calendar, policy, calendarDigest } = this.#home;
    const own = pack.calendars.length === 0 ? calendar : new Calendar(pack.calendars);
    const rules = enabledOf(pack);
    const version = { packVersion: packVersionOf(pack.header), validFrom: pack.header.validFrom };
    const counting = { rules, rulesOn: byType(rules), calendar: own, policy: pack.warnings ?? policy, ...version, calendarDigest };
    this.#rules.set(pack, counting);
    return counting;
  }
}

/** A pause lasts at most as long as the row it is capped by, counted from its beginning (COUNTING 21). */
function capAt(ruleId: string, rules: readonly ClockRule[], from: string, calendar: Calendar): string | undefined {
  const cap = rules.find(({ id }) => id === ruleId);
  if (cap === undefined) return undefined;
  const counted = derive(cap, { triggeredAt: from, pauses: [], extensions: [] }, calendar);
  return counted.state === 'due' ? counted.lateAfter : undefined;
}

function startOf(rule: ClockRule, match: ClockRule['start'][number], event: IntegrationEvent, packVersion: string): Intent[] {
  const subject = subjectOf(rule, event);
  const [holder] = agenciesAt(match.holder ?? rule.holder, event);
  const lastDay = rule.until === undefined ? undefined : textAt(rule.until, event);
  const before = rule.before === undefined ? undefined : textAt(rule.before, event);
  const length = match.length ?? rule.length;
  // Without a debtor, or with neither a length nor a day in the document, there is nothing that could fall due.
  if (subject === undefined || holder === undefined || (lastDay === undefined && length === undefined)) return [];
  if (rule.before !== undefined && before === undefined) return [];
  const watchers = rule.watchers.flatMap((path) => agenciesAt(path, event)).filter((agency) => agency !== holder);
  const matter = matterOf(event);
  const terms: Omit<ClockTerms, 'turnsRed'> = {
    ruleId: rule.id,
    ruleName: rule.name,
    subject: subject.text,
    ...matter,
    title: textAt('title', event) ?? rule.name,
    familyId: event.meta.familyId,
    world: event.meta.world,
    holder,
    watchers: [...new Set(watchers)],
    period: { ...(lastDay === undefined && { length }), unit: match.unit ?? rule.unit, roll: rule.roll },
    ...(lastDay !== undefined && { lastDay }),
    ...(before !== undefined && { before }),
    nature: rule.nature,
    mark: weakerMark(rule.mark),
    warns: rule.warns,
    expires: rule.expires === 'always',
    ...(rule.bound === 'earliest' && { mustRun: true }),
    ...(rule.extension !== undefined && {
      extension: { length: rule.extension.length, times: rule.extension.times, by: rule.extension.by },
    }),
    source: rule.source,
    ...(rule.consequence !== undefined && { consequence: rule.consequence }),
    packVersion,
  };
  const triggeredAt = momentAt(match.at, event);
  if (!rule.recurs) return [{ kind: 'start', clockId: idOf(rule, subject), terms, triggeredAt }];
  const times = rule.repeats?.times ?? 1;
  return Array.from({ length: times }, (_, index) => ({
    kind: 'start',
    clockId: derivedId(event.id, `clock/${rule.id}/${index + 1}`),
    terms: times === 1 ? terms : { ...terms, occurrence: index + 1 },
    triggeredAt,
  }));
}

/**
 * When what a row speaks of happened: at the moment or on the day the event names, else when the act did. A day before the act stands
 * at its last second: a period counts from the next day either way (CR-1), and what was done that day was done in it.
 */
function momentAt(path: string | undefined, event: IntegrationEvent): string {
  const { actedAt } = event.meta;
  const said = path === undefined ? undefined : textAt(path, event);
  if (said === undefined || said === dateOf(actedAt)) return actedAt;
  return said.length === 10 ? `${said}T23:59:59+08:00` : said;
}

interface Subject {
  text: string;
  id: string;
  per: string;
}

function subjectOf(rule: ClockRule, event: IntegrationEvent): Subject | undefined {
  const found = pathsOf(rule.subject.id)
    .map((path) => textAt(path, event))
    .find((text) => text !== undefined);
  if (found === undefined) return undefined;
  // What a deadline tells of itself names its subject with its kind: a row that begins where another ends stands on the same one.
  const prefix = `${rule.subject.kind}/`;
  const id = found.startsWith(prefix) ? found.slice(prefix.length) : found;
  const per = rule.subject.per === undefined ? '' : scalarAt(rule.subject.per, event);
  return per === undefined ? undefined : { text: `${rule.subject.kind}/${id}`, id, per: String(per) };
}

const idOf = (rule: ClockRule, { id, per }: Subject): string => derivedId(id, `clock/${rule.id}/${per}`);

function targetOf(rule: ClockRule, event: IntegrationEvent, what: Heard['what']): Target | undefined {
  const subject = subjectOf(rule, event);
  if (subject !== undefined && !rule.recurs) return { clockId: idOf(rule, subject) };
  // What ends the whole, such as the acceptance of a hand-off, names none of its rounds and ends whichever is open.
  const about = subject?.text ?? subjectOf({ ...rule, subject: { kind: rule.subject.kind, id: rule.subject.id } }, event)?.text;
  if (about === undefined) return undefined;
  // One look-back meets the one that is due first; what is no longer owed is owed no more at all.
  return { openOf: { ruleId: rule.id, subject: about, firstOnly: rule.repeats !== undefined && what === 'stop' } };
}

/** Which matter the deadline belongs to; a problem's own events name it by its id. */
function matterOf(event: IntegrationEvent): { matterKind: MatterKind; matterId: string } {
  const matterId = textAt('matterId', event);
  if (matterId !== undefined) return { matterKind: textAt('matterKind', event) as MatterKind, matterId };
  return { matterKind: 'problem', matterId: textAt('problemId', event) ?? event.meta.familyId };
}

/** Whether an event is the one a row speaks of: its type, and every condition on its members. */
export function fits({ event: type, where }: EventMatch, event: IntegrationEvent): boolean {
  return event.type === type && Object.entries(where).every(([path, condition]) => holds(condition, scalarAt(path, event)));
}

type Scalar = string | number | boolean;

function holds(condition: FieldCondition, value: Scalar | undefined): boolean {
  if (typeof condition !== 'object') return value === condition;
  if (Array.isArray(condition)) return value !== undefined && condition.includes(value);
  if ('present' in condition) return (value !== undefined) === condition.present;
  return value !== undefined && !condition.not.includes(value);
}

const pathsOf = (paths: string | string[]): string[] => (typeof paths === 'string' ? [paths] : paths);

/** A member of the event’s data, or of its meta by `meta.…`. */
function valueAt(path: string, { data, meta }: IntegrationEvent): unknown {
  const [first = '', ...rest] = path.split('.');
  const root: unknown = first === 'meta' ? meta : memberOf(data, first);
  return rest.reduce(memberOf, root);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function scalarAt(path: string, event: IntegrationEvent): Scalar | undefined {
  const value = valueAt(path, event);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function textAt(path: string, event: IntegrationEvent): string | undefined {
  const value = valueAt(path, event);
  return typeof value === 'string' ? value : undefined;
}

function agenciesAt(paths: string | string[], event: IntegrationEvent): AgencyId[] {
  for (const path of pathsOf(paths)) {
    const value = valueAt(path, event);
    if (typeof value === 'string') return [value];
    if (Array.isArray(value) && value.length > 0) return value.filter((one): one is string => typeof one === 'string');
  }
  return [];
}

/** Kinds of organs that are recorded and not steered (DESIGN 3). */
const judicialKinds: ReadonlySet<string> = new Set(['PRO', 'COU', 'POL']);

/** COUNTING 29. An organ the directory has not named yet is taken for a judicial one: better no red light than a wrong one. */
export function redFor({ mark, holder }: Pick<ClockTerms, 'mark' | 'holder'>, kinds: ReadonlyMap<AgencyId, string>): boolean {
  const kind = kinds.get(holder);
  return turnsRed(mark, kind === undefined || judicialKinds.has(kind));
}
