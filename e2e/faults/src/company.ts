import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync, readFileSync, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, rolesOf, schemaOf } from '@xiezhi/contracts';
import { anyFreePorts } from '@xiezhi/embedded';
import { tokenAudience, tokenIssuer } from '@xiezhi/http/token';
import { apps, buildApps, repository } from '@xiezhi/tools/stack';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Ground } from './ground.ts';

/** The services a hand-off crosses, each a process of its own. The client stands where the portal would. */
export const members = ['directory', 'clue-transfer', 'case-supervision', 'feedback', 'audit'] as const;
export type Member = (typeof members)[number];

const readyWithinMs = 120_000;
const restartAfterMs = 100;

/** Runs the services on a ground and starts again whoever dies, as the launcher does, until told to leave it dead. */
export class Company {
  readonly #ground: Ground;
  readonly #ports = new Map<Member, number>();
  readonly #processes = new Map<string, ChildProcess>();
  readonly #held = new Set<string>();
  #keys!: { sign(caller: Caller): Promise<string>; server: Server; url: string };
  #isStopping = false;

  private constructor(ground: Ground) {
    this.#ground = ground;
  }

  static async start(ground: Ground): Promise<Company> {
    const company = new Company(ground);
    await buildApps(apps.filter(({ name }) => (members as readonly string[]).includes(name)));
    const ports = await anyFreePorts(members.length);
    members.forEach((name, index) => company.#ports.set(name, ports[index]!));
    company.#keys = await publishKeys();
    // The directory first: the others hear of agencies and routes from it, but wait for nobody.
    for (const name of members) company.#spawn(name, name);
    await company.ready();
    return company;
  }

  urlOf(name: Member): string {
    return `http://127.0.0.1:${this.#ports.get(name)}`;
  }

  tokenOf(caller: Caller): Promise<string> {
    return this.#keys.sign(caller);
  }

  /** SIGKILL; it is started again at once unless it is held. */
  kill(name: Member): void {
    this.#processes.get(name)?.kill('SIGKILL');
  }

  /** SIGSTOP: the process sleeps, its connections stay open, and it knows nothing of it. */
  freeze(name: Member): void {
    this.#processes.get(name)?.kill('SIGSTOP');
  }

  thaw(name: Member): void {
    this.#processes.get(name)?.kill('SIGCONT');
  }

  /** A second instance of a service beside the first, on a port of its own. */
  async join(name: Member, instance: string): Promise<void> {
    const [port] = await anyFreePorts(1);
    this.#spawn(name, instance, port!);
    await this.#answers(`http://127.0.0.1:${port}`);
  }

  /** Orderly end of an instance that was joined. */
  async leave(instance: string): Promise<void> {
    this.#held.add(instance);
    const child = this.#processes.get(instance);
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  /** Keeps a process dead after its next end, until `release`. */
  hold(name: Member): void {
    this.#held.add(name);
  }

  release(name: Member): void {
    this.#held.delete(name);
    if (!this.#processes.has(name)) this.#spawn(name, name);
  }

  async ready(): Promise<void> {
    await Promise.all(members.map((name) => this.#answers(this.urlOf(name))));
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

  log(name: string): string {
    const file = this.#logFile(name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  #logFile(name: string): string {
    return join(this.#ground.home, 'logs', `${name}.log`);
  }

  #spawn(name: Member, instance: string, port = this.#ports.get(name)!): void {
    mkdirSync(join(this.#ground.home, 'logs'), { recursive: true });
    const output = openSync(this.#logFile(instance), 'a');
    const folder = join(repository, 'apps', name);
    const words = ['--max-old-space-size=256', '--enable-source-maps', join(folder, 'dist', 'main.mjs')];
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_COMPILE_CACHE: join(repository, '.xiezhi', 'compile-cache'),
        ...this.#environmentOf(name, port),
      },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#processes.set(instance, child);
    child.once('exit', () => {
      this.#processes.delete(instance);
      if (this.#isStopping || this.#held.has(instance)) return;
      setTimeout(() => {
        if (!this.#isStopping && !this.#held.has(instance) && !this.#processes.has(instance)) this.#spawn(name, instance, port);
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
      ...((name === 'clue-transfer' || name === 'case-supervision' || name === 'feedback') && {
        XIEZHI_MECHANISM_PACK: join(repository, 'packs', 'river-chief-procurator'),
      }),
    };
  }

  async #answers(url: string): Promise<void> {
    for (const deadline = performance.now() + readyWithinMs; ; await pause(100)) {
      const isReady = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      if (performance.now() > deadline) throw new Error(`${url} did not become ready`);
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
