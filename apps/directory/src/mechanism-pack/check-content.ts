import { InvalidRequest } from '@xiezhi/http';
import {
  digestOf,
  type MechanismPack,
  MechanismPackInvalid,
  mechanismPackOf,
  packed,
  type PackFiles,
  unpacked,
} from '@xiezhi/mechanism-pack';
import type { CheckedPack } from './mechanism-pack.decider.ts';

/** Mistakes told at once: enough to repair a file, and no answer of a megabyte. */
const complaintsMax = 50;

/**
 * Unpacks and checks a pack as it came. What is stored is packed here anew: the same files give the same bytes, whoever packed them.
 *
 * @param content base64 of gzip of JSON, as `packed` makes it
 * @throws InvalidRequest PACK_INVALID with the file, line and place of at most 50 mistakes
 */
export function checkedContent(content: string): { checked: CheckedPack; pack: MechanismPack; files: PackFiles } {
  try {
    const files = unpacked('content', content);
    const pack = mechanismPackOf(files, 'content', 'publish');
    const { name, version, title, validFrom } = pack.header;
    return { checked: { name, version, title, validFrom, digest: digestOf(files), content: packed('content', files) }, pack, files };
  } catch (error) {
    if (!(error instanceof MechanismPackInvalid)) throw error;
    throw new InvalidRequest(error.complaints.map(fieldErrorOf), 'PACK_INVALID', complaintsMax);
  }
}

/** A complaint begins with its place: `charts/problem.yaml:12 transitions.P1: …`. */
export function fieldErrorOf(complaint: string) {
  const at = complaint.indexOf(': ');
  const [path, message] = at === -1 ? ['content', complaint] : [complaint.slice(0, at), complaint.slice(at + 2)];
  return { path: path.slice(0, 300), message: message.slice(0, 300) };
}
