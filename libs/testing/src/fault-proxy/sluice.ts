import { Transform, type TransformCallback } from 'node:stream';

/** Lets bytes through, or keeps them in order until it is opened again. What it keeps is bounded by the buffers of the sockets. */
export class Sluice extends Transform {
  #isOpen = true;
  #waiting: (() => void) | undefined;

  shut(): void {
    this.#isOpen = false;
  }

  open(): void {
    this.#isOpen = true;
    const pass = this.#waiting;
    this.#waiting = undefined;
    pass?.();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#isOpen) done(null, chunk);
    else this.#waiting = () => done(null, chunk);
  }
}
