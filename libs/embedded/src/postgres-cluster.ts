import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskFull, speaksOfFullDisk } from './disk-full.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { lastLines, StartFailure } from './start-failure.ts';

// Set once: another collation later would mean a new cluster. `builtin` sorts the same on every machine; the C.UTF-8 of libc is what
// the text search parser and pg_trgm look at, and makes them see Chinese characters as letters.
const initdbFlags = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--lc-ctype=C.UTF-8',
  '--lc-collate=C.UTF-8',
  '--lc-messages=C',
];

/**
 * Makes the cluster when there is none. initdb works in a folder beside, which becomes the data folder by one rename: whoever
 * finds a data folder finds a whole one, and what a killed initdb left is swept away here.
 */
export async function ensureCluster(place: PostgresPlace, password: string, fsync: boolean): Promise<boolean> {
  const { dataFolder, account } = place;
  if (existsSync(join(dataFolder, 'PG_VERSION'))) return false;
  refuseToOverwrite(dataFolder);
  const draft = `${dataFolder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dirname(draft), { recursive: true });
  mkdirSync(draft, { mode: 0o700 });
  if (account !== undefined) chownSync(draft, account.uid, account.gid);
  await initdb(place, draft, password, fsync);
  rmSync(dataFolder, { recursive: true, force: true });
  renameSync(draft, dataFolder);
  return true;
}

function refuseToOverwrite(dataFolder: string): void {
  if (!existsSync(dataFolder) || readdirSync(dataFolder).length === 0) return;
  throw new StartFailure('DATA_DAMAGED', {
    what: `${dataFolder} holds something that is not a whole Postgres cluster`,
    why: 'it is not empty and has no PG_VERSION; files were removed from it',
    advice: 'put the folder back from a copy, or move it away (`npm run reset` removes it) and start again',
  });
}

async function initdb(place: PostgresPlace, folder: string, password: string, fsync: boolean): Promise<void> {
  const { account } = place;
  const secretFolder = mkdtempSync(join(tmpdir(), 'xiezhi-initdb-'));
  const passwordFile = join(secretFolder, 'password');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account !== undefined) for (const path of [passwordFile, secretFolder]) chownSync(path, account.uid, account.gid);
    const flags = [`--pgdata=${folder}`, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...initdbFlags];
    const { code, output } = await run(place, [...flags, ...(fsync ? [] : ['--no-sync'])]);
    if (code !== 0) throw initdbFailed(folder, output);
  } finally {
    rmSync(secretFolder, { recursive: true, force: true });
  }
}

function run(place: PostgresPlace, words: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const { account } = place;
    const child = spawn(place.binaries.initdb, words, {
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account !== undefined && { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.once('error', (cause) => reject(new Error(`could not run ${place.binaries.initdb}`, { cause })));
    child.once('close', (code) => resolve({ code, output }));
  });
}

function initdbFailed(folder: string, output: string): StartFailure {
  if (speaksOfFullDisk(output)) return diskFull('Postgres could not make its cluster', folder);
  return new StartFailure('DIED_AT_START', {
    what: 'Postgres could not make its cluster',
    why: lastLines(output),
    advice: `look at the reason above; ${folder} is swept at the next start`,
  });
}
