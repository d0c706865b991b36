import { createRequire } from 'node:module';

export interface ConnectionLike {
  socket?: { destroy(error: Error): unknown } | null;
}

export interface ConnectionClass {
  prototype: { processData(this: ConnectionLike, data: Buffer): unknown };
}

const repaired = new WeakSet<object>();

/** kafkajs' own class, by deep import: the package has no `exports` map. */
export function connectionClass(): ConnectionClass {
  return createRequire(import.meta.url)('kafkajs/src/network/connection.js') as ConnectionClass;
}

/**
 * What kafkajs 2.2.4 cannot read as a frame, such as the rest of an answer that was cut off, is thrown out of the socket's own event and
 * would end the process. Here it ends the connection, as every other fault of it does: requests under way fail and are made again. Idempotent.
 */
export function repairConnection(target: ConnectionClass = connectionClass()): void {
  const { prototype } = target;
  if (repaired.has(prototype)) return;
  repaired.add(prototype);
  const process = prototype.processData;
  prototype.processData = function processOrDisconnect(this: ConnectionLike, data: Buffer): unknown {
    try {
      return process.call(this, data);
    } catch (error) {
      this.socket?.destroy(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  };
}
