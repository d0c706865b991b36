import { SourceFrames } from './source-frames.ts';

export interface DescribedError {
  name: string;
  message?: string;
  code?: string;
  table?: string;
  constraint?: string;
  frames: string[];
  cause?: DescribedError;
}

/** In a bundle, this very file is the bundle. */
const ownFrames = new SourceFrames(import.meta.filename);
const framesMax = 12;
const causesMax = 3;
const messageLengthMax = 200;

/**
 * What a log line may say about an error. Library errors quote what they choked on (JSON.parse, `new URL`, Postgres' details,
 * TypeORM's parameters), and that may be what a clue says: so quoted text is blanked, a database error is told by SQLSTATE, table
 * and constraint only, and the stack is reduced to its frames.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const code = textOf(error, 'code');
  const isOfDatabase = textOf(error, 'severity') !== undefined || 'driverError' in error;
  const table = textOf(error, 'table');
  const constraint = textOf(error, 'constraint');
  return {
    name: error.name,
    ...(!isOfDatabase && { message: withoutContent(error.message) }),
    ...(code !== undefined && { code }),
    ...(table !== undefined && { table }),
    ...(constraint !== undefined && { constraint }),
    frames: framesOf(error),
    ...(error.cause !== undefined && depth < causesMax && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Blanks whatever stands between quotation marks, from the first to the last of a kind, and bounds the rest. */
export function withoutContent(message: string): string {
  return message.replace(/"[^]*"|'[^]*'|`[^]*`|“[^]*”/g, '…').slice(0, messageLengthMax);
}

/** The stack begins with the message, which may span lines; only lines that look like frames are kept. */
function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return lines
    .filter((line) => /^at [\w$.<>[\] ]*\(?(node:|file:\/\/|\/|async )/.test(line))
    .slice(0, framesMax)
    .map((frame) => ownFrames.toSource(frame));
}

function textOf(error: Error, member: string): string | undefined {
  const value: unknown = Reflect.get(error, member);
  return typeof value === 'string' && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
}
