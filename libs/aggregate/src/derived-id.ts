import { createHash } from 'node:crypto';

/**
 * An id that follows from another: the same event, handled twice or by two instances, names the same stream. UUID version 8
 * (RFC 9562, 5.8) over SHA-256.
 *
 * @param from the id it follows from
 * @param what what is born: 'case-file', 'feedback-thread/FILING'
 */
export function derivedId(from: string, what: string): string {
  const bytes = createHash('sha256').update(`${what}\n${from}`, 'utf8').digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
