import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { diskFull, speaksOfFullDisk } from './disk-full.ts';
import { exclusive } from './exclusive.ts';
import { lastLines, StartFailure } from './start-failure.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** One folder of jars for all homes of a clone: 43 MB are fetched once. */
export const defaultJarFolder = join(repository, '.xiezhi', 'kafka', 'lib');
const pomFile = join(repository, 'tools', 'kafka', 'pom.xml');
export const manifestFile = join(repository, 'tools', 'kafka', 'jars.sha256');

export interface KafkaJars {
  /** Sorted and explicit, never `lib/*`: a class archive only fits the exact class path it was made with. */
  classPath: string;
  /** Sum over the manifest: changes with any jar. */
  fingerprint: string;
}

/**
 * The jars of the broker, as the checked-in manifest says: nothing missing, nothing altered, nothing extra. Where the folder already
 * agrees, Maven is not asked; otherwise everything is fetched anew into a folder beside, compared again, and put in place by a rename.
 */
export async function kafkaJars(
  options: { folder?: string; manifest?: string; maven?: string; say?: (remark: string) => void } = {},
): Promise<KafkaJars> {
  const { folder = defaultJarFolder, manifest = manifestFile, maven = 'mvn', say = () => undefined } = options;
  const wanted = readManifest(readFileSync(manifest, 'utf8'));
  if ((await differences(folder, wanted)).length > 0) await fetchInTurn(folder, wanted, maven, say);
  const classPath = [...wanted.keys()]
    .toSorted()
    .map((jar) => join(folder, jar))
    .join(process.platform === 'win32' ? ';' : ':');
  return { classPath, fingerprint: hash('sha256', [...wanted].join('\n')).slice(0, 12) };
}

/** Lines of `sha256sum`: sum, two blanks, name. */
export function readManifest(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

export async function differences(folder: string, wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const present = new Set(jarsIn(folder));
  const missing = [...wanted.keys()].filter((jar) => !present.has(jar)).map((jar) => `${jar} is missing`);
  const extra = [...present].filter((jar) => !wanted.has(jar)).map((jar) => `${jar} does not belong here`);
  const known = [...present].filter((jar) => wanted.has(jar));
  const altered = await Promise.all(
    known.map(async (jar) =>
      hash('sha256', await readFile(join(folder, jar))) === wanted.get(jar) ? [] : [`${jar} is not the one of the manifest`],
    ),
  );
  return [...missing, ...extra, ...altered.flat()];
}

function jarsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jar'));
  } catch {
    return []; // no folder yet
  }
}

// Ten minutes: the first fetch over a slow line takes its time, and another home of this clone may be at it.
const fetchWithinMs = 600_000;

async function fetchInTurn(
  folder: string,
  wanted: ReadonlyMap<string, string>,
  maven: string,
  say: (remark: string) => void,
): Promise<void> {
  const turn = await exclusive(`${folder}.fetch`, fetchWithinMs);
  try {
    const wrong = await differences(folder, wanted);
    if (wrong.length === 0) return; // somebody else fetched them while we waited
    say(jarsIn(folder).length === 0 ? 'fetching the jars of Kafka (43 MB, once)' : `fetching the jars of Kafka anew: ${shortList(wrong)}`);
    const draft = `${folder}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(dirname(draft), { recursive: true });
    await runMaven(draft, maven);
    const stillWrong = await differences(draft, wanted);
    if (stillWrong.length > 0) throw alteredJars(stillWrong);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    turn.release();
  }
}

async function runMaven(folder: string, maven: string): Promise<void> {
  const words = [
    '-q',
    '-B',
    '-C',
    '-ntp',
    '-f',
    pomFile,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${folder}`,
  ];
  try {
    await promisify(execFile)(maven, words, { timeout: fetchWithinMs, maxBuffer: 8 * 1024 * 1024 });
  } catch (cause) {
    throw mavenFailed(cause, folder);
  }
}

function mavenFailed(cause: unknown, folder: string): StartFailure {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
    return new StartFailure(
      'NO_MAVEN',
      {
        what: 'the jars of Kafka have to be fetched, and there is no Maven to do it',
        why: '`mvn` is not on the PATH; it is only needed for the first start and after a change of version',
        advice: `install it (Debian/Ubuntu: apt install maven; macOS: brew install maven), or copy ${defaultJarFolder} from another clone`,
      },
      { cause },
    );
  }
  const output =
    cause instanceof Error && 'stdout' in cause && 'stderr' in cause ? `${String(cause.stdout)}\n${String(cause.stderr)}` : String(cause);
  if (speaksOfFullDisk(output)) return diskFull('the jars of Kafka could not be fetched', folder);
  return new StartFailure(
    'JARS_NOT_FETCHED',
    {
      what: 'the jars of Kafka could not be fetched',
      why: lastLines(output, 3),
      advice: 'check the network (and ~/.m2/settings.xml where a mirror or proxy is needed), then start again; what came is kept',
    },
    { cause },
  );
}

function alteredJars(wrong: string[]): StartFailure {
  return new StartFailure('JARS_ALTERED', {
    what: 'the jars of Kafka are not the ones this version was made with, and are not run',
    why: shortList(wrong),
    advice:
      'the copy in the local Maven repository (~/.m2/repository) is damaged or was altered: remove it there and start again; if it happens again, ask who answers for the mirror',
  });
}

const shortList = (items: string[]): string =>
  items.length > 3 ? `${items.slice(0, 3).join(', ')} and ${items.length - 3} more` : items.join(', ');
