/** Where several stories that are told at once stand, in one line. */
export class Progress {
  readonly #total: number;
  readonly #running = new Map<string, string>();
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** A step of a story is done. */
  step(name: string, step: number, steps: number): void {
    this.#running.set(name, `${name} ${step}/${steps}`);
  }

  end(name: string): void {
    this.#running.delete(name);
    this.#done += 1;
  }

  get line(): string {
    const running = [...this.#running.values()].join('　');
    return `［${this.#done}/${this.#total}］${running === '' ? '' : `正在演示 ${running}`}`;
  }
}

/** The line, drawn over the last one where a terminal shows it; elsewhere only its ends are told, by whoever tells them. */
export function drawn(progress: Progress, output: { isTTY?: boolean; columns?: number; write(text: string): unknown }): () => void {
  if (output.isTTY !== true) return () => undefined;
  // A Chinese character is two columns wide: half the columns can never overflow the line.
  return () => output.write(`\r\u{1B}[2K${progress.line.slice(0, Math.max(10, Math.floor((output.columns ?? 80) / 2)))}`);
}
