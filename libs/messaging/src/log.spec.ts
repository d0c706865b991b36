import { describe, expect, it } from 'vitest';
import { faultName } from './log.ts';

describe('what a log says of a fault', () => {
  it.each([
    ['class and SQLSTATE', Object.assign(new Error('duplicate key (title)=(somebody’s words)'), { code: '23505' }), 'Error 23505'],
    ['class and code of the system', Object.assign(new TypeError('x'), { code: 'ECONNRESET' }), 'TypeError ECONNRESET'],
    [
      'the driver’s own words where it gives no code',
      new Error('timeout exceeded when trying to connect'),
      'Error timeout exceeded when trying to connect',
    ],
    ['no more than these', new Error('Connection terminated by somebody’s words'), 'Error Connection terminated'],
    ['the class alone of any other error', new RangeError('somebody’s words'), 'RangeError'],
    ['nothing of what is no error', 'somebody’s words', 'unknown'],
  ])('%s', (_what, error, name) => expect(faultName(error)).toBe(name));
});
