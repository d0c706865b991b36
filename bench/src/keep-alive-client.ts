import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}

/**
 * One connection to an HTTP/1.1 server, one request at a time. It does as little as can be done, so that the machine is left to the
 * server that is measured; it understands what our servers send: a Content-Length, and nothing else.
 */
export class KeepAliveClient {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    const lost = (): void => this.#waiting?.reject(new Error('the connection was closed before the answer'));
    socket.on('error', lost);
    socket.on('close', lost);
  }

  static open(url: URL): Promise<KeepAliveClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => resolve(new KeepAliveClient(socket, url.host)));
      socket.once('error', reject);
    });
  }

  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `POST ${path} HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: application/json\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(head + body);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const whole = firstAnswer(this.#received);
    if (whole === undefined) return;
    this.#received = this.#received.slice(whole.length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(whole.answer);
  }
}

/** The first answer of what was received so far, and its length; undefined while it is not whole. */
export function firstAnswer(received: string): { answer: Answer; length: number } | undefined {
  const headLength = received.indexOf('\r\n\r\n');
  if (headLength < 0) return undefined;
  const head = received.slice(0, headLength);
  const bodyLength = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
  if (Number.isNaN(bodyLength)) throw new Error(`an answer without Content-Length: ${head.slice(0, 200)}`);
  const length = headLength + 4 + bodyLength;
  if (received.length < length) return undefined;
  return { answer: { status: Number(head.slice(9, 12)), body: received.slice(headLength + 4, length) }, length };
}
