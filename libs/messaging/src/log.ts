import { connectionFaultOf, sqlStateOf } from '@xiezhi/postgres';

/** What we need of a logger; pino's fits. Fields are identifiers and numbers only, never what an event says. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Class and code of an error, and the driver's own words where a lost connection has no code; never a message, which may quote what an
 * event says.
 */
export function faultName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const detail = sqlStateOf(error) || connectionFaultOf(error);
  return detail === undefined ? error.name : `${error.name} ${detail}`;
}

/** Class and message of an error, for a log line. Our own errors carry identifiers only. */
export function faultText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
