import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { MechanismPackInvalid } from './pack-file.ts';

/** The texts of a pack by their paths within it, such as `charts/problem.yaml`. */
export type PackFiles = ReadonlyMap<string, string>;

/** Files and bytes of a whole pack: what a mechanism of a city has, tenfold. */
const filesMax = 200;
const packBytesMax = 4 * 1024 * 1024;
/** A packed pack travels in one record of the broker, whose bound is 1 MiB. */
const packedBytesMax = 700 * 1024;

const PackPath = z.string().regex(/^(?:[a-z][a-z-]{0,39}\/)?[a-z0-9][a-z0-9-]{0,79}\.yaml$/);
const Packed = z.record(PackPath, z.string());

/**
 * Reads the YAML files of a folder and of its subfolders, one level deep; others, such as a README, are no part of a pack.
 *
 * @throws MechanismPackInvalid when there are more files or bytes than a pack may have
 */
export function packFilesFrom(folder: string): PackFiles {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new MechanismPackInvalid(folder, ['there is no such folder']);
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );
  const paths = names.filter((name) => PackPath.safeParse(name).success).toSorted();
  refuseTooLarge(
    folder,
    paths.length,
    paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function refuseTooLarge(name: string, count: number, bytes: number): void {
  const complaints = [
    ...(count > filesMax ? [`has ${count} files, ${filesMax} are allowed`] : []),
    ...(bytes > packBytesMax ? [`has ${bytes} bytes, ${packBytesMax} are allowed`] : []),
  ];
  if (complaints.length > 0) throw new MechanismPackInvalid(name, complaints);
}

/** By which two packs are the same: SHA-256 over the paths and texts in the order of the paths, lower-case hexadecimal. */
export function digestOf(files: PackFiles): string {
  const hash = createHash('sha256');
  for (const [path, text] of [...files].toSorted(([one], [other]) => (one < other ? -1 : 1))) hash.update(JSON.stringify([path, text]));
  return hash.digest('hex');
}

/** A pack as it travels: gzip of JSON, base64. @throws MechanismPackInvalid when it is too large to travel */
export function packed(name: string, files: PackFiles): string {
  const text = gzipSync(JSON.stringify(Object.fromEntries(files))).toString('base64');
  if (text.length > packedBytesMax)
    throw new MechanismPackInvalid(name, [`has ${text.length} bytes packed, ${packedBytesMax} are allowed`]);
  return text;
}

/** @throws MechanismPackInvalid when it is none, has other paths than a pack has, or unpacks to more than a pack may have */
export function unpacked(name: string, text: string): PackFiles {
  try {
    const content: unknown = JSON.parse(gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: packBytesMax }).toString('utf8'));
    const files = Object.entries(Packed.parse(content));
    refuseTooLarge(name, files.length, 0);
    return new Map(files);
  } catch (error) {
    if (error instanceof MechanismPackInvalid) throw error;
    throw new MechanismPackInvalid(name, ['is no packed pack, or unpacks to more than a pack may have'], { cause: error });
  }
}
