import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskFull, speaksOfFullDisk } from './disk-full.ts';
import type { Java } from './java.ts';
import { type KafkaProperties, serverProperties } from './kafka-properties.ts';
import { lastLines, StartFailure } from './start-failure.ts';

/**
 * Formats the data folder when there is none, with the administrator's SCRAM credential; every other user is made by provisioning.
 * The tool works in a folder beside, which becomes the data folder by one rename: a half-finished format is swept and done again.
 */
export async function ensureFormatted(kafkaFolder: string, java: Java, classPath: string, properties: KafkaProperties): Promise<boolean> {
  const { dataFolder } = properties;
  if (existsSync(join(dataFolder, 'meta.properties'))) return false;
  refuseToOverwrite(dataFolder);
  const draft = `${dataFolder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  await format(kafkaFolder, java, classPath, { ...properties, dataFolder: draft });
  rmSync(dataFolder, { recursive: true, force: true });
  renameSync(draft, dataFolder);
  return true;
}

function refuseToOverwrite(dataFolder: string): void {
  if (!existsSync(dataFolder) || readdirSync(dataFolder).length === 0) return;
  throw new StartFailure('DATA_DAMAGED', {
    what: `${dataFolder} holds something that is not a whole Kafka log folder`,
    why: 'it is not empty and has no meta.properties; files were removed from it',
    advice: 'put the folder back from a copy, or move it away (`npm run reset` removes it) and start again',
  });
}

async function format(kafkaFolder: string, java: Java, classPath: string, properties: KafkaProperties): Promise<void> {
  const propertiesFile = join(kafkaFolder, 'format.properties');
  const wordsFile = join(kafkaFolder, 'format.words');
  try {
    for (const file of [propertiesFile, wordsFile]) rmSync(file, { force: true });
    writeFileSync(propertiesFile, serverProperties(properties), { mode: 0o600 });
    // The credential goes by a file, because everybody on this machine can read a command line.
    const scram = `SCRAM-SHA-512=[name=admin,password=${properties.adminPassword}]`;
    writeFileSync(
      wordsFile,
      ['format', '-t', properties.cluster?.clusterId ?? newClusterId(), '-c', propertiesFile, '--add-scram', scram].join('\n'),
      { mode: 0o600 },
    );
    const flags = ['-Xmx64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'];
    await promisify(execFile)(java.command, [...flags, '-cp', classPath, 'kafka.tools.StorageTool', `@${wordsFile}`], { timeout: 60_000 });
  } catch (cause) {
    throw formatFailed(cause, properties.dataFolder);
  } finally {
    for (const file of [propertiesFile, wordsFile]) rmSync(file, { force: true });
  }
}

/** 16 bytes in url-safe base64. */
// A leading "-" would be read as an option.
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

function formatFailed(cause: unknown, folder: string): StartFailure {
  const output =
    cause instanceof Error && 'stdout' in cause && 'stderr' in cause ? `${String(cause.stdout)}\n${String(cause.stderr)}` : String(cause);
  if (speaksOfFullDisk(output)) return diskFull('Kafka could not format its folder', folder);
  return new StartFailure(
    'DIED_AT_START',
    {
      what: 'Kafka could not format its folder',
      why: lastLines(output, 5),
      advice: 'look at the reason above; the folder is swept at the next start',
    },
    { cause },
  );
}
