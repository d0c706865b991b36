import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { refuseNearlyFullDisk, speaksOfFullDisk, tellingDiskFull } from './disk-full.ts';

describe('a full disk', () => {
  it.each([
    ['PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device'],
    ['FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.'],
    ['java.io.IOException: No space left on device'],
  ])('is recognised in "%s"', (words) => expect(speaksOfFullDisk(words)).toBe(true));

  it('is told in words when our own write meets it', async () => {
    const write = (): Promise<never> => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    await expect(tellingDiskFull('Kafka could not start', '/home', write)).rejects.toMatchObject({
      code: 'DISK_FULL',
      advice: expect.stringContaining('400 MB'),
    });
  });

  it('stops a start before it begins', () => {
    expect(() => refuseNearlyFullDisk(tmpdir(), 1)).not.toThrow();
    expect(() => refuseNearlyFullDisk(tmpdir(), Number.MAX_SAFE_INTEGER)).toThrow('MB are free');
  });
});
