import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { diskFull, speaksOfFullDisk, tellingDiskFull } from './disk-full.ts';
import { exclusive } from './exclusive.ts';
import { answersOn, isPortFree } from './free-port.ts';
import { findJava, type Java } from './java.ts';
import { withAdmin } from './kafka-admin.ts';
import { defaultJarFolder, type KafkaJars, kafkaJars } from './kafka-jars.ts';
import { type ClusterNode, serverProperties } from './kafka-properties.ts';
import { ensureFormatted } from './kafka-storage.ts';
import { type LogFile, openLog } from './log-file.ts';
import {
  endProcess,
  isAlive,
  processesWith,
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

export interface KafkaOptions {
  /** State folder; data go to `<home>/kafka/data`, the log to `<home>/logs/kafka.log`, the pid to `<home>/run/kafka.pid`. */
  home: string;
  port: number;
  controllerPort: number;
  /** Of the SCRAM user `admin`, who may do everything. The data folder keeps the one of its first start. Letters and digits only. */
  adminPassword: string;
  /** Off only for tests: then an acknowledgement no longer means disk. Default on. */
  fsync?: boolean;
  /** Port clients are sent to, when a proxy stands between them and the broker. Default: `port`. */
  advertisedPort?: number;
  /** One node of several on this machine; see `startKafkaCluster`. */
  cluster?: ClusterNode;
  /** Where the jars are, or are to be put. Default: shared by all homes of the clone. */
  jarFolder?: string;
  /** For tests: a process that ends without stopping the broker takes it along. */
  diesWithUs?: boolean;
  say?: (remark: string) => void;
}

export interface RunningKafka {
  host: '127.0.0.1';
  port: number;
  brokers: string[];
  admin: { username: 'admin'; password: string };
  pid: number;
  process: ProcessRecord;
  isNew: boolean;
  /** Resolves when the broker ends, whoever ended it. */
  exited: Promise<void>;
  /** Orderly, 0.2 s; 2 s the first time, when the class archive is written. Safe to call twice. */
  stop(): Promise<void>;
  /** SIGKILL, for tests of crashes. */
  kill(): void;
}

/**
 * Starts a one-node Kafka 4.4 (KRaft) on 127.0.0.1. Two brokers on one folder would both write its metadata log before the second dies
 * of Kafka's own lock (BROKER 1.6), so ours comes first: one start at a time, and nothing is spawned while a broker of this home lives.
 */
export function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  return tellingDiskFull('Kafka could not start', options.home, () => start(options));
}

async function start(options: KafkaOptions): Promise<RunningKafka> {
  const { home, say = () => undefined } = options;
  if (!/^[A-Za-z0-9]+$/.test(options.adminPassword))
    throw new Error('the password of the broker administrator must be letters and digits: it stands in a properties file');
  mkdirSync(join(home, 'run'), { recursive: true });
  const turn = await exclusive(join(home, 'run', 'kafka.start'), 120_000);
  try {
    if (await stopOrphanedKafka(home)) say('an orphaned Kafka of an earlier start was stopped');
    const [java, jars] = await Promise.all([
      findJava(),
      kafkaJars({ ...(options.jarFolder !== undefined && { folder: options.jarFolder }), say }),
    ]);
    await refuseTakenPorts(options);
    const isNew = await prepareFolder(options, java, jars);
    const log = openLog(join(home, 'logs', 'kafka.log'));
    const archive = classArchive(options.jarFolder ?? defaultJarFolder, java, jars);
    const child = await spawnBroker(options, java, jars, archive, log);
    return await handleOf(child, options, log, archive, isNew);
  } finally {
    turn.release();
  }
}

/** Stops an orphaned broker of this home; answers whether there was one. Refuses when its starter lives. */
export async function stopOrphanedKafka(home: string): Promise<boolean> {
  refuseIfStarterLives(home, 'kafka');
  const written = readRecord(join(home, 'run', 'kafka.pid'));
  // Found by command line too: a starter killed between spawn and pid file leaves a broker that no file names.
  const found = processesWith((words) => words.includes('kafka.Kafka') && words.includes(propertiesFileOf(home)));
  const orphans = written !== undefined && isAlive(written) && !found.some(({ pid }) => pid === written.pid) ? [written, ...found] : found;
  for (const orphan of orphans) await endProcess(orphan, { graceMs: 15_000 });
  return orphans.length > 0;
}

const kafkaFolderOf = (home: string): string => join(home, 'kafka');
const propertiesFileOf = (home: string): string => join(kafkaFolderOf(home), 'server.properties');

async function prepareFolder(options: KafkaOptions, java: Java, jars: KafkaJars): Promise<boolean> {
  const folder = kafkaFolderOf(options.home);
  mkdirSync(folder, { recursive: true });
  const { port, advertisedPort, controllerPort, adminPassword, fsync = true, cluster } = options;
  // The controller's password is made anew for each start: only this one process uses it. Nodes of a cluster share theirs.
  const controllerPassword = cluster?.controllerPassword ?? crypto.randomUUID().replaceAll('-', '');
  const properties = {
    dataFolder: join(folder, 'data'),
    port,
    controllerPort,
    adminPassword,
    controllerPassword,
    fsync,
    ...(advertisedPort !== undefined && { advertisedPort }),
    ...(cluster !== undefined && { cluster }),
  };
  writeWhole(propertiesFileOf(options.home), serverProperties(properties), 0o600);
  return ensureFormatted(folder, java, jars.classPath, properties);
}

async function refuseTakenPorts({ port, controllerPort }: KafkaOptions): Promise<void> {
  for (const wanted of [port, controllerPort]) if (!(await isPortFree(wanted))) throw portInUse(wanted);
}

interface ClassArchive {
  file: string;
  /** Set when there is none yet: this run writes one when it stops, and later starts take half the time. */
  draft?: string;
}

// Beside the jars, because it holds for their exact paths, their content and this build of Java.
function classArchive(jarFolder: string, java: Java, jars: KafkaJars): ClassArchive {
  const javaName = java.version.replaceAll(/[^A-Za-z0-9.]+/g, '-').slice(-60);
  const file = join(dirname(jarFolder), `classes-${jars.fingerprint}-${javaName}.jsa`);
  return existsSync(file) ? { file } : { file, draft: `${file}.${process.pid}.${crypto.randomUUID()}` };
}

async function spawnBroker(options: KafkaOptions, java: Java, jars: KafkaJars, archive: ClassArchive, log: LogFile): Promise<ChildProcess> {
  const classes = archive.draft === undefined ? `-XX:SharedArchiveFile=${archive.file}` : `-XX:ArchiveClassesAtExit=${archive.draft}`;
  const memory = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'];
  const logging = [
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  ];
  const child = spawn(
    java.command,
    [
      ...memory,
      classes,
      '-Xshare:auto',
      '-Xlog:disable',
      '-Xlog:all=error:stderr',
      ...logging,
      '-cp',
      jars.classPath,
      'kafka.Kafka',
      propertiesFileOf(options.home),
    ],
    {
      cwd: kafkaFolderOf(options.home),
      detached: true, // Ctrl-C in a terminal goes to the launcher alone, which stops things in order
      stdio: ['ignore', log.descriptor, log.descriptor],
    },
  );
  await once(child, 'spawn');
  log.close();
  return child;
}

async function handleOf(
  child: ChildProcess,
  options: KafkaOptions,
  log: LogFile,
  archive: ClassArchive,
  isNew: boolean,
): Promise<RunningKafka> {
  const { home, port, adminPassword } = options;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => keepArchive(archive));
  const record = child.pid === undefined ? undefined : processNow(child.pid);
  if (record === undefined) throw diedAtStart(options, log);
  const pidFile = join(home, 'run', 'kafka.pid');
  writeWhole(pidFile, JSON.stringify({ ...record, starter: thisProcess() }));
  if (options.diesWithUs === true) process.once('exit', () => sendSignal(record, 'SIGKILL'));
  const stop = async (): Promise<void> => {
    await endProcess(record, { graceMs: 20_000 });
    await exited;
    removeRecord(pidFile, record);
  };
  try {
    await untilItAnswers(options, exited, log);
  } catch (error) {
    await stop();
    throw error;
  }
  const brokers = [`127.0.0.1:${port}`];
  return {
    host: '127.0.0.1',
    port,
    brokers,
    admin: { username: 'admin', password: adminPassword },
    pid: record.pid,
    process: record,
    isNew,
    exited,
    stop,
    kill: () => void sendSignal(record, 'SIGKILL'),
  };
}

// A run that was killed wrote no archive; the next orderly stop will. Two runs may finish together: either file is as good.
function keepArchive({ file, draft }: ClassArchive): void {
  if (draft !== undefined && existsSync(draft)) renameSync(draft, file);
  const folder = dirname(file);
  const name = file.slice(folder.length + 1);
  for (const other of readdirSync(folder))
    if (/^classes-.*\.jsa$/.test(other) && other !== name) rmSync(join(folder, other), { force: true });
}

const answerWithinMs = 60_000;

async function untilItAnswers({ home, port, adminPassword }: KafkaOptions, exited: Promise<void>, log: LogFile): Promise<void> {
  let ended = false;
  let refusedSince: number | undefined;
  void exited.then(() => (ended = true));
  for (const deadline = Date.now() + answerWithinMs; Date.now() < deadline; await delay(25)) {
    if (ended) throw diedAtStart({ home, port }, log);
    if (!(await answersOn(port))) continue;
    const fault = await tryToDescribe(port, adminPassword);
    if (fault === undefined) return;
    // A broker that has only just opened its port may not know its users yet: believed when it says so for three seconds.
    refusedSince = fault.includes('SASLAuthentication') ? (refusedSince ?? Date.now()) : undefined;
    if (refusedSince !== undefined && Date.now() - refusedSince > 3_000) throw wrongPassword(fault);
  }
  throw new StartFailure('NOT_ANSWERING', {
    what: 'Kafka started but does not answer',
    why: lastLines(log.sinceOpened()),
    advice: `look into ${log.path}`,
  });
}

async function tryToDescribe(port: number, password: string): Promise<string | undefined> {
  try {
    const cluster = await withAdmin({ brokers: [`127.0.0.1:${port}`], username: 'admin', password }, (admin) => admin.describeCluster(), {
      initialRetryTime: 25,
      maxRetryTime: 50,
      retries: 0,
    });
    return cluster.brokers.length > 0 ? undefined : 'no broker registered yet';
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message}` : String(error);
  }
}

function diedAtStart({ home, port }: Pick<KafkaOptions, 'home' | 'port'>, log: LogFile): StartFailure {
  const text = log.sinceOpened();
  if (speaksOfFullDisk(text)) return diskFull('Kafka could not start', home);
  const bind = /failed to bind to 127\.0\.0\.1:(\d+)|Address already in use/i.exec(text);
  if (bind !== null) return portInUse(bind[1] === undefined ? port : Number(bind[1]));
  return new StartFailure('DIED_AT_START', {
    what: 'Kafka ended while it was starting',
    why: readableReason(text),
    advice: `the whole log is ${log.path}`,
  });
}

// A Java stack trace says it in its first lines, not in its last.
function readableReason(text: string): string {
  const telling = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^\s+\.\.\. \d+ more/.test(line));
  return lastLines(telling.join('\n'), 5);
}

function portInUse(port: number): StartFailure {
  return new StartFailure('PORT_IN_USE', {
    what: `Kafka cannot listen on 127.0.0.1:${port}`,
    why: 'another program uses that port',
    advice: 'stop that program, or start with --ports auto to use free ones',
  });
}

function wrongPassword(fault: string): StartFailure {
  return new StartFailure('WRONG_PASSWORD', {
    what: 'Kafka refuses the administrator password in secrets.json',
    why: `its folder was formatted with another one: secrets.json was replaced or removed while the data stayed (${fault})`,
    advice: 'put the old run/secrets.json back, or begin anew with `npm run reset`',
  });
}
