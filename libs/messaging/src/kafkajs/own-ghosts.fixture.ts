import type { KafkaTuning } from './settings.ts';

/** So slow that nobody who waits for a ghost comes back within the test. */
export const slowGhostTuning: Partial<KafkaTuning> = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 25_000, heartbeatIntervalMs: 300 };
