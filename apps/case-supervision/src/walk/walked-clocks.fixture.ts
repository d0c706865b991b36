import { randomUUID } from 'node:crypto';
import { type Executed, noteExecuted, type TestDatabase, type TestService } from '@xiezhi/testing';
import { expect } from 'vitest';
import { eventuallyTold, type ownAgencies } from '../case-supervision.fixture.ts';

/** Organs of the walks, by what they are. */
export const organKinds = {
  office: 'RCO',
  water: 'WAT',
  environment: 'ECO',
  fishery: 'AGR',
  government: 'GOV',
  justice: 'JUS',
  police: 'POL',
  'city-police': 'POL',
  procuratorate: 'PRO',
  'city-procuratorate': 'PRO',
  court: 'COU',
} as const;
export type Organ = keyof typeof organKinds;

/** Where walks take place: one service for all. */
export interface Place {
  service(): TestService;
  database(): TestDatabase;
  own: ReturnType<typeof ownAgencies<Organ>>;
}

interface ClockFound {
  id: string;
  dueOn?: string;
  dueAt?: string;
  lateAfter?: string;
  state: string;
  holder: string;
}

/** The deadlines of one walk: those of its practice world. */
export class WalkedClocks {
  protected readonly world = randomUUID();
  protected readonly place: Place;
  readonly #by: string;
  /** Rows whose due moment was found as written, with the clock that has it. */
  readonly #due = new Map<string, { clockId: string; due: string }>();
  #noted = 0;

  constructor(place: Place, by: string) {
    this.place = place;
    this.#by = by;
  }

  /** How much was found as it was written. */
  get noted(): number {
    return this.#noted;
  }

  id(organ: Organ): string {
    return this.place.own.ids[organ];
  }

  /** A deadline of a row is due on this day, `2026-10-12`; an hour row at this moment, `2026-10-13 10:00`, and late after `late`. */
  async due(row: string, day: string, more: { holder?: Organ; late?: string } = {}): Promise<void> {
    await eventuallyTold(async () => {
      const found = await this.#clocks(row);
      const clock = found.find((one) => (day.length === 10 ? one.dueOn === day : written(one.dueAt) === day));
      if (clock === undefined)
        throw new Error(`${row}: ${found.map((one) => `${one.dueOn ?? '—'} ${one.state}`).join('; ') || 'none'}, not ${day}`);
      if (more.holder !== undefined) expect(clock.holder, row).toBe(this.id(more.holder));
      if (more.late !== undefined) expect(written(clock.lateAfter), row).toBe(more.late);
      this.#due.set(row, { clockId: clock.id, due: day });
    });
  }

  /** The deadline last found due was met: in time, late, or in time and learnt late; or its right was used or ran out. */
  met(row: string, how: 'met' | 'met-late' | 'met-learnt-late' = 'met'): Promise<void> {
    return this.#ended(row, how, 'met');
  }

  /** No longer owed: no end in the sense of the law, so nothing is noted. */
  async cancelled(row: string): Promise<void> {
    await eventuallyTold(async () => expect((await this.#clock(row)).state, row).toBe('cancelled'));
  }

  async paused(row: string): Promise<void> {
    await eventuallyTold(async () =>
      expect(
        (await this.#clocks(row)).map(({ state }) => state),
        row,
      ).toContain('paused'),
    );
  }

  /** Its moment passed unmet: the breach is a fact of the clock. */
  async breached(row: string): Promise<void> {
    const { clockId, due } = this.#dueOf(row);
    await eventuallyTold(async () => {
      const { rowCount } = await this.place
        .database()
        .admin.query(`select 1 from case_supervision.fact where stream_id = $1 and type = 'ClockBreached'`, [clockId]);
      expect(rowCount, `${row} is breached`).toBeGreaterThan(0);
    });
    this.note({ kind: 'clock', row, due, end: 'breached' });
  }

  protected note(one: Unsigned<Executed>): void {
    this.#noted += 1;
    noteExecuted({ ...one, by: this.#by });
  }

  async #ended(row: string, state: string, end: 'met' | 'breached'): Promise<void> {
    await eventuallyTold(async () => expect((await this.#clock(row)).state, row).toBe(state));
    this.note({ kind: 'clock', row, due: this.#dueOf(row).due, end });
  }

  async #clock(row: string): Promise<ClockFound> {
    const { clockId } = this.#dueOf(row);
    return (await this.#clocks(row)).find(({ id }) => id === clockId)!;
  }

  #dueOf(row: string) {
    const found = this.#due.get(row);
    if (found === undefined) throw new Error(`when ${row} is due was not asked`);
    return found;
  }

  async #clocks(row: string): Promise<ClockFound[]> {
    const { rows } = await this.place
      .database()
      .admin.query<{ id: string; told: Omit<ClockFound, 'id'> }>(
        'select id, told from case_supervision.clock where world = $1 and rule_id = $2 order by due_at nulls last',
        [this.world, row],
      );
    return rows.map(({ id, told }) => ({ id, ...told }));
  }
}

type Unsigned<One> = One extends unknown ? Omit<One, 'by'> : never;

/** `2026-10-12` is ten in the morning of that day. */
export const moment = (at: string): string => (at.length === 10 ? `${at}T10:00:00+08:00` : `${at.replace(' ', 'T')}:00+08:00`);

const beijing = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
const written = (at: string | undefined): string | undefined => (at === undefined ? undefined : beijing.format(new Date(at)));
