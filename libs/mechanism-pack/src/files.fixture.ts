import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  type Fields,
  follow,
  followClock,
  followFile,
  type HandOffDriver,
  initialStage,
  isJudicial,
  type StageChart,
  type StageState,
  stepOrRefuse,
  taken,
  type TakenStep,
} from '@xiezhi/stage-chart';
import { Calendar } from '@xiezhi/statutory-time';
import { afterEach, beforeEach } from 'vitest';
import { Clocks } from './clocks.fixture.ts';
import { type MechanismPack, readMechanismPack } from './read-mechanism-pack.ts';

export const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));

/** Ids of organs by the names the specs use. */
export function organ(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

export interface FileHere {
  id: string;
  chart: StageChart;
  /** What it was opened for; itself where that was nothing. */
  matterId: string;
  /** Name of the keeper, and its kind. */
  agency: string;
  kind: string;
  state: StageState;
  handOffId?: string;
  sender?: string;
  related: FileHere[];
}

type Role = Parameters<typeof stepOrRefuse>[2]['who']['roles'][number];

/**
 * The files of several organs that hear of each other, with the clocks their steps start, in memory: what the services do by events,
 * done at once (L2). Each file hears only the files it came from and those that came from it.
 */
export class Files {
  readonly clocks: Clocks;
  readonly #deviations: string[] = [];
  /** Steps taken, as `chart transition`. */
  readonly walked = new Set<string>();
  readonly #files: FileHere[] = [];
  #now = '';

  constructor(readonly from: MechanismPack = pack) {
    this.clocks = new Clocks(
      from.clocks.flatMap(({ rules }) => rules),
      new Calendar(from.calendars),
    );
  }

  /** An organ opens a file by itself, for another of its files or for none. */
  open(chart: string, agency: string, kind: string, from?: FileHere): FileHere {
    return this.#put({ id: `file-${this.#files.length + 1}`, chart: this.#chart(chart), agency, kind, related: from ? [from] : [] });
  }

  /** One step by one post of the keeper. `at`: a day, or a moment such as `2026-10-12 10:00`. @returns the stage it led to */
  step(file: FileHere, transition: string, role: Role, at: string, fields: Fields = {}): string {
    const on = this.#on(at);
    const who = {
      agency: organ(file.agency),
      account: `${file.agency}.${role}`,
      roles: [role],
      parties: ['keeper'],
      isJudicial: isJudicial(file.kind),
    };
    for (const step of stepOrRefuse(file.chart, file.state, { transition, who, on, fields })) this.#record(file, step);
    return file.state.stage;
  }

  /** A hand-off of a file: sent, signed for and accepted on one day, or left where `until` says. @returns the receiver's file, if the route opens one */
  handOff(file: FileHere, routeId: string, receiver: string, kind: string, at: string, more: { sentAt?: string; isShare?: boolean } = {}) {
    const handOff = { handOffId: `hand-off-${this.#files.length + 1}`, matterKind: 'case-file', matterId: file.id, routeId };
    const parties = { sender: organ(file.agency), receiver: organ(receiver) };
    this.#on(more.sentAt ?? at);
    this.#tell('clue-transfer.hand-off-sent.v1', { ...handOff, ...parties });
    this.#on(at);
    for (const event of ['received', 'accepted']) this.#tell(`clue-transfer.hand-off-${event}.v1`, { ...handOff, ...parties });
    const opened = Object.values(this.from.charts).find(({ opening }) => opening?.received.includes(routeId));
    const theirs =
      opened &&
      this.#put({ id: `file-${this.#files.length + 1}`, chart: opened, agency: receiver, kind, related: [file], ...handOff, ...parties });
    if (more.isShare !== true) this.#follow(file, 'hand-off-accepted');
    return theirs;
  }

  /** What became of the hand-off a file came by or went on by. */
  follows(file: FileHere, driver: HandOffDriver, at: string): string {
    this.#on(at);
    this.#follow(file, driver);
    return file.state.stage;
  }

  /** Legal time passes: periods whose end is told are told (COUNTING 7). */
  pass(at: string): void {
    this.#on(at);
    for (const { row, subject, data, on } of this.clocks.expiring(this.#now)) {
      this.#tell('case-supervision.clock-expired.v1', data);
      const file = this.#files.find(({ id }) => id === subject);
      const step = file && followClock(file.chart, file.state, row, on);
      if (file !== undefined && step !== undefined) this.#record(file, step);
    }
  }

  /** @throws Error naming every step that a chart waited for, but not from where its file stood: a road the law foresees has none */
  refuseDeviations(): void {
    if (this.#deviations.length > 0) throw new Error(this.#deviations.join('\n'));
  }

  #put(file: Omit<FileHere, 'state' | 'matterId'>): FileHere {
    const here = { ...file, matterId: file.related[0]?.id ?? file.id, state: initialStage(file.chart) };
    for (const other of file.related) other.related.push(here);
    this.#files.push(here);
    return here;
  }

  #chart(name: string): StageChart {
    const chart = this.from.charts[name];
    if (chart === undefined) throw new Error(`no chart ${name}`);
    return chart;
  }

  #on(at: string): string {
    this.#now = at.length === 10 ? `${at}T10:00:00+08:00` : `${at.replace(' ', 'T')}:00+08:00`;
    return at.slice(0, 10);
  }

  #follow(file: FileHere, driver: HandOffDriver): void {
    this.#record(file, follow(file.chart, file.state, driver, this.#now.slice(0, 10)));
  }

  #record(file: FileHere, step: TakenStep): void {
    const { id: caseFileId, matterId, agency, handOffId, sender, chart, related } = file;
    if (step.deviation !== undefined) this.#deviations.push(`${chart.chart} ${step.transition}: ${step.deviation}`);
    this.walked.add(`${chart.chart} ${step.transition}`);
    file.state = taken(file.state, step);
    const { transition, from, to, announced = {} } = step;
    const parties = { agency: organ(agency), ...(sender !== undefined && { sender, handOffId }) };
    const data = { caseFileId, matterId, ...parties, chart: chart.chart, transition, from, to, fields: announced };
    this.#tell('case-supervision.case-file-stage-entered.v1', data);
    for (const other of related) {
      const heard = followFile(other.chart, other.state, { chart: chart.chart, transition, fields: announced }, this.#now.slice(0, 10));
      if (heard !== undefined) this.#record(other, heard);
    }
  }

  #tell(type: string, data: Record<string, unknown>): void {
    this.clocks.hear({ type, data, actedAt: this.#now });
  }
}

/** What the walks of a spec have not touched: steps of these charts, and rows of these files of clocks. */
export function untouched(walks: readonly Files[], charts: readonly string[], rows: RegExp): string[] {
  const walked = new Set(walks.flatMap((files) => [...files.walked, ...files.clocks.started]));
  const steps = charts.flatMap((name) => pack.charts[name]!.transitions.map(({ id }) => `${name} ${id}`));
  const rules = pack.clocks.flatMap((file) => file.rules.filter(({ id, enabled }) => enabled && rows.test(id)).map(({ id }) => id));
  return [...steps, ...rules].filter((name) => !walked.has(name));
}

/**
 * Gives each test of a spec files of its own and refuses steps that were recorded as deviations: a walk is by the chart.
 *
 * @returns all walks of the spec, for what must not be left untouched, and what a clock of the present one says
 */
export function walkEachTest(begin: (files: Files) => void) {
  const walks: Files[] = [];
  const clockOf = (row: string) => walks.at(-1)?.clocks.of(row);
  beforeEach(() => {
    const files = new Files();
    walks.push(files);
    begin(files);
  });
  afterEach(() => walks.at(-1)?.refuseDeviations());
  return {
    walks,
    due: (row: string) => clockOf(row)?.due,
    state: (row: string) => clockOf(row)?.state,
    holder: (row: string) => clockOf(row)?.holder,
  };
}
