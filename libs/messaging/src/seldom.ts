import type { Log } from './log.ts';

/** How long one line stands for those like it, ms. */
const everyMs = 10_000;
/** So many kinds of lines are told apart; beyond, the kind seen first is forgotten and said anew. */
const kindsMax = 200;
/** Fields that make lines of one message different kinds; counters, times and fault texts do not. */
const telling = ['namespace', 'broker', 'group', 'topic'] as const;

/**
 * A log that says what is said over and over once in ten seconds, with `leftOut`, the number of lines like it since. A client that looks
 * for a broker that is away says two lines for each attempt of each connection: 50 MB in an hour's outage, and everything else in a log
 * that keeps so much and no more.
 *
 * @param now clock in ms that only goes forward
 */
export function seldom(log: Log, now: () => number = () => performance.now()): Log {
  const kinds = new Map<string, { saidAt: number; leftOut: number }>();
  const rarely =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (fields, message) => {
      const key = JSON.stringify([level, message, ...telling.map((name) => fields[name])]);
      const kind = kinds.get(key);
      if (kind !== undefined && now() - kind.saidAt < everyMs) {
        kind.leftOut += 1;
        return;
      }
      kinds.delete(key);
      kinds.set(key, { saidAt: now(), leftOut: 0 });
      if (kinds.size > kindsMax) kinds.delete(kinds.keys().next().value!);
      log[level](kind === undefined || kind.leftOut === 0 ? fields : { ...fields, leftOut: kind.leftOut }, message);
    };
  return { info: rarely('info'), warn: rarely('warn'), error: rarely('error') };
}
