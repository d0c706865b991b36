import { existsSync } from 'node:fs';
import { command, type CommandResult, docker, lastLines, must } from './command.ts';

export interface Composition {
  /** Also the prefix of its containers, volumes and networks. */
  project: string;
  secretsFolder: string;
  portalPort: number;
  identityPort: number;
}

export interface ContainerState {
  service: string;
  name: string;
  id: string;
  state: string;
  health: string;
  exitCode: number;
}

const buildWithinMs = 900_000;
const upWithinSeconds = 240;

/** The compose file of the project under a name, secrets and ports of its own, so that it runs beside a developer's. */
export async function compose(composition: Composition, args: string[], timeoutMs = 60_000): Promise<string> {
  return must(runCompose(composition, args, timeoutMs));
}

async function runCompose(composition: Composition, args: string[], timeoutMs: number): Promise<CommandResult> {
  return docker(['compose', '--ansi', 'never', ...args], { env: await settingsOf(composition), timeoutMs });
}

async function settingsOf({ project, secretsFolder, portalPort, identityPort }: Composition): Promise<Record<string, string>> {
  const npmrc = (await command('npm', ['config', 'get', 'userconfig'], { timeoutMs: 20_000 })).output.trim();
  return {
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_PROFILES: 'development',
    XIEZHI_CONTAINER_SECRETS: secretsFolder,
    XIEZHI_PORTAL_PORT: String(portalPort),
    XIEZHI_IDENTITY_PORT: String(identityPort),
    ...(existsSync(npmrc) && { XIEZHI_NPMRC: npmrc }),
  };
}

/** A failed build says why in the middle of its output: what npm and the compiler called an error comes first. */
export async function build(composition: Composition): Promise<string> {
  const { ok, output } = await runCompose(composition, ['--progress', 'plain', 'build'], buildWithinMs);
  if (ok) return output;
  const telling = output.split('\n').filter((line) => /\berror\b/i.test(line) && !/--loglevel=error/.test(line));
  throw new Error(`${[...new Set(telling)].slice(0, 15).join('\n')}\n${lastLines(output, 8)}`);
}

export const up = (composition: Composition): Promise<string> =>
  compose(
    composition,
    ['up', '--detach', '--no-build', '--wait', '--wait-timeout', String(upWithinSeconds)],
    (upWithinSeconds + 60) * 1000,
  );

/** Containers, networks and volumes go; images stay for the next run. */
export const down = (composition: Composition): Promise<string> =>
  compose(composition, ['down', '--volumes', '--remove-orphans', '--timeout', '20'], 180_000);

export async function containers(composition: Composition): Promise<ContainerState[]> {
  const lines = (await compose(composition, ['ps', '--all', '--format', 'json'])).split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => {
    const { Service, Name, ID, State, Health, ExitCode } = JSON.parse(line) as Record<
      'Service' | 'Name' | 'ID' | 'State' | 'Health',
      string
    > & { ExitCode: number };
    return { service: Service, name: Name, id: ID, state: State, health: Health, exitCode: ExitCode };
  });
}

/** What a person needs to see when something did not come up: who is not well, and the last words of each. */
export async function complaint(composition: Composition): Promise<string> {
  const unwell = (await containers(composition)).filter(
    ({ state, health, exitCode }) =>
      !(state === 'running' && health !== 'unhealthy' && health !== 'starting') && !(state === 'exited' && exitCode === 0),
  );
  const words = unwell.map(async ({ service, name, state, health, exitCode }) => {
    const { output } = await docker(['logs', '--tail', '15', name]);
    return `── ${service}: ${state} ${health || `(code ${exitCode})`}\n${output.trim()}`;
  });
  return (await Promise.all(words)).join('\n');
}
