import { setTimeout as pause } from 'node:timers/promises';
import { publishers } from '@xiezhi/contracts';
import { outboxShards } from '@xiezhi/messaging';
import type { Company } from '../company.ts';
import { type Member, members } from '../members.ts';
import type { Scenario, Scene } from '../scenario.ts';

const isPublisher = (name: Member): boolean => (publishers as readonly string[]).includes(name);

/** What an instance has done since its start. */
interface Work {
  applied: number;
  sent: number;
}

async function workOf(url: string): Promise<Work> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
  const sum = (metric: string): number =>
    [...text.matchAll(new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\d+)`, 'gm'))].reduce((total, [, n]) => total + Number(n), 0);
  return { applied: sum('xiezhi_consumer_applied_total'), sent: sum('xiezhi_publish_batch_size_sum') };
}

/** So many instances of every service, then fewer again: one leaves, one is killed. */
const several =
  (count: number) =>
  async (scene: Scene): Promise<void> => {
    const { company, lasts } = scene;
    const alone = await throughput(scene, lasts(10, 30));
    const others = members.flatMap((name) => Array.from({ length: count - 1 }, (_, n) => ({ name, instance: `${name}-${n + 2}` })));
    for (const { name, instance } of others) await company.join(name, instance, { serves: true });
    await sharesAreFair(scene, count);
    const together = await throughput(scene, lasts(20, 90));
    for (const name of members) {
      const each = together.get(name) ?? [];
      const idle = each.filter(({ applied, sent }) => applied + sent === 0).length;
      const of = ({ applied, sent }: Work): string => `${applied.toFixed(1)} + ${sent.toFixed(1)}`;
      scene.claim(
        `${name}: each of ${count} instances takes part (events applied + announcements sent, a second)`,
        // The directory hears of nothing: it may have nothing to do.
        each.length === count && (idle === 0 || name === 'directory'),
        `${each.map(of).join(', ')}; alone ${alone.get(name)?.map(of).join(', ')}`,
      );
    }
    for (const { instance } of others.filter(({ instance: one }) => one.endsWith('-2'))) company.kill(instance);
    await pause(lasts(5, 30));
    for (const { instance } of others) await company.leave(instance);
    await sharesAreFair(scene, 1);
  };

/** What every instance of a service does in a second, over so many ms. */
async function throughput({ company }: Scene, ms: number): Promise<Map<Member, Work[]>> {
  const look = () => Promise.all(members.map(async (name) => [name, await workOfEach(company, name)] as const));
  const before = new Map(await look());
  await pause(ms);
  const perSecond = (after: number, start = 0): number => ((after - start) * 1000) / ms;
  return new Map(
    (await look()).map(([name, each]) => [
      name,
      each.map(({ applied, sent }, n) => ({
        applied: perSecond(applied, before.get(name)?.[n]?.applied),
        sent: perSecond(sent, before.get(name)?.[n]?.sent),
      })),
    ]),
  );
}

const workOfEach = (company: Company, name: Member): Promise<Work[]> =>
  Promise.all(company.addressesOf(name).map(({ url }) => workOf(url)));

async function sharesAreFair(scene: Scene, count: number): Promise<void> {
  await scene.claimSoon(
    `with ${count} instances every shard has one owner, and none owns more than ${Math.ceil(outboxShards / count)}`,
    40_000,
    async () => {
      const shares = await Promise.all(members.filter(isPublisher).map(async (name) => sharesOf(scene.company, name)));
      const isFair = (owned: number[][]): boolean =>
        new Set(owned.flat()).size === outboxShards &&
        owned.flat().length === outboxShards &&
        owned.every(({ length }) => length <= Math.ceil(outboxShards / count));
      return { holds: shares.every(isFair), seen: shares.map((owned) => owned.map(({ length }) => length).join('-')).join(', ') };
    },
  );
}

const sharesOf = (company: Company, name: Member): Promise<number[][]> =>
  Promise.all(company.addressesOf(name).map(async ({ url }) => (await company.status(name, url)).shards ?? []));

/** How often each group was rebalanced: its leader says so in each generation. */
function rebalances({ company }: Scene, since: ReadonlyMap<string, number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const instance of members.flatMap((name) => [name, `${name}-next`]))
    for (const [, group] of company.log(instance, since.get(instance) ?? 0).matchAll(/"group":"([^"]+)","partitions":\d+,"isLeader":true/g))
      counts.set(group!, (counts.get(group!) ?? 0) + 1);
  return counts;
}

const lengths = ({ company }: Scene): Map<string, number> =>
  new Map(members.flatMap((name) => [name, `${name}-next`]).map((instance) => [instance, company.log(instance).length]));

/** A member joins, a member leaves, and one that a slow machine makes of it. */
const rebalancesMax = 3;

/** Every service is replaced under load: by a successor beside it, by its old self again, and on its own port. */
async function rollingRestart(scene: Scene): Promise<void> {
  const { company } = scene;
  const before = { unavailable: scene.journal.unavailable, unanswered: scene.journal.unanswered };
  let most = 0;
  const strangers = new Set<string>();
  const watched = async (name: Member, restart: () => Promise<void>): Promise<void> => {
    const since = lengths(scene);
    await restart();
    await pause(1500);
    for (const [group, count] of rebalances(scene, since)) {
      if (group.startsWith(`${name}.`)) most = Math.max(most, count);
      else strangers.add(group);
    }
  };
  for (const name of members)
    await watched(name, async () => {
      await company.join(name, `${name}-next`, { serves: true });
      company.hold(name);
      await company.leave(name);
    });
  for (const name of members)
    await watched(name, async () => {
      company.release(name);
      await company.ready([name]);
      await company.leave(`${name}-next`);
    });
  for (const name of members) await watched(name, () => company.restart(name));
  scene.claim(
    `a restart rebalances each group of its service ${rebalancesMax} times at most`,
    most <= rebalancesMax,
    `at most ${most} times`,
  );
  scene.claim('and no group of another service', strangers.size === 0, [...strangers].join(', '));
  const seen = `${scene.journal.unavailable - before.unavailable} × 503, ${scene.journal.unanswered - before.unanswered} × refused or cut off`;
  scene.claim('callers met nothing but 503 with Retry-After, or nobody', scene.journal.scandals.length === 0, seen);
}

export const instances: readonly Scenario[] = [
  { id: 'G1', title: 'every service is replaced one after another', recoversWithinS: 60, strike: rollingRestart },
  { id: 'G2', title: 'two instances of every service, then one is killed', atOnce: 8, recoversWithinS: 90, strike: several(2) },
  {
    id: 'G4',
    title: 'four instances of every service, then one is killed and the others leave',
    atOnce: 12,
    recoversWithinS: 90,
    strike: several(4),
  },
];
