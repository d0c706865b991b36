import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { PackFiles } from './pack-files.ts';

/** The largest file of a pack, bytes of UTF-8. The longest chart has some 80 kB; a file that is larger is a mistake, not a mechanism. */
const bytesMax = 512 * 1024;

/** A pack that must not be used, with every reason: who repairs the data wants them all at once. */
export class MechanismPackInvalid extends Error {
  readonly complaints: readonly string[];

  constructor(folder: string, complaints: readonly string[], options?: ErrorOptions) {
    super(`${folder} is not a valid mechanism pack:\n  ${complaints.join('\n  ')}`, options);
    this.name = 'MechanismPackInvalid';
    this.complaints = complaints;
  }
}

export type Read<Value> = { value: Value; place(path: readonly PropertyKey[]): string } | { complaints: string[] };

/**
 * One YAML file of a pack, checked by its schema. YAML 1.2 core: dates stay text, a key stands once, no alias is followed, so that a
 * small file cannot become a large one.
 *
 * @returns undefined when there is no such file
 */
export function readPackFile<Schema extends z.ZodType>(files: PackFiles, file: string, schema: Schema): Read<z.output<Schema>> | undefined {
  const text = files.get(file);
  if (text === undefined) return undefined;
  const size = Buffer.byteLength(text);
  if (size > bytesMax) return { complaints: [`${file}: has ${size} bytes, ${bytesMax} are allowed`] };

  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    version: '1.2',
    schema: 'core',
    merge: false,
  });
  if (document.errors.length > 0) return { complaints: document.errors.map(({ message }) => `${file}: ${message.split('\n')[0] ?? ''}`) };
  const place = (at: readonly PropertyKey[]): string => {
    // What is missing has no line of its own: the nearest thing around it has.
    for (let length = at.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(at.slice(0, length), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number] | undefined) : undefined;
      if (range !== undefined) return `${file}:${lines.linePos(range[0]).line} ${at.map(String).join('.')}`;
    }
    return [`${file}:1`, ...at.map(String)].join(' ');
  };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { complaints: [`${file}: aliases are not allowed`] };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data, place };
  return { complaints: parsed.error.issues.map(({ path: at, message }) => `${place(at)}: ${message}`) };
}

/** Names of the YAML files in a subfolder, in order; none when there is no such folder. */
export const packFilesIn = (files: PackFiles, subfolder: string): string[] =>
  [...files.keys()].filter((name) => name.startsWith(`${subfolder}/`)).toSorted();
