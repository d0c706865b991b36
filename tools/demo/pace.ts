import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** How a demonstration goes on after a step. */
export interface Pace {
  /** @returns false when whoever watches has seen enough */
  goOn(place: string): Promise<boolean>;
  close(): void;
}

/** Without a stop. */
export const atOnce: Pace = { goOn: () => Promise.resolve(true), close: () => undefined };

interface Watching {
  input: Readable & { isTTY?: boolean };
  output: Writable;
  /** How long a step stands where nobody can press a key. */
  pauseMs: number;
}

/**
 * Step by step. At a terminal: Enter goes on, c plays the rest without a stop, q (or the end of input) ends. Elsewhere each step
 * stands for a while.
 */
export function slowly({ input, output, pauseMs }: Watching): Pace {
  if (input.isTTY !== true) return { goOn: () => pause(pauseMs, true), close: () => undefined };
  // One reader for the whole story: what is typed while a step is being done is not lost.
  const lines = new Lines(createInterface({ input, output, terminal: false }));
  let isAsking = true;
  return {
    async goOn(place) {
      if (!isAsking) return true;
      output.write(`　　　　　　　（${place}：回车继续，c 连续播放，q 结束）`);
      const answer = (await lines.next())?.trim().toLowerCase();
      if (answer === 'c') isAsking = false;
      return answer !== undefined && answer !== 'q';
    },
    close: () => lines.close(),
  };
}

/** Lines as they are typed, and undefined once there will be none. */
class Lines {
  readonly #interface: Interface;
  readonly #typed: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #isOver = false;

  constructor(lines: Interface) {
    this.#interface = lines;
    lines.on('line', (line) => this.#take(line));
    lines.on('close', () => {
      this.#isOver = true;
      this.#waiting?.(undefined);
    });
  }

  next(): Promise<string | undefined> {
    const line = this.#typed.shift();
    if (line !== undefined || this.#isOver) return Promise.resolve(line);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  close(): void {
    this.#interface.close();
  }

  #take(line: string): void {
    if (this.#waiting === undefined) this.#typed.push(line);
    else {
      this.#waiting(line);
      this.#waiting = undefined;
    }
  }
}
