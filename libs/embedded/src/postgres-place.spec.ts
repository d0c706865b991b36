import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canReach } from './postgres-place.ts';

describe('whether another account can walk to a folder', () => {
  const stranger = { name: 'stranger', uid: 65_533, gid: 65_533 };
  let top: string;
  let inner: string;
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'xiezhi-place-'));
    inner = join(top, 'inner');
    mkdirSync(inner);
    chmodSync(top, 0o755);
    chmodSync(inner, 0o755);
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('can through open folders', () => expect(canReach(stranger, inner)).toBe(true));

  it('can through folders that may be passed but not listed', () => {
    chmodSync(top, 0o711);
    expect(canReach(stranger, inner)).toBe(true);
  });

  it('cannot when one folder above is closed', () => {
    chmodSync(top, 0o700);
    expect(canReach(stranger, inner)).toBe(false);
  });
});
