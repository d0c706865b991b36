const transientClasses = ['08', '53', '57', '58'];
const transientCodes = new Set(['40001', '40P01', '55P03', '25006', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOENT']);
const transientTexts =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Cannot use a pool after calling end/;

/**
 * Whether the same statement may succeed a moment later: connection lost, server starting or stopping, out of connections or disk,
 * deadlock, serialisation failure, lock time-out. Such a fault is waited out; it never parks an event and never answers 4xx.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    transientCodes.has(code) || (code.length === 5 && transientClasses.includes(code.slice(0, 2))) || transientTexts.test(error.message)
  );
}

/** What the driver calls a connection that was lost or not to be had, where it gives no code; undefined for any other error. */
export function connectionFaultOf(error: unknown): string | undefined {
  return error instanceof Error ? transientTexts.exec(error.message)?.[0] : undefined;
}

/** SQLSTATE of a database error, or an empty string. */
export function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
