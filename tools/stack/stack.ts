import { rolesOf, schemaOf } from '@xiezhi/contracts';
import { refuseNearlyFullDisk, rotate, stopOrphanedKafka, stopOrphanedPostgres } from '@xiezhi/embedded';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startApp, stopOrphanedApp, untilReady } from './app-process.ts';
import { buildApps } from './build.ts';
import { buildPack } from './build-pack.ts';
import { buildWeb } from './build-web.ts';
import { hasTopics, provisionRoles, provisionTopics, startBroker, startDatabase } from './data-tier.ts';
import { databaseName, environmentOf, host, urlOf } from './environment.ts';
import { type Home, logFile, writeStack } from './home.ts';
import { keepRunning, type Kept, type Keeping } from './keep-running.ts';
import { choosePorts, type Ports } from './ports.ts';
import type { Progress } from './progress.ts';
import { type AllSecrets, ensureSecrets } from './secrets.ts';
import { type App, apps, appsPresent, brokerReader, isService } from './services.ts';

/** A stack being started, running, or being stopped. `stop` may be called at any moment and twice; it waits for starts under way. */
export class RunningStack {
  readonly home: Home;
  readonly progress: Progress;
  readonly present = appsPresent();
  private readonly stopping = new AbortController();
  private readonly dataTier: Kept[] = [];
  private readonly kept = new Map<App, Kept>();
  private readonly starts = new Map<App, number>();
  private readonly endings: (() => Promise<void> | void)[] = [];
  private chosenPorts: Ports | undefined;

  constructor(home: Home, progress: Progress) {
    this.home = home;
    this.progress = progress;
  }

  get ports(): Ports {
    if (this.chosenPorts === undefined) throw new Error('the ports of the stack are not chosen yet');
    return this.chosenPorts;
  }

  async start(options: { automaticPorts: boolean; watch: boolean }): Promise<AllSecrets> {
    const { step, say } = this.progress;
    await this.stopOrphans();
    refuseNearlyFullDisk(this.home.path);
    const all = ensureSecrets(this.home);
    this.chosenPorts = await choosePorts(this.home, apps, options.automaticPorts, say);
    const broker = async (): Promise<void> => {
      await step('Kafka 4.4', async () => this.dataTier.push(await this.keep('kafka', () => startBroker(this.home, this.ports, all, say))));
      await step('topics, permissions', () => provisionTopics(this.home, this.ports, all));
    };
    const database = async (): Promise<void> => {
      await step('Postgres 18', async () =>
        this.dataTier.push(await this.keep('postgres', () => startDatabase(this.home, this.ports, all, say))),
      );
      await step('roles, schemas', () => provisionRoles(this.ports, all));
    };
    // A broker takes longest. Where it has its topics from an earlier start, services load beside it and wait for it by themselves.
    const isKnown = hasTopics(this.home, all);
    const brokerStarts = broker();
    brokerStarts.catch(() => undefined); // asked below, also when something else fails first
    try {
      await this.settled([
        ...(isKnown ? [] : [brokerStarts]),
        database(),
        step(`${this.present.length} programs built where they changed`, () => buildApps(this.present)),
        step('browser client built where it changed', buildWeb),
        step('mechanism pack checked where it changed', buildPack),
      ]);
      await Promise.all(this.present.map((app) => this.keepApp(app, all)));
    } finally {
      await this.settled([brokerStarts]);
    }
    this.writeStack();
    await this.settled(this.present.map((app) => step(app.name, () => this.untilReady(app))));
    this.endings.push(this.rotateLogs());
    if (options.watch) for (const app of this.present) this.endings.push(await this.watch(app));
    return all;
  }

  /** Programs first, so that none of them meets a missing broker or database; the database last. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the stack is being stopped'));
    for (const end of this.endings.splice(0)) await end();
    await Promise.all([...this.kept.values()].map((kept) => kept.stop()));
    const lastStarted = (name: string): Kept[] => this.dataTier.filter((kept) => kept.name === name);
    for (const kept of [...lastStarted('kafka'), ...lastStarted('postgres')]) await kept.stop();
    rmSync(join(this.home.run, 'stack.json'), { force: true });
  }

  // Before the ports are chosen: an orphan would hold its own port against its successor.
  private async stopOrphans(): Promise<void> {
    const stopped = await Promise.all(apps.map(async (app) => ((await stopOrphanedApp(this.home, app)) ? [app.name] : [])));
    const found: string[] = stopped.flat();
    if (await stopOrphanedKafka(this.home.path)) found.push('kafka');
    if (await stopOrphanedPostgres(this.home.path)) found.push('postgres');
    if (found.length > 0) this.progress.say(`left by a launcher that was killed, now stopped: ${found.join(', ')}`);
  }

  /** All of them end before this does, also when one fails: nothing may still be starting while we stop. */
  private async settled(works: Promise<unknown>[]): Promise<void> {
    const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
    this.stopping.signal.throwIfAborted();
    if (failed !== undefined) throw failed.reason;
  }

  private keep(name: string, start: Keeping['start']): Promise<Kept> {
    return keepRunning({ name, start, say: this.progress.say, changed: () => undefined });
  }

  private async keepApp(app: App, all: AllSecrets): Promise<void> {
    const env = environmentOf(app, this.home, this.present, this.ports, all);
    const start = (): ReturnType<Keeping['start']> => {
      this.starts.set(app, (this.starts.get(app) ?? 0) + 1);
      return startApp(this.home, app, env);
    };
    this.kept.set(app, await keepRunning({ name: app.name, start, say: this.progress.say, changed: () => this.writeStack() }));
  }

  private untilReady(app: App): Promise<void> {
    const deaths = (): number => (this.starts.get(app) ?? 1) - 1;
    return untilReady(this.home, app, urlOf(this.ports.of(app.name)), deaths, this.stopping.signal);
  }

  private writeStack(): void {
    if (this.kept.size < this.present.length || this.stopping.signal.aborted) return;
    writeStack(this.home, {
      services: [...this.kept].flatMap(([{ name }, kept]) => {
        if (!isService(name)) return [];
        const schema = schemaOf(name);
        return [{ name, url: urlOf(this.ports.of(name)), pid: kept.current()?.pid ?? 0, schema, roles: rolesOf(schema) }];
      }),
      portal: urlOf(this.ports.of('portal')),
      identity: urlOf(this.ports.of('identity')),
      broker: { brokers: [`${host}:${this.ports.kafka}`], user: brokerReader },
      database: { host, port: this.ports.postgres, name: databaseName },
    });
  }

  private rotateLogs(): () => void {
    const names = ['postgres', 'kafka', ...this.present.map(({ name }) => name)];
    const timer = setInterval(() => names.forEach((name) => rotate(logFile(this.home, name))), 30_000);
    return () => clearInterval(timer);
  }

  private async watch(app: App): Promise<() => Promise<void>> {
    const { watchApp } = await import('./bundle.ts');
    const rebuilt = (): void => {
      this.progress.say(`${app.name} was rebuilt`);
      void this.kept.get(app)?.restart();
    };
    return watchApp(app, rebuilt, (reason) => this.progress.say(`${app.name} does not build, the old one runs on: ${reason}`));
  }
}
