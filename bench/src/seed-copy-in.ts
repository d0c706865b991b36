import type pg from 'pg';

/** The part of pg's connection that COPY needs; pg offers it to libraries without types. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * Loads lines into a table with COPY … FROM STDIN. One message per call: whoever calls it with a batch bounds the memory.
 *
 * @param lines in COPY's text format, each with its line feed
 */
export function copyIn(client: pg.ClientBase, table: string, columns: readonly string[], lines: string): Promise<void> {
  const names = columns.map((column) => `"${column}"`).join(', ');
  return new Promise((resolve, reject) => {
    let fault: Error | undefined;
    const query = {
      submit: (connection: CopyConnection): void => connection.query(`copy ${table} (${names}) from stdin`),
      handleCopyInResponse: (connection: CopyConnection): void => {
        connection.sendCopyFromChunk(Buffer.from(lines));
        connection.endCopyFrom();
      },
      handleCommandComplete: (): void => undefined,
      handleError: (error: Error): void => {
        fault = error;
        reject(new Error(`could not copy into ${table}`, { cause: error }));
      },
      handleReadyForQuery: (): void => {
        if (fault === undefined) resolve();
      },
    };
    client.query(query as unknown as pg.Submittable);
  });
}
