import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Hand-offs to be accepted over HTTP, one after the other on each connection. */
export interface LoadOrder {
  /** Server and what stands before `/hand-offs/…`. */
  url: string;
  prefix: string;
  token: string;
  /** The first number; each is used once. */
  base: number;
  count: number;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  seconds: number;
  used: number;
  accepted: { key: string; id: string; version: number }[];
  /** Answers other than yes, by status and code. */
  refused: Record<string, number>;
}

/** The load comes from a process of its own: it takes the same from the machine whoever is measured. */
export class HttpLoad {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'http-load.process.ts'));

  async run(order: LoadOrder): Promise<LoadResult> {
    this.#child.send(order);
    const [result] = (await once(this.#child, 'message')) as [LoadResult];
    return result;
  }

  stop(): void {
    this.#child.kill('SIGTERM');
  }
}
