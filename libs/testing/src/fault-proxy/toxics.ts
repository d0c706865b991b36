import { Transform, type TransformCallback } from 'node:stream';

/**
 * Kinds of trouble on a connection, in the words of toxiproxy (Shopify/toxiproxy, README): whoever knows that tool knows these.
 * A stream is `upstream` from the client to the server and `downstream` back.
 */
export type Toxic =
  /** Every byte comes later by so many ms, give or take `jitterMs`; order is kept. */
  | { type: 'latency'; latencyMs: number; jitterMs?: number }
  /** At most so many kB a second. */
  | { type: 'bandwidth'; rateKb: number }
  /** Bytes vanish; after `timeoutMs` the connection is closed, after 0 never: a black hole. */
  | { type: 'timeout'; timeoutMs: number }
  /** The connection is reset (RST) after so many ms, with whatever was under way. */
  | { type: 'reset_peer'; timeoutMs: number }
  /** The end of the stream is told late. */
  | { type: 'slow_close'; delayMs: number }
  /** Bytes come in small pieces with a pause between them. */
  | { type: 'slicer'; sizeBytes: number; delayMs: number }
  /** After so many bytes the connection is reset: an answer cut in its middle. */
  | { type: 'limit_data'; bytes: number };

export type Direction = 'upstream' | 'downstream';

/** What a toxic may do to the connection besides holding bytes back. */
export interface Connection {
  /** Resets both ends. */
  reset(): void;
  /** Closes both ends in order. */
  close(): void;
}

/** The stream a toxic stands for: bytes go in on one side and come out, late, sliced or not at all, on the other. */
export function transformOf(toxic: Toxic, connection: Connection): Transform {
  switch (toxic.type) {
    case 'latency':
      return delayed(toxic.latencyMs, toxic.jitterMs ?? 0);
    case 'bandwidth':
      return paced(toxic.rateKb);
    case 'timeout':
      return swallowing(toxic.timeoutMs, connection);
    case 'reset_peer':
      return resetting(toxic.timeoutMs, connection);
    case 'slow_close':
      return new Transform({ transform: passOn, flush: (done) => void setTimeout(done, toxic.delayMs).unref() });
    case 'slicer':
      return sliced(toxic.sizeBytes, toxic.delayMs);
    case 'limit_data':
      return limited(toxic.bytes, connection);
  }
}

function passOn(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
  done(null, chunk);
}

/** A chunk is due its own delay after it came, so a steady stream stays as fast as it was, only later. */
function delayed(latencyMs: number, jitterMs: number): Transform {
  let lastDue = 0;
  const until = (work: () => void): void => {
    const due = performance.now() + latencyMs + (Math.random() * 2 - 1) * jitterMs;
    lastDue = Math.max(lastDue, due);
    setTimeout(work, Math.max(0, lastDue - performance.now()));
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      until(() => this.push(chunk));
      done();
    },
    flush(done) {
      until(done);
    },
  });
}

function paced(rateKb: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      setTimeout(() => done(null, chunk), chunk.length / rateKb);
    },
  });
}

function swallowing(timeoutMs: number, connection: Connection): Transform {
  const timer = timeoutMs === 0 ? undefined : setTimeout(() => connection.close(), timeoutMs);
  return new Transform({
    transform: (_chunk, _encoding, done) => done(),
    // The other side must not learn that its peer has gone: a black hole does not say goodbye.
    flush: () => undefined,
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
  });
}

function resetting(timeoutMs: number, connection: Connection): Transform {
  const timer = setTimeout(() => connection.reset(), timeoutMs);
  return new Transform({
    transform: passOn,
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
  });
}

function sliced(sizeBytes: number, delayMs: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const next = (from: number): void => {
        if (from >= chunk.length) return done();
        this.push(chunk.subarray(from, from + sizeBytes));
        setTimeout(() => next(from + sizeBytes), delayMs);
      };
      next(0);
    },
  });
}

function limited(bytes: number, connection: Connection): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      this.push(passed);
      // Nothing more is let through; the reset is given time to be met by who has read the cut answer.
      if (left === 0) setImmediate(() => connection.reset());
      done();
    },
  });
}
