import { connect, createServer } from 'node:net';

const host = '127.0.0.1';

/** Whether a server could listen on this port of the loopback address now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Whether somebody accepts connections there. */
export function answersOn(port: number, timeoutMs = 500): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** A port the operating system gives out. Somebody else may take it before it is used: the user of it reports that as PORT_IN_USE. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host }, () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return reject(new Error('the operating system gave no port'));
      probe.close(() => resolve(address.port));
    });
  });
}

/** Several different ones. */
export async function anyFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await anyFreePort());
  return [...ports];
}

/** The preferred port, or the next one above it that is free and not already spoken for. At most 200 are tried. */
export async function portFrom(preferred: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = preferred; port < preferred + 200; port++) if (!taken.has(port) && (await isPortFree(port))) return port;
  throw new Error(`none of the ports ${preferred} to ${preferred + 199} is free on ${host}`);
}
