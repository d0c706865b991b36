import { describe, expect, it } from 'vitest';
import { credentialsFrame, readResults } from './kafka-users.ts';

describe('the request that sets broker passwords', () => {
  it('carries the user and what SCRAM derives, never the password', () => {
    const frame = credentialsFrame({ audit: 'a-secret-word' });
    expect(frame.includes('audit')).toBe(true);
    expect(frame.includes('a-secret-word')).toBe(false);
    // header tags, no deletions, one upsertion, name, mechanism, rounds, salt, salted password, tags, tags
    expect(frame).toHaveLength(1 + 1 + 1 + 6 + 1 + 4 + 33 + 65 + 1 + 1);
  });

  it('is answered per user, with an error code', () => {
    const user = (name: string, code: number): Buffer => Buffer.from([name.length + 1, ...Buffer.from(name), 0, code, 0, 0]);
    const answer = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 3]), user('audit', 0), user('feedback', 58), Buffer.from([0])]);
    expect(readResults(answer)).toEqual([
      { user: 'audit', errorCode: 0 },
      { user: 'feedback', errorCode: 58 },
    ]);
  });
});
