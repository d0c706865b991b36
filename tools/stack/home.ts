import { mkdirSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readJson, readRecord, writeWhole, type ProcessRecord } from '@xiezhi/embedded';
import { z } from 'zod';
import { repository } from './services.ts';

/** The state folder of one stack (README.md lists what lies in it). */
export interface Home {
  path: string;
  run: string;
  logs: string;
}

export function homeAt(wish: string | undefined): Home {
  const wanted = wish ?? process.env['XIEZHI_HOME'] ?? join(repository, '.xiezhi');
  // npm starts scripts in the package's folder and says where it was called from.
  const path = isAbsolute(wanted) ? wanted : resolve(process.env['INIT_CWD'] ?? process.cwd(), wanted);
  return { path, run: join(path, 'run'), logs: join(path, 'logs') };
}

export function makeHome(home: Home): void {
  for (const folder of [home.path, home.run, home.logs]) mkdirSync(folder, { recursive: true });
}

export const launcherLock = (home: Home): string => join(home.run, 'launcher');
export const pidFile = (home: Home, name: string): string => join(home.run, `${name}.pid`);
export const logFile = (home: Home, name: string): string => join(home.logs, `${name}.log`);

export function recordedProcess(home: Home, name: string): ProcessRecord | undefined {
  return readRecord(pidFile(home, name));
}

const stackSchema = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      url: z.string(),
      pid: z.number(),
      schema: z.string(),
      roles: z.object({ owner: z.string(), app: z.string(), worker: z.string() }),
    }),
  ),
  portal: z.string(),
  identity: z.string(),
  broker: z.object({ brokers: z.array(z.string()), user: z.string() }),
  database: z.object({ host: z.string(), port: z.number(), name: z.string() }),
});

/** `run/stack.json`: what runs where (DESIGN 10). */
export type Stack = z.infer<typeof stackSchema>;

const stackFile = (home: Home): string => join(home.run, 'stack.json');

export function writeStack(home: Home, stack: Stack): void {
  writeWhole(stackFile(home), `${JSON.stringify(stack, null, 2)}\n`);
}

export function readStack(home: Home): Stack | undefined {
  const { data } = stackSchema.safeParse(readJson(stackFile(home)));
  return data;
}

const secretsSchema = z.object({ database: z.record(z.string(), z.string()), broker: z.record(z.string(), z.string()) });

/** `run/secrets.json`: passwords by database role and by broker user (DESIGN 10). */
export type Secrets = z.infer<typeof secretsSchema>;

const keysSchema = z.object({
  masterKey: z.string(),
  oidcClientSecret: z.string(),
  oidcMachineSecret: z.string(),
  developmentTokenSecret: z.string(),
  developmentPassword: z.string(),
});

/** `run/keys.json`: what only processes of ours need. The master key opens the sealed tables: lost, they stay shut. */
export type Keys = z.infer<typeof keysSchema>;

const secretsFile = (home: Home): string => join(home.run, 'secrets.json');
const keysFile = (home: Home): string => join(home.run, 'keys.json');

export const readSecrets = (home: Home): Secrets | undefined => secretsSchema.safeParse(readJson(secretsFile(home))).data;
export const readKeys = (home: Home): Keys | undefined => keysSchema.safeParse(readJson(keysFile(home))).data;
export const writeSecrets = (home: Home, secrets: Secrets): void =>
  writeWhole(secretsFile(home), `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
export const writeKeys = (home: Home, keys: Keys): void => writeWhole(keysFile(home), `${JSON.stringify(keys, null, 2)}\n`, 0o600);

export const signingKeyFile = (home: Home): string => join(home.run, 'portal-signing-key.pem');

const portsSchema = z.record(z.string(), z.number().int());

/** `run/ports.json`: the ports of the last start, preferred by the next. */
export const readPorts = (home: Home): Record<string, number> => portsSchema.safeParse(readJson(join(home.run, 'ports.json'))).data ?? {};
export const writePorts = (home: Home, ports: Record<string, number>): void =>
  writeWhole(join(home.run, 'ports.json'), `${JSON.stringify(ports)}\n`);
