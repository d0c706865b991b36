import { dayOf, daysFrom, daysLater, every, one, type Told, type View } from './event-log.ts';

/**
 * Every figure counted again from the event log, as plainly as DOMAIN 7.2 says it and with nothing of ours: what the portal serves is
 * compared with this. `days` are the gross and net durations behind a figure of time.
 */
export interface Count {
  numerator: number;
  denominator: number;
  original?: number;
  days?: { gross: number; net: number }[];
  open?: number;
}
export type Recount = (view: View) => Count;

export const rate = <Thing>(things: Thing[], isHit: (thing: Thing) => boolean): Count => ({
  numerator: things.filter(isHit).length,
  denominator: things.length,
});
export const count = (things: unknown[]): Count => ({ numerator: things.length, denominator: 0 });
export const sum = (numbers: number[]): number => numbers.reduce((all, n) => all + n, 0);

// ── Hand-offs ──

export const handOffs = (view: View) => view.of('hand-off', 'hand-off-sent');
export const sentOn = (stream: Told[]) => dayOf(stream[0]!.actedAt);
export const isRecalled = (stream: Told[]) =>
  one(stream, 'hand-off-recalled') !== undefined && one(stream, 'hand-off-returned') === undefined;
export const isOwning = (stream: Told[]) => stream[0]!.data['kind'] === 'owning';
export const hands = (kind: string) => (stream: Told[]) => stream[0]!.data['matterKind'] === kind;
export const onlyOn = (told: Told | undefined) => told && dayOf(told.actedAt);

/** First sendings that were not taken back, each with what the sender was told of the decision. */
export function leads(view: View) {
  const all = handOffs(view).filter((stream) => hands('clue')(stream) && isOwning(stream) && !isRecalled(stream));
  const firsts = [...Map.groupBy(all, ([sent]) => String(sent!.data['matterId'])).values()].map(
    (streams) => streams.toSorted(([a], [b]) => (`${a!.actedAt} ${a!.subject}` < `${b!.actedAt} ${b!.subject}` ? -1 : 1))[0]!,
  );
  return firsts.map((stream) => {
    const decision = decisions(view).find(({ matterId }) => matterId === stream[0]!.data['matterId']);
    return { stream, from: sentOn(stream), decision };
  });
}

function decisions(view: View) {
  return view
    .of('thread', 'feedback-owed')
    .filter(([owed]) => owed!.data['kind'] === 'FILING')
    .flatMap((stream) => {
      const { owedSince, decidedResult, matterId } = stream[0]!.data;
      const result =
        every(stream, 'feedback-answered').findLast(({ data }) => data['resultCode'] !== undefined)?.data['resultCode'] ?? decidedResult;
      return result === undefined ? [] : [{ on: dayOf(String(owedSince)), result: String(result), matterId }];
    });
}

/** Decisions told by feedback, and those the police took on their own files of leads. */
export function decided(view: View) {
  const own = files(view, 'criminal-case')
    .filter(([opened]) => opened!.data['handOffId'] !== undefined && opened!.data['matterKind'] === 'clue')
    .flatMap((stream) => {
      const told = step(stream, 'B7f', 'B7x');
      return told === undefined ? [] : [{ on: dayOf(told.actedAt), result: told.data['transition'] === 'B7f' ? 'OPEN_CRIMINAL' : 'NOT' }];
    });
  return [...decisions(view), ...own].filter(({ on, result }) => view.isIn(on) && result !== 'MERGED' && result !== 'PENDING_SUPERIOR');
}

// ── Deadlines ──

interface Clock {
  row: string;
  subject: string;
  started: Told;
  due: { on: string; before: string } | undefined;
  original: { on: string; before: string } | undefined;
  isPaused: boolean;
  stopped: Told | undefined;
  pauses: [from: string, to: string][];
}

function clocks(view: View): Clock[] {
  return view.of('clock', 'clock-started').map((stream) => {
    const planned = every(stream, 'clock-started', 'clock-changed');
    const dues = planned
      .filter(({ data }) => data['dueAt'] !== undefined)
      .map(({ data }) => ({ on: String(data['dueOn']), before: String(data['lateAfter'] ?? data['dueAt']) }));
    const stopped = one(stream, 'clock-stopped');
    const pauses: [string, string][] = [];
    for (const [n, told] of planned.entries()) {
      if (told.data['dueAt'] !== undefined) continue;
      const resumed = planned.slice(n + 1).find(({ data }) => data['dueAt'] !== undefined);
      const from = n === 0 ? String(told.data['triggeredAt']) : told.actedAt;
      const to = resumed?.actedAt ?? stopped?.data['stoppedAt'];
      if (planned[n - 1]?.data['dueAt'] !== undefined || n === 0)
        pauses.push([dayOf(from), to === undefined ? '9999-12-31' : dayOf(String(to))]);
    }
    const isPaused = planned.at(-1)!.data['dueAt'] === undefined;
    const { ruleId, subject } = stream[0]!.data;
    return {
      row: String(ruleId),
      subject: String(subject),
      started: stream[0]!,
      due: dues.at(-1),
      original: dues[0],
      isPaused,
      stopped,
      pauses,
    };
  });
}

const stoppedAt = ({ stopped }: Clock): number =>
  stopped === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(stopped.data['stoppedAt']));
const isCancelled = ({ stopped }: Clock): boolean => stopped?.data['outcome'] === 'cancelled';
/** By the two moments alone, not by what the clock said of itself. */
const isBefore = (clock: Clock, due: Clock['due']): boolean => due !== undefined && stoppedAt(clock) < Date.parse(due.before);
const isOver = (view: View, clock: Clock): boolean =>
  !isCancelled(clock) &&
  clock.due !== undefined &&
  !(clock.isPaused && clock.stopped === undefined) &&
  Date.parse(clock.due.before) <= Date.parse(view.now);

const due = (view: View, rows: string[]) =>
  clocks(view).filter((clock) => rows.includes(clock.row) && isOver(view, clock) && view.isIn(clock.due?.on));

export const inTime =
  (...rows: string[]): Recount =>
  (view) => {
    const over = due(view, rows);
    return {
      ...rate(over, (clock) => isBefore(clock, clock.due)),
      original: over.filter((clock) => isBefore(clock, clock.original)).length,
    };
  };
export const ever =
  (...rows: string[]): Recount =>
  (view) =>
    rate(due(view, rows), (clock) => stoppedAt(clock) <= Date.parse(view.now));

const lastClock = (view: View, row: string, subject: string) =>
  clocks(view)
    .filter((clock) => clock.row === row && clock.subject === subject && !isCancelled(clock))
    .toSorted((a, b) => (`${a.started.actedAt} ${a.started.subject}` < `${b.started.actedAt} ${b.started.subject}` ? -1 : 1))
    .at(-1);

// ── Problems and files ──

export const problems = (view: View) => view.of('problem', 'problem-reported');
export const steps = (stream: Told[]) => every(stream, 'problem-stage-entered', 'case-file-stage-entered');
export const files = (view: View, chart: string) =>
  view.of('case-file', 'case-file-opened').filter(([opened]) => opened!.data['chart'] === chart);
export const step = (stream: Told[], ...transitions: string[]) =>
  steps(stream).find(({ data }) => transitions.includes(String(data['transition'])));
export const into = (stream: Told[], stage: string) => steps(stream).find(({ data }) => data['to'] === stage && data['from'] !== stage);
export const fieldOf = (told: Told | undefined, name: string): string | undefined => {
  const said = told?.fields[name];
  return said === undefined ? undefined : String(said);
};
export const stageNow = (view: View, stream: Told[]) =>
  steps(stream).findLast((told) => view.isPast(dayOf(told.actedAt)))?.data['to'] ?? 'REPORTED';

export const found = (view: View) =>
  problems(view).filter(
    (stream) => view.isIn(dayOf(stream[0]!.actedAt)) && !['REJECTED', 'MERGED'].includes(String(stageNow(view, stream))),
  );

export const ended = (view: View, chart: string, ...transitions: string[]) =>
  files(view, chart)
    .map((stream) => ({ stream, end: step(stream, ...transitions) }))
    .filter(({ end }) => view.isIn(onlyOn(end)));
export const isResolved = (told: Told | undefined) => ['K2', 'K3'].includes(String(fieldOf(told, 'closingReason')));

// ── Time ──

/** Net: every day that lay in no pause, one by one. */
export function lasting(
  view: View,
  segments: { from: string | undefined; to: string | undefined; gone?: string | undefined; pauses?: [string, string][] }[],
): Count {
  const begun = segments.filter(({ from }) => view.isPast(from));
  const done = begun.filter(({ to }) => view.isIn(to));
  const days = done.map(({ from, to, pauses = [] }) => {
    const gross = daysFrom(from!, to!);
    const net = Array.from({ length: gross }, (_unused, n) => daysLater(from!, n)).filter(
      (on) => !pauses.some(([a, b]) => a <= on && on < b),
    ).length;
    return { gross, net };
  });
  return {
    numerator: done.length,
    denominator: done.length,
    days,
    open: begun.filter(({ from, to, gone }) => from! <= view.period.to && !view.isPast(to) && !view.isPast(gone)).length,
  };
}

export function pausesOf(view: View, stream: Told[]): [string, string][] {
  const matter = stream[0]!.data['matterId'] ?? stream[0]!.data['problemId'];
  return clocks(view)
    .filter(({ subject }) => subject === stream[0]!.subject || subject === `matter/${String(matter)}`)
    .flatMap(({ pauses }) => pauses);
}

export const fileTime =
  (
    chart: string,
    segment: (stream: Told[]) => { from: string | undefined; to: string | undefined; gone?: string | undefined },
    isNet = true,
  ): Recount =>
  (view) =>
    lasting(
      view,
      files(view, chart).map((stream) => ({ ...segment(stream), ...(isNet && { pauses: pausesOf(view, stream) }) })),
    );
export const named = (told: Told | undefined, field: string) =>
  told && fieldOf(told, field) === undefined ? onlyOn(told) : fieldOf(told, field);

// ── Supervision, families ──

export const supervisions = (view: View) =>
  view.of('supervision', 'supervision-proposed').map((stream) => {
    const stages = every(stream, 'supervision-stage-entered');
    const entered = (to: string) => onlyOn(stages.find(({ data }) => data['to'] === to));
    const limits = stages.flatMap(({ data }) => (data['limitOn'] === undefined ? [] : [String(data['limitOn'])]));
    const extensions = stages.filter(({ data }) => data['to'] === 'extended').length;
    const dropped = entered('rejected') ?? entered('failed');
    return {
      issued: entered('issued'),
      lifted: entered('lifted'),
      escalated: entered('escalated'),
      dropped,
      limit: limits.at(-1),
      first: limits[0],
      extensions,
    };
  });
export const limited = (view: View) =>
  supervisions(view).filter(({ issued, limit }) => issued !== undefined && view.isIn(limit) && limit! < view.today);
export const issuedIn = (view: View) => supervisions(view).filter(({ issued }) => view.isIn(issued));

const restTypes: Record<string, (stream: Told[]) => Told | undefined> = {
  problem: (stream) =>
    steps(stream)
      .filter((_told, n, all) => n === all.length - 1)
      .find(({ data }) => ['CLOSED', 'REJECTED', 'MERGED'].includes(String(data['to']))),
  'hand-off': (stream) =>
    every(stream, 'hand-off-accepted', 'hand-off-refused', 'hand-off-forwarded', 'hand-off-recalled', 'hand-off-returned').at(-1),
  'case-file': (stream) => (steps(stream).at(-1)?.data['isAtRest'] === true ? steps(stream).at(-1) : undefined),
  dispute: (stream) =>
    stream.find(({ type, data }) => type === 'dispute-bound' || (type === 'dispute-stage-entered' && data['to'] === 'WITHDRAWN')),
  supervision: (stream) =>
    every(stream, 'supervision-stage-entered').find(({ data }) =>
      ['lifted', 'escalated', 'rejected', 'failed'].includes(String(data['to'])),
    ),
};
const begins: Record<string, string> = {
  clue: 'clue-registered',
  problem: 'problem-reported',
  'hand-off': 'hand-off-sent',
  'case-file': 'case-file-opened',
  dispute: 'dispute-raised',
  supervision: 'supervision-proposed',
  thread: 'feedback-owed',
  clock: 'clock-started',
};

export function families(view: View) {
  const counted = Object.entries(begins).flatMap(([aggregate, first]) =>
    view.of(aggregate, first).map((stream) => ({ aggregate, stream })),
  );
  return [...Map.groupBy(counted, ({ stream }) => stream[0]!.familyId).values()].map((streams) => {
    const first = streams.map(({ stream }) => stream[0]!.actedAt).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0]!;
    const ends = streams.flatMap(({ aggregate, stream }) => (aggregate in restTypes ? [restTypes[aggregate]?.(stream)?.actedAt] : []));
    const closed =
      ends.length > 0 && !ends.includes(undefined) ? ends.toSorted((a, b) => Date.parse(a!) - Date.parse(b!)).at(-1) : undefined;
    const organs = new Set(streams.flatMap(({ stream }) => stream.flatMap(({ agency }) => agency ?? [])));
    return { first, closed, organs, handOffs: streams.filter(({ aggregate }) => aggregate === 'hand-off').map(({ stream }) => stream) };
  });
}

export const hours = (from: string, to: string) => Math.max(0, Date.parse(to) - Date.parse(from)) / 3_600_000;

export function waited(stream: Told[], closed: string): number {
  const end = restTypes['hand-off']?.(stream)?.actedAt;
  const acted = one(stream, 'hand-off-supplement-requested', 'hand-off-accepted', 'hand-off-refused', 'hand-off-forwarded')?.actedAt;
  const signed = one(stream, 'hand-off-received')?.actedAt ?? acted ?? end ?? closed;
  return hours(stream[0]!.actedAt, signed) + hours(signed, acted ?? end ?? closed);
}

export const restorationsDue = (view: View) =>
  files(view, 'restoration').filter((stream) => {
    const plan = lastClock(view, 'X01', stream[0]!.subject);
    return plan !== undefined && isOver(view, plan) && view.isIn(plan.due?.on);
  });

export const transferred =
  (...rows: string[]): Recount =>
  (view) => {
    const approved = files(view, 'criminal-transfer').filter((stream) => view.isIn(onlyOn(step(stream, 'B3a'))));
    const owed = approved
      .map((stream) => rows.map((row) => lastClock(view, row, stream[0]!.subject)))
      .filter((each) => !each.includes(undefined)) as Clock[][];
    const known = owed.filter(
      (each) => each.some((clock) => isOver(view, clock) && !isBefore(clock, clock.due)) || each.every((clock) => isOver(view, clock)),
    );
    const isAll = (each: Clock[], by: 'due' | 'original') => each.every((clock) => isBefore(clock, clock[by]));
    return { ...rate(known, (each) => isAll(each, 'due')), original: known.filter((each) => isAll(each, 'original')).length };
  };

export const onTransfers = (view: View) =>
  ended(view, 'criminal-case', 'B7f', 'B7x').filter(
    ({ stream: [opened] }) => opened!.data['handOffId'] !== undefined && opened!.data['matterKind'] === 'case-file',
  );
