import { describe, expect, it } from 'vitest';
import { createLog, nestLogger } from './log.ts';

const canary = '举报人-CANARY-7731';

function capture() {
  const lines: string[] = [];
  return { log: createLog('feedback', 'debug', { write: (line) => void lines.push(line) }), lines };
}

describe('a log line', () => {
  it('is JSON with service, level, time and our words', () => {
    const { log, lines } = capture();
    log.info({ partition: 3 }, 'record was parked');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.any(String),
      service: 'feedback',
      partition: 3,
      msg: 'record was parked',
    });
  });

  it('tells an error by class, code, place and frames, never by what it quotes', () => {
    const { log, lines } = capture();
    const parsing = () => JSON.parse(`{"name":"${canary}`);
    const ofDatabase = Object.assign(new Error(`invalid input syntax for type uuid: "${canary}"`), {
      severity: 'ERROR',
      code: '22P02',
      table: 'fact',
      detail: `Key (name)=(${canary})`,
    });
    try {
      parsing();
    } catch (error) {
      log.error({ error }, `could not read: ${String(error)}`);
      log.error(error);
      log.error(new Error('could not append to hand-off/42', { cause: ofDatabase }));
      nestLogger(log).error(error);
      nestLogger(log).error(String(error), 'stack', 'Controller');
    }
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toContain('CANARY');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: { name: 'SyntaxError' } });
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({
      message: 'could not append to hand-off/42',
      cause: { code: '22P02', table: 'fact' },
    });
  });

  it('hides what nobody should have logged', () => {
    const { log, lines } = capture();
    log.info({ authorization: canary, headers: { cookie: canary }, body: { reason: canary }, settings: { password: canary } }, 'request');
    expect(lines.join('')).not.toContain('CANARY');
  });
});
