import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { samplable } from './sampled.ts';

/** B of one side: case supervision's own consumer, or the bare steps. */
export interface ReceiverOrder {
  side: 'ours' | 'floor';
  brokers: string[];
  login: { user: string; password: string };
  pool: { host: string; port: number; database: string; user: string; password: string; max: number };
  topic: string;
}

export type ToReceiver = ReceiverOrder | { ask: 'how many' } | { ask: 'times' };

/** When each was fetched and when it was visible, its effect committed, on the machine's steady clock. */
export interface Sight {
  fetchedAt: number;
  visibleAt: number;
}
export type Seen = [id: string, sight: Sight][];

const arrivesWithinMs = 60_000;

/** B as a process of its own, as services are. */
export class TravelReceiver {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'travel-receiver.process.ts'), { env: { ...process.env, ...samplable } });

  get pid(): number {
    return this.#child.pid!;
  }

  async start(order: ReceiverOrder): Promise<void> {
    await this.#ask(order);
  }

  /** Waits until so many were seen since the last call, and answers them. */
  async seen(count: number): Promise<Map<string, Sight>> {
    for (const deadline = performance.now() + arrivesWithinMs; (await this.#ask({ ask: 'how many' })) !== count; await pause(20)) {
      if (performance.now() > deadline)
        throw new Error(`of ${count} that were sent, ${String(await this.#ask({ ask: 'how many' }))} arrived`);
    }
    return new Map((await this.#ask({ ask: 'times' })) as Seen);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async #ask(message: ToReceiver): Promise<unknown> {
    this.#child.send(message);
    const [answer] = (await once(this.#child, 'message')) as [unknown];
    return answer;
  }
}
