import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyFreePorts } from '@xiezhi/embedded';
import {
  comesBackAfterKill,
  everyServiceRuns,
  noSecretIsBakedIn,
  nobodyRunsAsRoot,
  onlyTheDoorsArePublished,
} from '../containers/checks.ts';
import { command, docker, must } from '../containers/command.ts';
import { build, complaint, type Composition, down, up } from '../containers/composition.ts';
import { removeAbandoned } from '../containers/abandoned.ts';
import { type Engine, ensureImages, findEngine } from '../containers/engine.ts';
import { prepareSecrets } from '../containers/secrets.ts';
import { type Counts, closingLine, isGreen, nothing, readCounts, sum, total, writeCounts } from './counts.ts';
import { root } from './run.ts';

/**
 * `npm run test:containers`: the compose file with images built here, the story played on it, then the integration specs on servers
 * in containers. Without an engine it is a failure, by name: it never passes for having nothing to run on.
 *
 *   npm run test:containers -- --compose | --specs     one half only
 *   npm run test:containers -- --keep                  leave the composition running, to look at it
 */
const args = process.argv.slice(2);
const halves = ['--compose', '--specs'].filter((half) => args.includes(half));
const wants = (half: string): boolean => halves.length === 0 || halves.includes(half);
const keeps = args.includes('--keep');

/** A hand-off that is answered, one that grows into supervision, one through the police and back: what the kill had broken would show. */
const afterTheKill = ['K11', 'K02', 'K12', 'V10'];

const startedAt = performance.now();
const run = `xiezhi-test-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), `${run}-`));
let counts: Counts = nothing;
// Ctrl-C reaches docker and vitest too, as one group: what runs ends, the next checks are left out, and everything is taken down.
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isInterrupted = true));

const engine = await check('a container engine answers', () => findEngine(say));
if (engine !== undefined) await onEngine(engine);
if (isInterrupted) counts = sum([counts, { ...nothing, failed: 1 }]);
// A composition left running still reads its secrets there, also when it restarts.
if (!keeps) rmSync(folder, { recursive: true });
console.log(`\n${closingLine(counts)}`);
if (process.env['XIEZHI_COUNTS'] !== undefined) writeCounts(process.env['XIEZHI_COUNTS'], counts);
process.exitCode = isGreen(counts) ? 0 : 1;

async function onEngine({ version, release }: Engine): Promise<void> {
  say(`engine ${version}`);
  try {
    await removeAbandoned(say);
    const images = await check('the images are present, pulled or built as stand-ins', () => ensureImages(say));
    if (images === undefined) return;
    say(`images: ${images}`);
    if (wants('--compose')) await theComposeFile();
    if (wants('--specs')) await theSpecs();
  } finally {
    await removeLeftovers();
    await release();
  }
}

async function theComposeFile(): Promise<void> {
  const [portalPort, identityPort] = await anyFreePorts(2);
  if (portalPort === undefined || identityPort === undefined) throw new Error('no free ports');
  const composition: Composition = { project: run, secretsFolder: join(folder, 'secrets'), portalPort, identityPort };
  prepareSecrets(composition.secretsFolder);
  if ((await check('our images build', () => build(composition))) === undefined) return;
  try {
    const isUp = await check('the compose file comes up healthy', () => up(composition));
    if (isUp === undefined) console.log(await complaint(composition).catch(String));
    else await theRunningComposition(composition);
  } finally {
    if (keeps) say(`left running as ${run}; secrets in ${composition.secretsFolder}; down with: docker compose -p ${run} down --volumes`);
    else await check('it goes down, volumes included', () => down(composition), true);
  }
}

async function theRunningComposition(composition: Composition): Promise<void> {
  const portal = `http://127.0.0.1:${composition.portalPort}`;
  const identity = `http://127.0.0.1:${composition.identityPort}`;
  await check('every container is healthy, provisioning has ended well', () => everyServiceRuns(composition));
  await check('nobody runs as root', () => nobodyRunsAsRoot(composition));
  await check('only portal and identity are published, on the loopback address', () => onlyTheDoorsArePublished(composition));
  await check('no secret is in an image or an environment', () => noSecretIsBakedIn(composition));
  await check('the portal answers on the host', () => answers(`${portal}/health/ready`));
  await check('the issuer names itself as the browser and the portal call it', () => issuerIs(identity));
  await check('every story is played to its end', () => playStories(portal, composition.secretsFolder, []));
  await check('a killed service comes back by itself', () => comesBackAfterKill(composition, 'clue-transfer'));
  await check('stories of every service are played again', () => playStories(portal, composition.secretsFolder, afterTheKill));
}

async function answers(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

async function issuerIs(identity: string): Promise<void> {
  const answer = await fetch(`${identity}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(10_000) });
  const { issuer } = (await answer.json()) as { issuer?: string };
  if (issuer !== identity) throw new Error(`the issuer calls itself ${issuer}, it is reached as ${identity}`);
}

/** @param names none: all */
async function playStories(portal: string, secretsFolder: string, names: readonly string[]): Promise<void> {
  const password = readFileSync(join(secretsFolder, 'identity-development-password'), 'utf8').trim();
  const words = ['tools/demo/demo.ts', ...names, '--portal', portal, '--password', password];
  await must(command(process.execPath, words, { timeoutMs: 480_000 }));
}

/**
 * The integration specs of every library and service, on servers in containers. Those left out
 * (libs/embedded, tools) are about the embedded servers themselves and the launcher of those: they take nothing from a container, `npm test` runs them.
 */
async function theSpecs(): Promise<void> {
  if (isInterrupted) return;
  const file = join(folder, 'specs.json');
  say('integration specs on containers');
  const env = {
    XIEZHI_TEST_CONTAINERS: 'require',
    XIEZHI_TEST_CONTAINERS_RUN: run,
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    XIEZHI_COUNTS: file,
  };
  const specs = globSync('{apps,libs,packs,bench}/**/*.int.spec.ts', { cwd: root, exclude: ['**/node_modules/**', 'libs/embedded/**'] });
  const words = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'int', ...specs];
  const { ok } = await command(process.execPath, words, { timeoutMs: 600_000, env, show: true });
  const counted = existsSync(file) ? readCounts(file) : undefined;
  const ranNothing = counted === undefined || total(counted) === 0;
  // vitest says no although every test said yes: something outside the tests broke.
  counts = sum([counts, counted ?? nothing, ranNothing || (!ok && counted.failed === 0) ? { ...nothing, failed: 1 } : nothing]);
}

/** Containers that specs of this run left behind because they died before their own clean-up. */
async function removeLeftovers(): Promise<void> {
  const { ok, output } = await docker(['ps', '--all', '--quiet', '--filter', `label=xiezhi.testing=${run}`]);
  const ids = ok ? output.split(/\s+/).filter((id) => id !== '') : [];
  if (ids.length > 0) await docker(['rm', '--force', '--volumes', ...ids], { timeoutMs: 60_000 });
}

/** One line per check as it ends. The answer, or undefined when it failed; after a failure the others still run. */
async function check<Answer>(name: string, body: () => Promise<Answer>, evenIfInterrupted = false): Promise<Answer | undefined> {
  if (isInterrupted && !evenIfInterrupted) return undefined;
  const began = performance.now();
  const took = (): string => `(${((performance.now() - began) / 1000).toFixed(1)} s)`;
  try {
    const answer = await body();
    counts = sum([counts, { ...nothing, passed: 1 }]);
    console.log(`✓ ${name} ${took()}`);
    return answer;
  } catch (error) {
    counts = sum([counts, { ...nothing, failed: 1 }]);
    console.log(`✗ ${name} ${took()}\n${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function say(remark: string): void {
  console.log(`[${((performance.now() - startedAt) / 1000).toFixed(0).padStart(3)} s] ${remark}`);
}
