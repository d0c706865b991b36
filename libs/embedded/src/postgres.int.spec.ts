import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyFreePort } from './free-port.ts';
import { type RunningPostgres, startPostgres, stopOrphanedPostgres } from './postgres.ts';
import { isAlive } from './running-process.ts';
import { temporaryHome, type TemporaryHome } from './temporary-home.ts';

const password = 'a-password';
let home: TemporaryHome;
let port: number;
let running: RunningPostgres | undefined;

beforeEach(async () => {
  home = temporaryHome('xiezhi-pg-spec-');
  port = await anyFreePort();
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  home.remove();
});

const start = async (more: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<RunningPostgres> =>
  (running = await startPostgres({ home: home.path, port, password, fsync: false, diesWithUs: true, ...more }));

describe('an embedded Postgres', () => {
  it('keeps what was committed when it is killed, and is started over a stale pid file', async () => {
    const first = await start({ fsync: true });
    await ask('create table clue(id int)');
    await ask('insert into clue values (7)');
    first.kill();
    await first.exited;
    // The pid in the stale file belongs to somebody else by now: to us.
    writeFileSync(join(first.dataFolder, 'postmaster.pid'), `${process.pid}\n${first.dataFolder}\n`);
    await start();
    expect(await ask('select id from clue')).toEqual([{ id: 7 }]);
  });

  it('makes letters of Chinese characters and listens with a password only', async () => {
    await start();
    expect(
      await ask(
        `select upper('ä河长') as up, to_tsvector('simple', '西苕溪 排口') @@ to_tsquery('simple', '排口') as found, uuidv7() is not null as seven`,
      ),
    ).toEqual([{ up: 'Ä河长', found: true, seven: true }]);
    await expect(ask('select 1', 'guess')).rejects.toThrow('password authentication failed');
  });

  it('is not started twice on one folder', async () => {
    await start();
    const again = startPostgres({ home: home.path, port: await anyFreePort(), password });
    await expect(again).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  });

  it('is stopped as an orphan when who started it was killed', async () => {
    const pid = await startInAnotherProcessAndKillIt();
    expect(isAlive(pid)).toBe(true);
    expect(await stopOrphanedPostgres(home.path)).toBe(true);
    expect(isAlive(pid)).toBe(false);
    await start();
  });

  it('sweeps what a killed initdb has left', async () => {
    mkdirSync(join(home.path, 'postgres.new', 'base'), { recursive: true });
    await start();
    expect(existsSync(join(home.path, 'postgres.new'))).toBe(false);
  });

  it('says that its port is taken', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await expect(start()).rejects.toMatchObject({ code: 'PORT_IN_USE', message: expect.stringContaining(String(port)) });
    other.close();
  });

  it('says that the password is not the one the cluster was made with', async () => {
    await (await start()).stop();
    await expect(start({ password: 'another' })).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
  });

  it('does not touch a folder that has lost its files', async () => {
    mkdirSync(join(home.path, 'postgres', 'base'), { recursive: true });
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
    expect(existsSync(join(home.path, 'postgres', 'base'))).toBe(true);
  });
});

describe('in a folder that only its owner may enter', () => {
  it('runs, keeps its data, and as root says where they are', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'xiezhi-closed-'));
    chmodSync(closed, 0o700);
    const said: string[] = [];
    const startClosed = (): Promise<RunningPostgres> => start({ home: join(closed, 'home'), say: (remark) => said.push(remark) });
    const { dataFolder, stop } = await startClosed();
    await ask('create table clue(id int)');
    await stop();
    await startClosed();
    expect(await ask('select id from clue')).toEqual([]);
    const isRoot = process.getuid?.() === 0;
    expect(dataFolder.startsWith(closed)).toBe(!isRoot);
    expect(said.some((remark) => remark.includes(dataFolder))).toBe(isRoot);
    await running?.stop();
    if (isRoot) rmSync(dirname(dataFolder), { recursive: true });
    rmSync(closed, { recursive: true });
  });
});

async function ask(sql: string, asPassword = password): Promise<unknown[]> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: asPassword, database: 'postgres' });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows;
  } finally {
    await client.end();
  }
}

async function startInAnotherProcessAndKillIt() {
  const script = `import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))};
    const { process: server } = await startPostgres({ home: ${JSON.stringify(home.path)}, port: ${port}, password: ${JSON.stringify(password)} });
    console.log(JSON.stringify(server));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return JSON.parse(line.toString()) as { pid: number; startedAt: string };
}
