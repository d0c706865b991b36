import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync, readFileSync, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Caller, rolesOf, schemaOf } from '@xiezhi/contracts';
import { anyFreePorts } from '@xiezhi/embedded';
import { tokenAudience, tokenIssuer } from '@xiezhi/http/token';
import { apps, buildApps, repository } from '@xiezhi/tools/stack';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { agency } from './agencies.ts';
import type { Ground } from './ground.ts';
import { type Member, members } from './members.ts';
import type { OperationsStatus } from './status.ts';

/** How an instance differs from the others of its service. */
export interface Life {
  env?: Record<string, string>;
  /** A module that is loaded before the service. */
  preload?: string;
  /** Callers are sent to it in turn with the others, as a load balancer would. */
  serves?: boolean;
}

const bundleOf = (name: Member): string => join(repository, 'apps', name, 'dist', 'main.mjs');
const operators = agency('platform');

const readyWithinMs = 120_000;
const restartAfterMs = 100;

/** Runs the services on a ground and starts again whoever dies, as the launcher does, until told to leave it dead. */
export class Company {
  readonly #ground: Ground;
  readonly #ports = new Map<Member, number>();
  readonly #processes = new Map<string, ChildProcess>();
  readonly #held = new Set<string>();
  readonly #builds = new Map<Member, string>();
  /** Addresses of instances that serve callers beside the first. */
  readonly #beside = new Map<Member, Map<string, string>>();
  #turn = 0;
  #settings: Record<string, string> = {};
  #keys!: { sign(caller: Caller): Promise<string>; server: Server; url: string };
  #isStopping = false;

  private constructor(ground: Ground) {
    this.#ground = ground;
  }

  static async start(ground: Ground): Promise<Company> {
    const company = new Company(ground);
    process.once('exit', () => company.#killAll());
    await buildApps(apps.filter(({ name }) => (members as readonly string[]).includes(name)));
    const ports = await anyFreePorts(members.length);
    members.forEach((name, index) => company.#ports.set(name, ports[index]!));
    company.#keys = await publishKeys();
    try {
      // The directory first: the others hear of agencies and routes from it, but wait for nobody.
      for (const name of members) company.#spawn(name, name);
      await company.ready();
      return company;
    } catch (error) {
      await company.stop();
      throw error;
    }
  }

  /** Where the next caller of a service is sent. */
  urlOf(name: Member): string {
    const beside = [...(this.#beside.get(name)?.values() ?? [])];
    const urls = this.#processes.has(name) || beside.length === 0 ? [this.#ownUrl(name), ...beside] : beside;
    return urls[this.#turn++ % urls.length]!;
  }

  /** Every instance of a service that serves callers. */
  addressesOf(name: Member): { instance: string; url: string }[] {
    const beside = [...(this.#beside.get(name) ?? [])].map(([instance, url]) => ({ instance, url }));
    return this.#processes.has(name) ? [{ instance: name, url: this.#ownUrl(name) }, ...beside] : beside;
  }

  #ownUrl(name: Member): string {
    return `http://127.0.0.1:${this.#ports.get(name)}`;
  }

  tokenOf(caller: Caller): Promise<string> {
    return this.#keys.sign(caller);
  }

  /** What an operator sees of a service, or of one instance of it. */
  async status(name: Member, url = this.#ownUrl(name)): Promise<OperationsStatus> {
    const answer = await fetch(`${url}/operations/status`, { headers: await this.#asOperator(), signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`${name} told no status: ${answer.status}`);
    return (await answer.json()) as OperationsStatus;
  }

  /** An act of an operator, such as `parked/replay`; the reason is the same in all of them. */
  async mend(name: Member, act: string, body: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.urlOf(name)}/operations/${act}`, {
      method: 'POST',
      headers: { ...(await this.#asOperator()), 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, reason: '故障演练' }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${name} did not do ${act}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }

  /** Records that wait in a lane, in the order of their release. */
  async parked(name: Member, consumer: string, lane: string): Promise<{ id: number; reason: string }[]> {
    const query = new URLSearchParams({ consumer, lane });
    const answer = await fetch(`${this.urlOf(name)}/operations/parked?${query.toString()}`, { headers: await this.#asOperator() });
    return ((await answer.json()) as { records?: { id: number; reason: string }[] }).records ?? [];
  }

  async #asOperator(): Promise<{ authorization: string }> {
    const { id, posts } = operators;
    const account = posts.find(({ role }) => role === 'system-admin')!.id;
    const caller: Caller = {
      account,
      post: account,
      agency: id,
      agencyName: operators.name,
      roles: ['system-admin'],
      strength: 'password',
    };
    return { authorization: `Bearer ${await this.tokenOf(caller)}` };
  }

  /** Process of an instance; undefined while it is dead. */
  pidOf(instance: string): number | undefined {
    return this.#processes.get(instance)?.pid;
  }

  get instances(): string[] {
    return [...this.#processes.keys()];
  }

  /** SIGKILL; it is started again at once unless it is held. */
  kill(name: string): void {
    this.#processes.get(name)?.kill('SIGKILL');
  }

  /** SIGSTOP: the process sleeps, its connections stay open, and it knows nothing of it. */
  freeze(name: string): void {
    this.#processes.get(name)?.kill('SIGSTOP');
  }

  thaw(name: string): void {
    this.#processes.get(name)?.kill('SIGCONT');
  }

  /** A second instance of a service beside the first, on a port of its own; answers its address. */
  async join(name: Member, instance: string, life: Life = {}): Promise<string> {
    const [port] = await anyFreePorts(1);
    const url = `http://127.0.0.1:${port}`;
    this.#held.delete(instance);
    this.#spawn(name, instance, port, life);
    await this.#answers(url);
    if (life.serves === true) this.#beside.set(name, (this.#beside.get(name) ?? new Map<string, string>()).set(instance, url));
    return url;
  }

  /** Another build of a service, from its next start on; undefined is the present one. */
  build(name: Member, bundle: string | undefined): void {
    if (bundle === undefined) this.#builds.delete(name);
    else this.#builds.set(name, bundle);
  }

  bundleOf(name: Member): string {
    return bundleOf(name);
  }

  /** Ends, however it does, within so many ms; answers what it said. For instances that are meant to fail. */
  async endsWithin(name: Member, instance: string, ms: number, life: Life = {}): Promise<{ ended: boolean; said: string }> {
    const [port] = await anyFreePorts(1);
    this.#held.add(instance);
    this.#spawn(name, instance, port, life);
    const child = this.#processes.get(instance)!;
    const ended = await Promise.race([once(child, 'exit').then(() => true), pause(ms, false, { ref: false })]);
    child.kill('SIGKILL');
    return { ended, said: this.log(instance) };
  }

  /** Orderly end of an instance that was joined. */
  async leave(instance: string): Promise<void> {
    this.#held.add(instance);
    const child = this.#processes.get(instance);
    if (child !== undefined) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    // Callers find it away before the load balancer has noticed.
    for (const beside of this.#beside.values()) beside.delete(instance);
  }

  /** Orderly end of an instance and, at once, its next life on the same port. */
  async restart(name: Member): Promise<void> {
    const child = this.#processes.get(name);
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    await pause(restartAfterMs * 2);
    await this.#answers(this.#ownUrl(name));
  }

  /** Keeps a process dead after its next end, until `release`. */
  hold(name: string): void {
    this.#held.add(name);
  }

  release(name: Member): void {
    this.#held.delete(name);
    if (!this.#processes.has(name)) this.#spawn(name, name);
  }

  /** Settings of the services from their next start on, beside those of the ground; an empty object takes them back. */
  configure(settings: Record<string, string>): void {
    this.#settings = settings;
  }

  async ready(names: readonly Member[] = members): Promise<void> {
    await Promise.all(names.map((name) => this.#answers(this.#ownUrl(name))));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const children = [...this.#processes.values()];
    for (const child of children) child.kill('SIGCONT');
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(
      children.map(async (child) => {
        const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        clearTimeout(killer);
      }),
    );
    this.#keys.server.close();
  }

  /** For a run that is broken off: nothing of it stays. */
  #killAll(): void {
    this.#isStopping = true;
    for (const child of this.#processes.values()) child.kill('SIGKILL');
  }

  /** @param from what `log(name).length` was at a moment: only what was said since */
  log(name: string, from = 0): string {
    const file = this.#logFile(name);
    return existsSync(file) ? readFileSync(file, 'utf8').slice(from) : '';
  }

  #logFile(name: string): string {
    return join(this.#ground.home, 'logs', `${name}.log`);
  }

  #spawn(name: Member, instance: string, port = this.#ports.get(name)!, life: Life = {}): void {
    mkdirSync(join(this.#ground.home, 'logs'), { recursive: true });
    const output = openSync(this.#logFile(instance), 'a');
    const folder = join(repository, 'apps', name);
    const preload = life.preload === undefined ? [] : ['--import', pathToFileURL(life.preload).href];
    const words = ['--max-old-space-size=256', ...preload, this.#builds.get(name) ?? bundleOf(name)];
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_COMPILE_CACHE: join(repository, '.xiezhi', 'compile-cache'),
        ...this.#environmentOf(name, port),
        ...this.#settings,
        ...life.env,
      },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#processes.set(instance, child);
    child.once('exit', () => {
      this.#processes.delete(instance);
      if (this.#isStopping || this.#held.has(instance)) return;
      setTimeout(() => {
        if (!this.#isStopping && !this.#held.has(instance) && !this.#processes.has(instance)) this.#spawn(name, instance, port, life);
      }, restartAfterMs);
    });
  }

  #environmentOf(name: Member, port: number): Record<string, string> {
    const roles = rolesOf(schemaOf(name));
    const { database, broker } = this.#ground.passwords;
    return {
      XIEZHI_ENVIRONMENT: 'test',
      XIEZHI_PORT: String(port),
      XIEZHI_DATABASE_HOST: '127.0.0.1',
      XIEZHI_DATABASE_PORT: String(this.#ground.databasePort),
      XIEZHI_DATABASE_NAME: this.#ground.databaseName,
      XIEZHI_DATABASE_OWNER_PASSWORD: database[roles.owner]!,
      XIEZHI_DATABASE_APP_PASSWORD: database[roles.app]!,
      XIEZHI_DATABASE_WORKER_PASSWORD: database[roles.worker]!,
      XIEZHI_BROKERS: this.#ground.brokers.join(','),
      XIEZHI_BROKER_USER: name,
      XIEZHI_BROKER_PASSWORD: broker[name]!,
      XIEZHI_TOKEN_JWKS_URL: this.#keys.url,
      ...(name === 'directory' && { XIEZHI_DIRECTORY_PACK: join(repository, 'packs', 'huzhou', 'directory') }),
      ...(name === 'clue-transfer' && { XIEZHI_MASTER_KEY: masterKey }),
      ...(name !== 'audit' && { XIEZHI_MECHANISM_PACK: join(repository, 'packs', 'river-chief-procurator') }),
    };
  }

  async #answers(url: string): Promise<void> {
    for (const deadline = performance.now() + readyWithinMs; ; await pause(100)) {
      const heard = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
        async (answer) => ({ isReady: answer.ok, words: await answer.text() }),
        (error: unknown) => ({ isReady: false, words: String(error) }),
      );
      if (heard.isReady) return;
      if (performance.now() > deadline) throw new Error(`${url} did not become ready within ${readyWithinMs / 1000} s: ${heard.words}`);
    }
  }
}

/** One for the run: a service that is started again must be able to open what it sealed. */
const masterKey = randomBytes(32).toString('base64');

async function publishKeys() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keySet = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig' }] });
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keySet));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sign: (caller: Caller) =>
      new SignJWT({ ...caller })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
  };
}
