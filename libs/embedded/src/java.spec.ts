import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava, javaMajor } from './java.ts';

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "25" 2025-09-16', 25],
    ['java version "1.8.0_402"', 8],
    ['no Java here', undefined],
  ])('%s', (text, major) => expect(javaMajor(text)).toBe(major));
});

describe('finding Java', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'xiezhi-java-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says how to get one where there is none', () =>
    expect(findJava({ JAVA_HOME: folder })).rejects.toMatchObject({ code: 'NO_JAVA', advice: expect.stringContaining('openjdk-17') }));

  it('refuses Java 11 by its name', async () => {
    pretend('openjdk version "11.0.22" 2024-01-16');
    await expect(findJava({ JAVA_HOME: folder })).rejects.toMatchObject({ code: 'JAVA_TOO_OLD', why: expect.stringContaining('11.0.22') });
  });

  it('takes a newer one', async () => {
    pretend('openjdk version "21.0.2" 2024-01-16');
    expect(await findJava({ JAVA_HOME: folder })).toEqual({
      command: join(folder, 'bin', 'java'),
      version: 'openjdk version "21.0.2" 2024-01-16',
    });
  });

  function pretend(version: string): void {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'java'), `#!/bin/sh\necho '${version}' >&2\n`);
    chmodSync(join(folder, 'bin', 'java'), 0o755);
  }
});
