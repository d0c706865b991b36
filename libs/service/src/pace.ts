// How consumers of a service trade time for processor (docs/adr/0028, 0038).

/** Nobody waits for gates of records that concern nobody; four transactions a second and partition are nothing. */
export const companyMs = 250;
/** A busy machine does more with fewer and larger transactions; nobody notices a tenth of a second. */
export const rest = { restAfterMs: 10, restFactor: 2, restMaxMs: 100 };
