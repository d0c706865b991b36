import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryHome {
  path: string;
  /** After everything in it was stopped. */
  remove(): void;
}

/**
 * A state folder for a test. mkdtemp makes it 0700; as root it is opened for passing through, so that user `postgres` reaches its data
 * in it and nothing is left in the prepared place. The secrets inside have their own 0600.
 */
export function temporaryHome(prefix = 'xiezhi-'): TemporaryHome {
  const path = mkdtempSync(join(tmpdir(), prefix));
  if (process.getuid?.() === 0) chmodSync(path, 0o711);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
