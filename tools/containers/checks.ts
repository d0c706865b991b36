import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { docker, must } from './command.ts';
import { type Composition, containers } from './composition.ts';

interface Inspected {
  Config: { Env: string[] | null; Image: string };
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> };
}

/** The only two services that the host may reach. */
const doors = ['identity', 'portal'];

async function inspected(composition: Composition): Promise<(Inspected & { service: string })[]> {
  const all = await containers(composition);
  const details = JSON.parse(await must(docker(['inspect', ...all.map(({ id }) => id)]))) as Inspected[];
  return details.map((detail, index) => ({ ...detail, service: all[index]?.service ?? '' }));
}

export async function everyServiceRuns(composition: Composition): Promise<void> {
  const unwell = (await containers(composition)).filter(({ service, state, health, exitCode }) =>
    service === 'provision' ? state !== 'exited' || exitCode !== 0 : state !== 'running' || health !== 'healthy',
  );
  assert.deepEqual(unwell, []);
}

export async function nobodyRunsAsRoot(composition: Composition): Promise<void> {
  for (const { service, name, state } of await containers(composition)) {
    if (state !== 'running') continue;
    // Of the process that does the work, not of a command put in beside it: Postgres starts as root to own its folder, then steps down.
    const users = (await must(docker(['top', name, '-eo', 'pid,user,comm'])))
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replace(/^\d+\s+/, ''))
      .filter((line) => !line.includes('docker-init'));
    assert.ok(users.length > 0 && users.every((line) => !line.startsWith('root ')), `${service}: ${users.join(', ')}`);
  }
}

export async function onlyTheDoorsArePublished(composition: Composition): Promise<void> {
  const published = (await inspected(composition)).flatMap(({ service, NetworkSettings }) =>
    Object.values(NetworkSettings.Ports).flatMap((bindings) => (bindings ?? []).map(({ HostIp }) => `${service} on ${HostIp}`)),
  );
  assert.deepEqual(
    published.toSorted(),
    doors.map((service) => `${service} on 127.0.0.1`),
  );
}

/** Neither in an image (its configuration and the commands that made its layers) nor in a container's environment. */
export async function noSecretIsBakedIn(composition: Composition): Promise<void> {
  const secrets = readdirSync(composition.secretsFolder).map((name) => readFileSync(join(composition.secretsFolder, name), 'utf8').trim());
  const all = await inspected(composition);
  const ours = [...new Set(all.map(({ Config }) => Config.Image))].filter((image) => image.startsWith('xiezhi/'));
  assert.ok(ours.length > 5, `only these images are ours: ${ours.join(', ')}`);
  const texts = await Promise.all(
    ours.flatMap((image) => [must(docker(['image', 'inspect', image])), must(docker(['history', '--no-trunc', image]))]),
  );
  const everything = [...texts, ...all.map(({ Config }) => JSON.stringify(Config))].join('\n');
  const found = secrets.filter((secret) => everything.includes(secret) || everything.includes(JSON.stringify(secret).slice(1, -1)));
  assert.equal(found.length, 0, `${found.length} secrets are readable in an image or an environment`);
}

/** kill -9 from inside, of everything but the container's init; `docker kill` would count as stopped by hand and no policy would act. */
export async function comesBackAfterKill(composition: Composition, service: string): Promise<void> {
  const before = await one(composition, service);
  await docker(['exec', before.name, 'sh', '-c', 'kill -9 -1']);
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(500)) {
    const now = await one(composition, service);
    if (now.restarts > before.restarts && now.health === 'healthy') return;
  }
  throw new Error(`${service} was not healthy again 60 s after kill -9`);
}

async function one(composition: Composition, service: string): Promise<{ name: string; health: string; restarts: number }> {
  const container = (await containers(composition)).find((candidate) => candidate.service === service);
  if (container === undefined) throw new Error(`${service} has no container`);
  const restarts = Number(await must(docker(['inspect', '--format', '{{.RestartCount}}', container.id])));
  return { name: container.name, health: container.health, restarts };
}
