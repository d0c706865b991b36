import { metrics } from '@opentelemetry/api';
import { Refusal } from '@xiezhi/decider';
import type { ServiceLog } from './log.ts';

/** How much may wait before a service takes no more commands. Reading goes on whatever happens. */
export interface IntakeBounds {
  /**
   * Announcements in the outbox. What waits is committed and safe; the bound keeps the backlog so small that it drains in seconds once
   * the broker is back, and the disk from filling.
   */
  outboxWaitingMax: number;
  /** Age of the oldest of them in seconds: longer than any outage that should not be felt. */
  outboxAgeMaxSeconds: number;
  /** Commands in line for a database connection: each waits for all before it, and whoever waits 2 s is told 503 anyway. */
  queuedMax: number;
}

export const defaultIntakeBounds: IntakeBounds = { outboxWaitingMax: 100_000, outboxAgeMaxSeconds: 7200, queuedMax: 500 };

export interface Load {
  outboxWaiting: number;
  outboxAgeSeconds: number;
  queued: number;
}

/** Closed by a bound that was reached, opened again only when half of it is left: a door that flaps turns away at random. */
export function isOpenAfter(wasOpen: boolean, load: Load, bounds: IntakeBounds): boolean {
  const share = wasOpen ? 1 : 0.5;
  return (
    load.outboxWaiting < bounds.outboxWaitingMax * share &&
    load.outboxAgeSeconds < bounds.outboxAgeMaxSeconds * share &&
    load.queued < bounds.queuedMax * share
  );
}

/**
 * Back-pressure: while too much waits, commands are answered 503 with Retry-After before anything is recorded, so nothing that was
 * accepted is ever lost, and opens by itself. The client repeats with the same Idempotency-Key.
 */
export class Intake {
  readonly #bounds: IntakeBounds;
  readonly #load: () => Load;
  readonly #log: Pick<ServiceLog, 'warn' | 'info'>;
  readonly #refused = metrics
    .getMeter('@xiezhi/service')
    .createCounter('xiezhi.intake.refused', { description: 'Commands answered 503 because too much waits' });
  #isOpen = true;

  constructor(bounds: IntakeBounds, load: () => Load, log: Pick<ServiceLog, 'warn' | 'info'>) {
    this.#bounds = bounds;
    this.#load = load;
    this.#log = log;
    metrics
      .getMeter('@xiezhi/service')
      .createObservableGauge('xiezhi.intake.open', { description: '1 while commands are taken, 0 while they are answered 503' })
      .addCallback((result) => result.observe(this.isOpen() ? 1 : 0));
  }

  isOpen(): boolean {
    const load = this.#load();
    const isOpen = isOpenAfter(this.#isOpen, load, this.#bounds);
    if (isOpen !== this.#isOpen)
      this.#log[isOpen ? 'info' : 'warn']({ ...load }, isOpen ? 'commands are taken again' : 'too much waits: commands are answered 503');
    this.#isOpen = isOpen;
    return isOpen;
  }

  /** @throws Refusal OVERLOADED */
  admit(): void {
    if (this.isOpen()) return;
    this.#refused.add(1);
    throw new Refusal('OVERLOADED');
  }
}
