/** A schedule that broke a promise: the seed repeats it. */
export class BrokenPromise extends Error {
  constructor(seed: number, what: string) {
    super(`seed ${seed}: ${what}`);
    this.name = 'BrokenPromise';
  }
}
