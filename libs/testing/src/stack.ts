import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrokerLogin, holderOf, isAlive, readJson, readRecord, sendSignal, temporaryHome } from '@xiezhi/embedded';
import pg from 'pg';

/** `run/stack.json` (DESIGN 10). */
export interface StackAddress {
  services: { name: string; url: string; pid: number; schema: string; roles: { owner: string; app: string; worker: string } }[];
  portal: string;
  identity: string;
  broker: { brokers: string[]; user: string };
  database: { host: string; port: number; name: string };
}

/** `run/secrets.json` (DESIGN 10). */
export interface StackSecrets {
  database: Record<string, string>;
  broker: Record<string, string>;
}

const repository = resolve(import.meta.dirname, '..', '..', '..');
const launcher = join(repository, 'tools', 'stack', 'launcher.ts');

/** Seven programs, a JVM and a database on a machine that does other things too; alone it needs some 20 s. */
const startWithinMs = 240_000;
const stopWithinMs = 90_000;

/** The processes of a stack that can be killed: `postgres` is the postmaster, `kafka` the broker's JVM. */
export const stackProcesses = [
  'postgres',
  'kafka',
  'identity',
  'portal',
  'directory',
  'clue-transfer',
  'case-supervision',
  'feedback',
  'audit',
] as const;
export type StackProcess = (typeof stackProcesses)[number];

/**
 * A whole stack as `npm start` makes it, in a state folder of its own on free ports. Everything is found by way of that folder, so
 * two processes (a vitest global setup and its specs) may hold the same stack.
 */
export class Stack {
  readonly home: string;
  readonly #environment: Readonly<Record<string, string>>;

  /** @param environment given to the launcher, and by it to everything it starts, besides what of ours is safe to pass on */
  constructor(home: string, environment: Readonly<Record<string, string>> = {}) {
    this.home = home;
    this.#environment = environment;
  }

  get address(): StackAddress {
    return this.#read('stack.json') as StackAddress;
  }

  get secrets(): StackSecrets {
    return this.#read('secrets.json') as StackSecrets;
  }

  /** Of every account at the development issuer. */
  get developmentPassword(): string {
    return (this.#read('keys.json') as { developmentPassword: string }).developmentPassword;
  }

  urlOf(service: string): string {
    const found = this.address.services.find(({ name }) => name === service);
    if (found === undefined) throw new Error(`no service ${service} stands in ${this.home}/run/stack.json`);
    return found.url;
  }

  /** An internal token of a post, as `xiezhi token` gets it. */
  async tokenOf(post: string, world?: string): Promise<string> {
    const { developmentTokenSecret } = this.#read('keys.json') as { developmentTokenSecret: string };
    const answer = await fetch(`${this.address.portal}/development/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'xiezhi-development-secret': developmentTokenSecret },
      body: JSON.stringify({ post, ...(world !== undefined && { world }) }),
    });
    if (!answer.ok) throw new Error(`the portal gives no token for ${post}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { token: string }).token;
  }

  brokerLogin(user: string): BrokerLogin {
    return { brokers: this.address.broker.brokers, username: user, password: this.secrets.broker[user] ?? '' };
  }

  /** A pool as one database role; `postgres` is the administrator, for looking. The caller ends it. */
  pool(role: string, connectionsMax = 2): pg.Pool {
    const { host, port, name } = this.address.database;
    const pool = new pg.Pool({ host, port, database: name, user: role, password: this.secrets.database[role] ?? '', max: connectionsMax });
    // The server may be killed under an idle connection; the next query gets a new one.
    pool.on('error', () => undefined);
    return pool;
  }

  pidOf(name: StackProcess): number | undefined {
    const record = readRecord(join(this.home, 'run', `${name}.pid`));
    return record !== undefined && isAlive(record) ? record.pid : undefined;
  }

  /** SIGKILL of one process; resolves when it is gone. Waits for it to live first, should it just be starting. */
  async kill(name: StackProcess, withinMs = 120_000): Promise<void> {
    const record = await waited(withinMs, () => {
      const found = readRecord(join(this.home, 'run', `${name}.pid`));
      return found !== undefined && isAlive(found) ? found : undefined;
    });
    if (record === undefined) throw new Error(`${name} does not live, so it cannot be killed`);
    sendSignal(record, 'SIGKILL');
    await waited(10_000, () => (isAlive(record) ? undefined : true));
  }

  /** SIGKILL of the launcher; everything it started lives on without anybody to start it again. */
  async killLauncher(): Promise<void> {
    await this.#endLauncher('SIGKILL', 10_000);
  }

  /** Ctrl-C: everything is stopped in order. */
  async interrupt(): Promise<void> {
    await this.#endLauncher('SIGINT', stopWithinMs);
  }

  /** Starts a launcher on this home and waits until everything is ready. */
  async start(): Promise<void> {
    const output = openSync(this.#launcherLog, 'a');
    const marker = this.launcherLog().length;
    const child = spawn(process.execPath, [launcher, '--home', this.home, '--ports', 'auto'], {
      cwd: repository,
      env: {
        ...Object.fromEntries(
          Object.entries(process.env).filter(([name]) => !/^(VITEST|VITE_|XIEZHI_|NODE_OPTIONS$|NODE_ENV$)/.test(name)),
        ),
        ...this.#environment,
      },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    let ended = false;
    child.once('exit', () => (ended = true));
    const said = (): string => this.launcherLog().slice(marker);
    const isReady = await waited(startWithinMs, () => (ended ? false : /^ready in /m.test(said()) || undefined));
    if (isReady !== true) {
      await this.stop();
      throw new Error(`the stack of ${this.home} did not start:\n${said()}`);
    }
    child.unref();
  }

  /** Stops everything, whoever started it; nothing is lost. Safe to call twice. */
  async stop(): Promise<void> {
    await this.#endLauncher('SIGTERM', stopWithinMs);
    const left = stackProcesses.filter((name) => this.pidOf(name) !== undefined);
    for (const name of left) await this.kill(name, 0).catch(() => undefined);
  }

  /** Ctrl-C and a new start. */
  async restart(): Promise<void> {
    await this.interrupt();
    await this.start();
  }

  /** What a process has logged, with what was rotated away. */
  log(name: StackProcess): string {
    const folder = join(this.home, 'logs');
    const files = readdirSync(folder).filter((file) => file === `${name}.log` || file.startsWith(`${name}.log.`));
    return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  }

  launcherLog(): string {
    return existsSync(this.#launcherLog) ? readFileSync(this.#launcherLog, 'utf8') : '';
  }

  get #launcherLog(): string {
    return join(this.home, 'launcher.log');
  }

  #read(file: string): unknown {
    const content = readJson(join(this.home, 'run', file));
    if (content === undefined) throw new Error(`${this.home}/run/${file} is not there: the stack does not run`);
    return content;
  }

  async #endLauncher(signal: NodeJS.Signals, withinMs: number): Promise<void> {
    const holder = holderOf(join(this.home, 'run', 'launcher'));
    if (holder === undefined || !sendSignal(holder, signal)) return;
    const isGone = await waited(withinMs, () => (isAlive(holder) ? undefined : true));
    if (isGone === undefined)
      throw new Error(`the launcher of ${this.home} does not end after ${signal}:\n${this.launcherLog().slice(-2000)}`);
  }
}

/** A fresh stack in a temporary home. `remove` stops it and takes the home away. */
export async function startStack(environment: Readonly<Record<string, string>> = {}): Promise<Stack & { remove(): Promise<void> }> {
  const home = temporaryHome('xiezhi-stack-');
  const stack = new Stack(home.path, environment);
  const remove = async (): Promise<void> => {
    await stack.stop();
    home.remove();
  };
  try {
    await stack.start();
  } catch (error) {
    home.remove();
    throw error;
  }
  return Object.assign(stack, { remove });
}

async function waited<Answer>(withinMs: number, check: () => Answer | undefined): Promise<Answer | undefined> {
  for (const deadline = performance.now() + withinMs; ; await pause(50)) {
    const answer = check();
    if (answer !== undefined || performance.now() > deadline) return answer;
  }
}
