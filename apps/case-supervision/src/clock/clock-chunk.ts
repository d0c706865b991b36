import { handle } from '@xiezhi/aggregate';
import { type Act, ChunkEventStore } from '@xiezhi/event-store';
import type { Queryable } from '@xiezhi/postgres';
import { lockRows, openClocks, type OpenOf, saveRows } from './clock-row.ts';
import type { Intent, Target } from './clock-rules.ts';
import { clocks } from './clock.announce.ts';
import type { ClockCommand, ClockEvent } from './clock.decider.ts';
import type { Clock, ExistingClock } from './clock.state.ts';

export const serviceName = 'case-supervision';

export interface HandledClock {
  id: string;
  events: ClockEvent[];
  state: Clock;
}

/** Clocks that are handled in one transaction: their rows are locked and their streams loaded at its beginning, both are written at its end. */
export class ClockChunk {
  readonly #tx: Queryable;
  readonly #store: ChunkEventStore;
  /** What was open of rows that recur before this chunk did anything, by row and subject. */
  readonly #open: ReadonlyMap<string, string[]>;
  /** Clocks whose cached row is not written yet. */
  readonly #unsaved = new Map<string, ExistingClock>();
  /** Rows and subjects whose clocks this chunk has moved: what was open before no longer tells. */
  readonly #moved = new Set<string>();

  private constructor(tx: Queryable, open: ReadonlyMap<string, string[]>) {
    this.#tx = tx;
    this.#store = new ChunkEventStore(tx, serviceName);
    this.#open = open;
  }

  static async begin(tx: Queryable, intents: readonly Intent[]): Promise<ClockChunk> {
    const targets = intents.map((intent): Target => (intent.kind === 'start' ? intent : intent.target));
    const recurring = new Map(targets.flatMap((target) => ('openOf' in target ? [[keyOf(target.openOf), target.openOf]] : [])));
    const open = await openClocks(tx, [...recurring.values()]);
    const chunk = new ClockChunk(tx, new Map([...recurring.keys()].map((key, n) => [key, open[n] ?? []])));
    const named = targets.flatMap((target) => ('clockId' in target ? [target.clockId] : []));
    await chunk.#prepare([...named, ...open.flat()]);
    return chunk;
  }

  static async of(tx: Queryable, ids: readonly string[]): Promise<ClockChunk> {
    const chunk = new ClockChunk(tx, new Map());
    await chunk.#prepare(ids);
    return chunk;
  }

  /** Which clocks something is heard for, as things stand in this chunk by now. */
  async idsOf(target: Target): Promise<string[]> {
    if ('clockId' in target) return [target.clockId];
    const known = this.#moved.has(keyOf(target.openOf)) ? await this.#openNow(target.openOf) : this.#open.get(keyOf(target.openOf));
    // One look-back meets the one that is due first.
    return (known ?? []).slice(0, target.openOf.firstOnly ? 1 : undefined);
  }

  async handle(id: string, command: ClockCommand, act: Act): Promise<HandledClock> {
    const { events, state } = await handle(this.#store, clocks, id, command, act);
    if (events.length > 0 && isStarted(state)) {
      this.#unsaved.set(id, state);
      this.#moved.add(keyOf(state.terms));
    }
    return { id, events, state };
  }

  async write(): Promise<void> {
    await this.#store.flush();
    await saveRows(this.#tx, this.#unsaved);
    this.#unsaved.clear();
  }

  async #openNow(of: OpenOf): Promise<string[]> {
    await this.write();
    const [open = []] = await openClocks(this.#tx, [of]);
    await this.#prepare(open);
    return open;
  }

  async #prepare(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await lockRows(this.#tx, ids);
    await this.#store.preload(ids.map((id) => ({ aggregate: clocks.name, id })));
  }
}

export function isStarted(clock: Clock): clock is ExistingClock {
  return clock.status === 'running' || clock.status === 'ended';
}

const keyOf = ({ ruleId, subject }: OpenOf): string => `${ruleId}\n${subject}`;
