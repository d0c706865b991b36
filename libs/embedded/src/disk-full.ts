import { statfsSync } from 'node:fs';
import { StartFailure } from './start-failure.ts';

export function diskFull(what: string, folder: string, options?: ErrorOptions): StartFailure {
  const told = {
    what,
    why: `no space is left on the disk of ${folder}`,
    advice: 'make room (400 MB are needed) and start again; nothing that was confirmed is lost',
  };
  return new StartFailure('DISK_FULL', told, options);
}

/** Whether a program's last words speak of a full disk. Postgres says it in three ways, Java in one, Node by its code. */
export const speaksOfFullDisk = (text: string): boolean =>
  /no space left on device|check free disk space|disk quota exceeded|ENOSPC/i.test(text);

/** Turns the bare ENOSPC of one of our own writes into something a person can act on. */
export async function tellingDiskFull<Answer>(what: string, folder: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(what, folder, { cause: error });
    throw error;
  }
}

/** Refuses to begin where the end is in sight: Postgres and Kafka both die of a disk that fills up under them. */
export function refuseNearlyFullDisk(folder: string, bytesMin = 200 * 1024 * 1024): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytesMin) throw diskFull(`only ${Math.floor((bavail * bsize) / 1024 / 1024)} MB are free`, folder);
}
