import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ground } from './ground.ts';

/** Set in the process that `inOwnRoom` has started. */
const roomName = 'XIEZHI_FAULTS_ROOM';

export const isInOwnRoom = (): boolean => process.env[roomName] === 'yes';

/**
 * Runs these words as a process of their own whose mounts nobody else sees and which end with it: a mount namespace, for which whoever is
 * not root needs a user namespace too. Linux only.
 *
 * @returns whether it ended well
 */
export async function inOwnRoom(words: readonly string[]): Promise<boolean> {
  const namespaces = process.getuid?.() === 0 ? ['--propagation', 'private'] : ['--user', '--map-current-user', '--keep-caps'];
  const child = spawn('unshare', ['--mount', ...namespaces, process.execPath, ...words], {
    env: { ...process.env, [roomName]: 'yes' },
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

/** A disk of so many MB that only the database of this ground can write to; gone with the room. */
export function mountSmallDisk(ground: Ground, sizeMb: number): string {
  if (!isInOwnRoom()) throw new Error('a disk is mounted in a room of its own only');
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-small-disk-'));
  const { uid, gid } = statSync(ground.databaseFolder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0700,uid=${uid},gid=${gid}`, 'tmpfs', folder]);
  return folder;
}
