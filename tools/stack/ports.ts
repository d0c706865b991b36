import { anyFreePort, portFrom } from '@xiezhi/embedded';
import { type Home, readPorts, writePorts } from './home.ts';
import { type App, preferredPortOf } from './services.ts';

export interface Ports {
  postgres: number;
  kafka: number;
  kafkaController: number;
  of(app: string): number;
}

/**
 * Chooses every port before anything starts, because the processes are told each other's. A port of the last start comes first, then
 * the usual one, then the next free one above. Between the choice and the use somebody else may take it: that start then fails by name.
 */
export async function choosePorts(home: Home, apps: readonly App[], automatic: boolean, say: (remark: string) => void): Promise<Ports> {
  const remembered = readPorts(home);
  const wanted = { ...preferredPortOf, ...Object.fromEntries(apps.map(({ name, preferredPort }) => [name, preferredPort])) };
  const taken = new Set<number>();
  const chosen: Record<string, number> = {};
  for (const [name, usual] of Object.entries(wanted)) {
    const before = remembered[name];
    const port = automatic && before === undefined ? await anyOther(taken) : await portFrom(before ?? usual, taken);
    if (!automatic && port !== (before ?? usual)) say(`port ${before ?? usual} is in use by another program; ${name} takes ${port}`);
    taken.add(port);
    chosen[name] = port;
  }
  writePorts(home, chosen);
  return {
    postgres: portOf(chosen, 'postgres'),
    kafka: portOf(chosen, 'kafka'),
    kafkaController: portOf(chosen, 'kafkaController'),
    of: (app) => portOf(chosen, app),
  };
}

async function anyOther(taken: ReadonlySet<number>): Promise<number> {
  const port = await anyFreePort();
  return taken.has(port) ? anyOther(taken) : port;
}

function portOf(chosen: Record<string, number>, name: string): number {
  const port = chosen[name];
  if (port === undefined) throw new Error(`no port was chosen for ${name}`);
  return port;
}
