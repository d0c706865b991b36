import { Refusal } from '@xiezhi/decider';
import { z } from 'zod';

/** Where a page ends. The order is that of recording; source, subject and sequence make it total. */
const Cursor = z.tuple([z.string().max(40), z.string().max(60), z.string().max(120), z.int().min(1)]);
export interface Cursor {
  recordedAt: string;
  source: string;
  subject: string;
  sequence: number;
}

/** Opaque to clients: base64url of JSON. */
export function cursorOf({ recordedAt, source, subject, sequence }: Cursor): string {
  return Buffer.from(JSON.stringify([recordedAt, source, subject, sequence]), 'utf8').toString('base64url');
}

/** @throws Refusal TRAIL_CURSOR_INVALID */
export function readCursor(text: string): Cursor {
  const parsed = Cursor.safeParse(jsonOf(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data.some((part) => String(part).includes('\0'))) throw new Refusal('TRAIL_CURSOR_INVALID');
  const [recordedAt, source, subject, sequence] = parsed.data;
  return { recordedAt, source, subject, sequence };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
