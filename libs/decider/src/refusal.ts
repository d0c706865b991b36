import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';

/**
 * An expected no, with a code from the catalogue. Over HTTP it becomes problem details; in a consumer it is kept and shown, not
 * retried. `details` carries identifiers and limits for the reader, never what a clue says or whom it names.
 */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, details: Record<string, string | number> = {}) {
    super(`${code}: ${errorCatalogue[code].title}`);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }

  /** The details as a caller reads them beside title and advice; undefined when there are none. */
  get detail(): string | undefined {
    const details = Object.entries(this.details).map(([name, value]) => `${name}: ${value}`);
    return details.length === 0 ? undefined : details.join('；');
  }
}
