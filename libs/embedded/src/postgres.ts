import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { diskFull, speaksOfFullDisk, tellingDiskFull } from './disk-full.ts';
import { exclusive } from './exclusive.ts';
import { isPortFree } from './free-port.ts';
import { type LogFile, openLog } from './log-file.ts';
import { ensureCluster } from './postgres-cluster.ts';
import { placeFor, type PostgresPlace } from './postgres-place.ts';
import {
  endProcess,
  isAlive,
  processesIn,
  type ProcessRecord,
  processNow,
  readRecord,
  removeRecord,
  sendSignal,
  thisProcess,
  writeWhole,
} from './running-process.ts';
import { refuseIfStarterLives } from './starter.ts';
import { lastLines, StartFailure } from './start-failure.ts';

export interface PostgresOptions {
  /** State folder; data go to `<home>/postgres`, the log to `<home>/logs/postgres.log`, the pid to `<home>/run/postgres.pid`. */
  home: string;
  port: number;
  /** Of the superuser `postgres`. The cluster keeps the one of its first start. */
  password: string;
  /** Off only for tests: a power cut may then corrupt the cluster. Default on. */
  fsync?: boolean;
  /** Further `-c name=value` settings. */
  settings?: Record<string, string>;
  /** For tests: a process that ends without stopping the server takes it along. */
  diesWithUs?: boolean;
  /** Told when something is worth telling (the prepared place, an orphan that was stopped). */
  say?: (remark: string) => void;
}

export interface RunningPostgres {
  host: '127.0.0.1';
  port: number;
  user: 'postgres';
  password: string;
  pid: number;
  process: ProcessRecord;
  dataFolder: string;
  /** True when this start made the cluster. */
  isNew: boolean;
  /** Resolves when the server ends, whoever ended it. */
  exited: Promise<void>;
  /** Fast shutdown: clients are cut off, committed work is on disk. Safe to call twice. */
  stop(): Promise<void>;
  /** SIGKILL to the server, for tests of crashes. */
  kill(): void;
}

const answerWithinMs = 120_000; // recovery after a crash replays at most max_wal_size (1 GB)

/**
 * Starts Postgres 18 on 127.0.0.1. One start at a time per home; an orphan (its starter is dead) is stopped first, a server whose
 * starter lives is refused. A crash of this process after the spawn leaves an orphan that the next start finds.
 */
export function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  return tellingDiskFull('Postgres could not start', options.home, () => start(options));
}

async function start(options: PostgresOptions): Promise<RunningPostgres> {
  const { home, password, fsync = true, say = () => undefined } = options;
  mkdirSync(join(home, 'run'), { recursive: true });
  const turn = await exclusive(join(home, 'run', 'postgres.start'), 60_000);
  try {
    const place = await placeFor(home);
    if (place.remark !== undefined) say(place.remark);
    await clearTheGround(home, place, say);
    const isNew = await ensureCluster(place, password, fsync);
    const log = openLog(join(home, 'logs', 'postgres.log'));
    const child = await spawnServer(place, options, log);
    return await handleOf(child, place, options, log, isNew);
  } finally {
    turn.release();
  }
}

/** Stops an orphaned Postgres of this home, if there is one; answers whether there was. Refuses when its starter lives. */
export async function stopOrphanedPostgres(home: string, place?: PostgresPlace): Promise<boolean> {
  refuseIfStarterLives(home, 'postgres');
  const { dataFolder } = place ?? (await placeFor(home));
  if (!existsSync(dataFolder)) return false;
  const orphans = processesOf(home, realpathSync(dataFolder));
  const postmaster = orphans.find((record) => record.pid === postmasterPid(dataFolder));
  if (postmaster !== undefined) await endProcess(postmaster, { signal: 'SIGINT', graceMs: 20_000 });
  // Backends of a killed postmaster notice its death by themselves; one in the middle of a computation needs to be told.
  for (const record of orphans) await endProcess(record, { signal: 'SIGQUIT', graceMs: 3_000 });
  return orphans.length > 0;
}

function processesOf(home: string, dataFolder: string): ProcessRecord[] {
  const written = readRecord(join(home, 'run', 'postgres.pid'));
  const found = processesIn(dataFolder);
  return written !== undefined && isAlive(written) && !found.some(({ pid }) => pid === written.pid) ? [written, ...found] : found;
}

function postmasterPid(dataFolder: string): number | undefined {
  try {
    return Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

async function clearTheGround(home: string, place: PostgresPlace, say: (remark: string) => void): Promise<void> {
  if (await stopOrphanedPostgres(home, place)) say('an orphaned Postgres of an earlier start was stopped');
  // Nobody runs on this folder now (we looked), so a pid file is stale, whoever has that pid today.
  rmSync(join(place.dataFolder, 'postmaster.pid'), { force: true });
}

async function spawnServer(place: PostgresPlace, options: PostgresOptions, log: LogFile): Promise<ChildProcess> {
  if (!(await isPortFree(options.port))) throw portInUse(options.port);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(options.port),
    ...(options.fsync === false && unsafe),
    ...options.settings,
  };
  const { account } = place;
  const child = spawn(
    place.binaries.postgres,
    ['-D', place.dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: '/',
      detached: true, // Ctrl-C in a terminal goes to the launcher alone, which stops things in order
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', log.descriptor, log.descriptor],
      ...(account !== undefined && { uid: account.uid, gid: account.gid }),
    },
  );
  await once(child, 'spawn');
  log.close();
  return child;
}

const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function handleOf(
  child: ChildProcess,
  place: PostgresPlace,
  options: PostgresOptions,
  log: LogFile,
  isNew: boolean,
): Promise<RunningPostgres> {
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const record = child.pid === undefined ? undefined : processNow(child.pid);
  const pidFile = join(options.home, 'run', 'postgres.pid');
  if (record === undefined) throw diedAtStart(options, log.sinceOpened());
  writeWhole(pidFile, JSON.stringify({ ...record, starter: thisProcess() }));
  if (options.diesWithUs === true) process.once('exit', () => sendSignal(record, 'SIGQUIT'));
  const stop = async (): Promise<void> => {
    await endProcess(record, { signal: 'SIGINT', graceMs: 30_000 });
    await exited;
    removeRecord(pidFile, record);
  };
  try {
    await untilItAnswers(options, exited, log);
  } catch (error) {
    await stop();
    throw error;
  }
  const { port, password } = options;
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    pid: record.pid,
    process: record,
    dataFolder: place.dataFolder,
    isNew,
    exited,
    stop,
    kill: () => void sendSignal(record, 'SIGKILL'),
  };
}

async function untilItAnswers(options: PostgresOptions, exited: Promise<void>, log: LogFile): Promise<void> {
  let ended = false;
  void exited.then(() => (ended = true));
  for (const deadline = Date.now() + answerWithinMs; Date.now() < deadline; await delay(15)) {
    if (ended) throw diedAtStart(options, log.sinceOpened());
    const fault = await tryToConnect(options);
    if (fault === undefined) return;
    if (fault === '28P01') throw wrongPassword();
  }
  throw new StartFailure('NOT_ANSWERING', {
    what: 'Postgres started but does not answer',
    why: lastLines(log.sinceOpened()),
    advice: `look into ${log.path}; a recovery after a crash can take long, in which case starting again continues it`,
  });
}

async function tryToConnect({ port, password }: PostgresOptions): Promise<string | undefined> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined); // a cut connection is one more "not yet"
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}

function diedAtStart(options: PostgresOptions, log: string): StartFailure {
  if (speaksOfFullDisk(log)) return diskFull('Postgres could not start', options.home);
  if (/address already in use/i.test(log)) return portInUse(options.port);
  return new StartFailure('DIED_AT_START', {
    what: 'Postgres ended while it was starting',
    why: lastLines(log),
    advice: `the whole log is ${join(options.home, 'logs', 'postgres.log')}`,
  });
}

function portInUse(port: number): StartFailure {
  return new StartFailure('PORT_IN_USE', {
    what: `Postgres cannot listen on 127.0.0.1:${port}`,
    why: 'another program uses that port',
    advice: 'stop that program, or start with --ports auto to use free ones',
  });
}

function wrongPassword(): StartFailure {
  return new StartFailure('WRONG_PASSWORD', {
    what: 'Postgres refuses the password in secrets.json',
    why: 'the cluster was made with another one: secrets.json was replaced or removed while the data stayed',
    advice: 'put the old run/secrets.json back, or begin anew with `npm run reset`',
  });
}
