import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { outboxShards } from '@xiezhi/messaging';
import type { Member } from '../members.ts';
import type { Scenario, Scene } from '../scenario.ts';

const shiftedClock = join(import.meta.dirname, '..', 'shifted-clock.preload.ts');
const hourMs = 3_600_000;

/** Leases and retries go by the database's clock: an instance whose own is an hour off neither takes too early nor holds too long. */
async function clockOff(scene: Scene): Promise<void> {
  for (const offMs of [hourMs, -hourMs]) {
    await takesOver(scene, 'clue-transfer', offMs);
    await takesOver(scene, 'case-supervision', offMs);
  }
}

async function takesOver(scene: Scene, name: Member, offMs: number): Promise<void> {
  const { company, ground, lasts } = scene;
  const off = `${offMs > 0 ? '+' : '−'}1 h`;
  const instance = `${name}-${offMs > 0 ? 'fast' : 'late'}`;
  const epochs = () => leasesOf(scene, name);
  const before = await epochs();
  await company.join(name, instance, { preload: shiftedClock, env: { FAULT_CLOCK_MS: String(offMs) } });
  await pause(6000); // longer than a lease: whoever believed it to be over would have taken it
  const together = await epochs();
  scene.claim(
    `${off}: ${name} is given its share, and takes no lease that is held`,
    together.epochs - before.epochs === outboxShards / 2,
    `${together.epochs - before.epochs} leases changed hands`,
  );
  company.hold(name);
  company.kill(name);
  await scene.claimSoon(`${off}: it takes the leases of the dead within their time, and for no longer`, 15_000, async () => {
    const { epochs: now, longestS } = await epochs();
    return {
      holds: now >= together.epochs + outboxShards / 2 && longestS <= 5,
      seen: `${now - together.epochs} leases, the longest for ${longestS.toFixed(1)} s`,
    };
  });
  await pause(lasts(3, 30));
  company.release(name);
  await company.ready();
  await company.leave(instance);
  const { rowCount } = await ground.asAdmin((db) =>
    db.query(`select from ${name.replaceAll('-', '_')}.fact where recorded_at > now() + interval '1 minute'`),
  );
  scene.claim(`${off}: nothing is recorded in the future`, rowCount === 0, rowCount ?? 0);
}

function leasesOf({ ground }: Scene, name: Member): Promise<{ epochs: number; longestS: number }> {
  return ground.asAdmin(async (db) => {
    const { rows } = await db.query<{ epochs: number; longestS: number }>(
      `select sum(epoch)::int as epochs, coalesce(max(extract(epoch from expires_at - clock_timestamp())) filter (where expires_at > '-infinity'), 0)::float as "longestS"
       from ${name.replaceAll('-', '_')}.relay_lease`,
    );
    return rows[0]!;
  });
}

/** The whole machine stands still for longer than every lease and session, and goes on as if nothing had been: a paused virtual machine. */
async function machineStandsStill(scene: Scene): Promise<void> {
  const { company, ground, lasts } = scene;
  const before = await leasesOf(scene, 'clue-transfer');
  for (const ms of [lasts(8, 20), lasts(20, 120)]) {
    const pids = [...company.instances.flatMap((instance) => company.pidOf(instance) ?? []), ...ground.servers];
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await pause(ms);
    for (const pid of pids.toSorted(() => Math.random() - 0.5)) signal(pid, 'SIGCONT');
    await pause(5000);
  }
  await company.ready();
  const after = await leasesOf(scene, 'clue-transfer');
  scene.claim(
    'its relays hold their leases again, and for no longer',
    after.longestS <= 5,
    `${after.epochs - before.epochs} changed hands`,
  );
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // A backend that has ended meanwhile.
  }
}

export const clocks: readonly Scenario[] = [
  { id: 'F17', title: 'a machine whose clock is an hour fast, then an hour late', recoversWithinS: 60, strike: clockOff },
  { id: 'F17b', title: 'the whole machine stands still for 8 s, then for 20 s', recoversWithinS: 90, strike: machineStandsStill },
];
