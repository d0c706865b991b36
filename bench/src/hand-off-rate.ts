import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handle } from '@xiezhi/aggregate';
import { handOffs } from '@xiezhi/clue-transfer/hand-off';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import type { Pool } from 'pg';
import type { Ground } from './part.ts';
import { ratioFigure } from './ratio-figure.ts';
import type { Rig } from './rig.ts';
import { inTurn, playRounds, roundsMax } from './rounds.ts';
import { caller, customs, handOffIdOf, handOffIdSql, harbour, seedReceivedHandOffs } from './received-hand-offs.ts';
import type { Figure } from './figure.ts';

const clients = 8;
/** A hand-off is accepted once: so many in each second of a round would use it up, and a round that is used up fails. */
const perSecondMax = 6000;

/**
 * Accepted hand-offs per second through `handle` (load, decide, append), against pgbench calling the same two functions on the same
 * tables as the same role under the same policies. Both use each stream once.
 */
export async function handOffRate(ground: Ground): Promise<Figure> {
  requirePgbench();
  const rig = await ground.rig();
  const { seconds } = ground.pace;
  const perSide = seconds * perSecondMax;
  console.log(`  seeding ${roundsMax(ground) * 2 * perSide} received hand-offs …`);
  await seedReceivedHandOffs(rig.admin, 1, roundsMax(ground) * 2 * perSide);
  const pool = rig.pool('clue-transfer', 'app', clients);
  const play = async (round: number) => {
    const base = 1 + round * 2 * perSide;
    return inTurn(
      round,
      () => acceptFor(pool, { base, count: perSide, seconds }),
      () => pgbench(rig, { base: base + perSide, count: perSide, seconds }),
    );
  };
  const rates = await playRounds(
    ground,
    play,
    ([ours, theirs]) => `handle ${ours.toFixed(0)}/s, pgbench ${theirs.toFixed(0)}/s, ${(ours / theirs).toFixed(2)}`,
  );
  return ratioFigure({
    name: 'hand-offs through handle ÷ pgbench',
    about: `One accepted hand-off: load, decide, append, from ${clients} clients. The ceiling is pgbench with prepared statements and as many clients, calling the same two functions on the same tables as the same role under the same policies; it decides nothing and reads no JSON.`,
    goal: { atLeast: 0.6 },
    unit: 'hand-offs/s',
    ours: { name: 'handle', values: rates.map(([rate]) => rate) },
    ceiling: { name: 'pgbench', values: rates.map(([, rate]) => rate) },
  });
}

interface Stretch {
  base: number;
  count: number;
  seconds: number;
}

async function acceptFor(pool: Pool, { base, count, seconds }: Stretch): Promise<number> {
  const store = new PgEventStore(pool, 'clue-transfer');
  const act: Act = { caller, correlationId: randomUUID() };
  let n = base;
  let done = 0;
  const accept = async (): Promise<void> => {
    await handle(store, handOffs, handOffIdOf(n++), { type: 'AcceptHandOff', by: customs, account: caller.account }, act);
    done++;
  };
  await Promise.all(Array.from({ length: clients * 10 }, accept)); // warm-up: connections, plans, JIT
  done = 0;
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < deadline) await accept();
    }),
  );
  const rate = done / ((performance.now() - startedAt) / 1000);
  refuseUsedUp(n - base, count);
  return rate;
}

const script = `
\\set i :i + 1
\\set n :base + :client_id * :span + :i
select * from clue_transfer.load('${customs}', 'hand-off', ${handOffIdSql(':n')}, 'customs.intake', null) \\gset
select * from clue_transfer.append('${customs}', 'hand-off', ${handOffIdSql(':n')}, :version ::int, :announced ::int, :prev,
  ${handOffIdSql(':n')}, array['${harbour}', '${customs}']::uuid[], null,
  array['HandOffAccepted'], array['{"account":"customs.intake"}'],
  array['clue-transfer.hand-off-accepted.v1'],
  array['{"handOffId":"${handOffIdOf(1)}","kind":"owning","matterKind":"clue","matterId":"${handOffIdOf(1)}","sender":"${harbour}","receiver":"${customs}","title":"排水口异常排水","routeId":"clue-from-public","sourceCode":"S18","returnTerms":{"verb":"by-consent","receivedAt":"2026-10-13T01:05:00.000Z"}}'],
  '"actedAt":"2026-10-13","actedAtSource":"system","parties":["${harbour}","${customs}"],"actor":{"account":"customs.intake","post":"customs.intake","agency":"${customs}"},"correlationId":"${randomUUID()}"',
  null, '{}', array['owning-hand-off/' || ${handOffIdSql(':n')}], 'customs.intake', null, null, '{}', '{}', null, true);
`;

async function pgbench(rig: Rig, { base, count, seconds }: Stretch): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'xiezhi-pgbench-'));
  const file = join(folder, 'accept.sql');
  writeFileSync(file, script);
  const variables = { base, span: Math.floor(count / clients), i: 0 };
  const defined = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const words = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds), '-f', file, ...defined];
  const login = ['-h', rig.host, '-p', String(rig.port), '-U', 'clue_transfer_app', 'xiezhi'];
  const output = await run('pgbench', [...words, ...login], { PGPASSWORD: rig.password });
  rmSync(folder, { recursive: true });
  const rate = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  if (!(rate > 0)) throw new Error(`pgbench told no rate:\n${output}`);
  const failed = Number(/number of failed transactions: (\d+)/.exec(output)?.[1] ?? 0);
  if (failed > 0) throw new Error(`${failed} pgbench transactions failed`);
  refuseUsedUp(rate * seconds, count);
  return rate;
}

function refuseUsedUp(used: number, count: number): void {
  if (used >= count) throw new Error(`a round used up its ${count} hand-offs: raise perSecondMax, the figure would count repetitions`);
}

function run(program: string, words: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}:\n${output}`))));
  });
}

function requirePgbench(): void {
  if (spawnSync('pgbench', ['--version']).status === 0) return;
  throw new Error(
    'pgbench is needed as the ceiling and was not found: install PostgreSQL’s client programs (Debian: postgresql-contrib), then run again',
  );
}
