import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@xiezhi/contracts';
import { anyFreePort } from '@xiezhi/embedded';
import { apps, buildApps } from '@xiezhi/tools/stack';
import type { Rig } from './rig.ts';
import { repository, results } from './run-record.ts';

const readyWithinMs = 60_000;

export interface ServiceProcess {
  url: string;
  stop(): Promise<void>;
}

/** A service as it is shipped, as a process of its own on the rig. @param more settings beside those every service has; may name the port */
export async function startServiceProcess(
  rig: Rig,
  name: ServiceName,
  jwksUrl: string,
  more: Record<string, string>,
): Promise<ServiceProcess> {
  await buildApps(apps.filter((app) => app.name === name));
  const port = Number(more['XIEZHI_PORT'] ?? (await anyFreePort()));
  mkdirSync(results, { recursive: true });
  const output = openSync(join(results, `${name}.log`), 'w');
  const child = spawn(process.execPath, ['--max-old-space-size=256', join(repository, 'apps', name, 'dist', 'main.mjs')], {
    cwd: join(repository, 'apps', name),
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: join(repository, '.xiezhi', 'compile-cache'),
      ...common(rig, port, jwksUrl),
      ...more,
    },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const killed = (): void => void child.kill('SIGKILL');
  process.once('exit', killed);
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url, name);
  return {
    url,
    async stop() {
      process.off('exit', killed);
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const common = ({ host, port: databasePort, database, password, brokers, brokerPassword }: Rig, port: number, jwksUrl: string) => ({
  XIEZHI_ENVIRONMENT: 'test',
  XIEZHI_PORT: String(port),
  XIEZHI_DATABASE_HOST: host,
  XIEZHI_DATABASE_PORT: String(databasePort),
  XIEZHI_DATABASE_NAME: database,
  XIEZHI_DATABASE_OWNER_PASSWORD: password,
  XIEZHI_DATABASE_APP_PASSWORD: password,
  XIEZHI_DATABASE_WORKER_PASSWORD: password,
  XIEZHI_BROKERS: brokers.join(','),
  XIEZHI_BROKER_PASSWORD: brokerPassword,
  XIEZHI_TOKEN_JWKS_URL: jwksUrl,
});

async function ready(child: ChildProcess, url: string, name: string): Promise<void> {
  for (const deadline = performance.now() + readyWithinMs; ; await pause(100)) {
    const isReady = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`${name} did not become ready: see ${join(results, `${name}.log`)}`);
  }
}
