import { describe, expect, it } from 'vitest';
import { seldom } from './seldom.ts';

function listening() {
  const lines: unknown[] = [];
  const write = (level: string) => (fields: object, message: string) => void lines.push([level, message, fields]);
  let now = 1000;
  const log = seldom({ info: write('info'), warn: write('warn'), error: write('error') }, () => now);
  return { log, lines, later: (ms: number) => (now += ms) };
}

describe('a log that repeats itself seldom', () => {
  it('says a line at once, those like it after ten seconds, and how many it left out', () => {
    const { log, lines, later } = listening();
    for (const retryCount of [1, 2, 3, 4]) log.info({ broker: 'a', retryCount }, 'away');
    expect(lines).toEqual([['info', 'away', { broker: 'a', retryCount: 1 }]]);
    later(9_999);
    log.info({ broker: 'a', retryCount: 5 }, 'away');
    expect(lines).toHaveLength(1);
    later(1);
    log.info({ broker: 'a', retryCount: 6 }, 'away');
    expect(lines.slice(1)).toEqual([['info', 'away', { broker: 'a', retryCount: 6, leftOut: 4 }]]);
    later(10_000);
    log.info({ broker: 'a', retryCount: 7 }, 'away');
    expect(lines.slice(2)).toEqual([['info', 'away', { broker: 'a', retryCount: 7 }]]);
  });

  it.each([
    ['another level', 'warn', { broker: 'a' }, 'away'],
    ['another message', 'info', { broker: 'a' }, 'refused'],
    ['another broker', 'info', { broker: 'b' }, 'away'],
    ['another group', 'info', { broker: 'a', group: 'g' }, 'away'],
  ] as const)('keeps nothing back of %s', (_what, level, fields, message) => {
    const { log, lines } = listening();
    log.info({ broker: 'a' }, 'away');
    log[level](fields, message);
    expect(lines).toHaveLength(2);
  });

  it('remembers a bounded number of kinds, the latest of them', () => {
    const { log, lines } = listening();
    for (let n = 0; n <= 200; n++) log.info({ broker: `b${n}` }, 'away');
    log.info({ broker: 'b200' }, 'away');
    expect(lines).toHaveLength(201);
    log.info({ broker: 'b0' }, 'away');
    expect(lines).toHaveLength(202);
  });
});
