import { once } from 'node:events';
import net from 'node:net';
import { pipeline, type Transform } from 'node:stream';
import { Sluice } from './sluice.ts';
import { type Direction, type Toxic, transformOf } from './toxics.ts';

export interface Upstream {
  host: string;
  port: number;
}

/** A path between client and server, and both its ends; gone when either end is. */
interface Link {
  client: net.Socket;
  server: net.Socket;
  sluices: Record<Direction, Sluice>;
}

const connectionsMax = 1000;

/**
 * A TCP proxy that makes trouble on request: what stands behind it slows down, is cut in the middle of an answer, is a black hole,
 * or is not there. Toxics are met by connections opened while they are set; `cut` ends the ones that are open.
 */
export class FaultProxy {
  readonly #upstream: Upstream;
  readonly #server: net.Server;
  readonly #links = new Set<Link>();
  readonly #toxics: Record<Direction, Toxic[]> = { upstream: [], downstream: [] };
  readonly #held = new Set<Direction>();
  #isUp = true;
  #accepted = 0;

  private constructor(upstream: Upstream) {
    this.#upstream = upstream;
    this.#server = net.createServer((client) => this.#accept(client));
    this.#server.maxConnections = connectionsMax;
  }

  /** @param port to listen on; 0 takes a free one */
  static async start(upstream: Upstream, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Connections accepted since the start: whether a client has come again. */
  get accepted(): number {
    return this.#accepted;
  }

  get open(): number {
    return this.#links.size;
  }

  /** Sets trouble for connections that come from now on; answers how to end it. */
  add(direction: Direction, toxic: Toxic): () => void {
    this.#toxics[direction].push(toxic);
    return () => {
      this.#toxics[direction] = this.#toxics[direction].filter((each) => each !== toxic);
    };
  }

  /** Sets trouble and makes every client meet it at once, because open connections are reset. */
  strike(direction: Direction, toxic: Toxic): () => void {
    const end = this.add(direction, toxic);
    this.cut();
    return end;
  }

  /** Bytes of this direction stay here, on open connections and new ones, until the answered function lets them go: none is lost. */
  hold(direction: Direction): () => void {
    this.#held.add(direction);
    for (const { sluices } of this.#links) sluices[direction].shut();
    return () => {
      this.#held.delete(direction);
      for (const { sluices } of this.#links) sluices[direction].open();
    };
  }

  /** Resets every open connection. */
  cut(): void {
    for (const { client, server } of this.#links) {
      reset(client);
      reset(server);
    }
  }

  /** Nobody answers: connections are refused at once, as by a process that has ended. */
  down(): void {
    this.#isUp = false;
    this.cut();
  }

  up(): void {
    this.#isUp = true;
  }

  /** No trouble at all, for connections that come from now on. */
  heal(): void {
    this.#toxics.upstream = [];
    this.#toxics.downstream = [];
    this.up();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: net.Socket): void {
    this.#accepted += 1;
    if (!this.#isUp) {
      reset(client);
      return;
    }
    const server = net.connect(this.#upstream);
    const link = { client, server, sluices: { upstream: new Sluice(), downstream: new Sluice() } };
    for (const direction of this.#held) link.sluices[direction].shut();
    this.#links.add(link);
    const forget = (): void => void this.#links.delete(link);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.setNoDelay(true);
      // An end that fails takes the other with it: neither client nor server is left talking to nobody.
      socket.on('error', () => reset(other));
      socket.on('close', forget);
    }
    this.#join(link, 'upstream');
    this.#join(link, 'downstream');
  }

  #join({ client, server, sluices }: Link, direction: Direction): void {
    const connection = {
      reset: () => {
        reset(client);
        reset(server);
      },
      close: () => {
        client.end();
        server.end();
      },
    };
    const toxics: Transform[] = this.#toxics[direction].map((toxic) => transformOf(toxic, connection));
    const [from, to] = direction === 'upstream' ? [client, server] : [server, client];
    pipeline([from, sluices[direction], ...toxics, to], () => undefined);
  }
}

/**
 * Ends a connection at once, by RST where that can be had. A reset is not possible while the end of the stream or bytes are still on
 * their way: Node would wait for them, or lose the handle, and a process with a lost handle never comes to its end.
 */
function reset(socket: net.Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting || socket.writableEnded || socket.writableLength > 0) socket.destroy();
  else socket.resetAndDestroy();
}
