import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartFailure } from './start-failure.ts';

export interface Java {
  command: string;
  /** The first line of `java -version`: names the build, so that a class archive of another one is never used. */
  version: string;
}

const majorMin = 17; // Kafka 4 is compiled for it

export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const command = env['JAVA_HOME'] === undefined || env['JAVA_HOME'] === '' ? 'java' : join(env['JAVA_HOME'], 'bin', 'java');
  const told = await versionOf(command);
  const version = told.split('\n').find((line) => /version "/.test(line)) ?? told.trim();
  const major = javaMajor(version);
  if (major === undefined || major < majorMin) throw tooOld(command, version);
  return { command, version: told.trim() };
}

/** 17 from `openjdk version "17.0.15"`, 8 from `java version "1.8.0_402"`. */
export function javaMajor(version: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  if (first === undefined) return undefined;
  return first === '1' && second !== undefined ? Number(second) : Number(first);
}

async function versionOf(command: string): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, ['-version'], { timeout: 20_000 });
    return stderr + stdout;
  } catch (cause) {
    throw new StartFailure(
      'NO_JAVA',
      {
        what: 'Kafka needs Java, and there is none',
        why: `\`${command} -version\` did not run (${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)})`,
        advice: `install Java ${majorMin} or newer (Debian/Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk), or set JAVA_HOME`,
      },
      { cause },
    );
  }
}

function tooOld(command: string, version: string): StartFailure {
  return new StartFailure('JAVA_TOO_OLD', {
    what: `Kafka needs Java ${majorMin} or newer`,
    why: `\`${command}\` is ${version}`,
    advice: 'install a newer one beside it (Debian/Ubuntu: apt install openjdk-17-jre-headless) and set JAVA_HOME to it',
  });
}
