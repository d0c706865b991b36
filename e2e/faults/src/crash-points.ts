import { setTimeout as pause } from 'node:timers/promises';
import type { Member } from './members.ts';
import type { Scene } from './scenario.ts';
import { committing, holdCommits, type Snare, Snares } from './snares.ts';

/** What befalls whoever stands at a point. `throw` ends his connection to the database or broker, `hang` lets him wait. */
const blows = ['kill', 'throw', 'hang'] as const;
type Blow = (typeof blows)[number];

/** The crash points of MESSAGING 7.2 that lie at a statement of the database. */
const points: readonly Snare[] = [
  { name: 'handoff.afterUpdate', member: 'clue-transfer', table: 'stream', when: 'after update' },
  { name: 'handoff.afterOutbox', member: 'clue-transfer', table: 'outbox', when: 'after insert' },
  { name: 'handoff.beforeCommit', member: 'clue-transfer', table: 'fact', when: 'after insert', deferred: true },
  { name: 'relay.beforeDelete', member: 'clue-transfer', table: 'outbox', when: 'before delete' },
  { name: 'relay.afterDelete', member: 'clue-transfer', table: 'outbox', when: 'after delete', deferred: true },
  { name: 'inbox.afterFence', member: 'case-supervision', table: 'inbox_offset', when: 'after update' },
  { name: 'inbox.afterDedupe', member: 'case-supervision', table: 'inbox_seen', when: 'after insert' },
  { name: 'inbox.afterEffect', member: 'feedback', table: 'stream', when: 'after insert or update' },
  { name: 'inbox.beforeCommit', member: 'case-supervision', table: 'inbox_gate', when: 'after insert or update', deferred: true },
];
/** A lease changes hands only when its owner has died. */
const leaseTaken: Snare = {
  name: 'lease.afterTake',
  member: 'clue-transfer',
  table: 'relay_lease',
  when: 'after update',
  where: 'new.epoch <> old.epoch',
};
const effect: Snare = {
  name: 'effect',
  member: 'case-supervision',
  table: 'stream',
  when: 'before insert',
  where: `new.aggregate = 'case-file'`,
};
const parked: Snare = { name: 'park.afterInsert', member: 'case-supervision', table: 'inbox_parked', when: 'after insert' };
const replayed: Snare = { name: 'replay.afterTake', member: 'case-supervision', table: 'inbox_parked', when: 'before delete' };

const reachedWithinMs = 45_000;

/** F2: every point with every blow, one after the other under load; the services are ready again before the next. */
export async function crashPoints(scene: Scene): Promise<void> {
  const snares = await Snares.lay(scene.ground, [...points, leaseTaken, effect, parked, replayed]);
  for (const blow of blows) {
    for (const point of points) await meet(scene, snares, point, blow);
    scene.company.kill('clue-transfer');
    await meet(scene, snares, leaseTaken, blow);
    await parkAndReplay(scene, snares, blow);
    await betweenCommitAndAnswer(scene, 'clue-transfer', 'handoff.afterCommit', blow);
    await betweenCommitAndAnswer(scene, 'case-supervision', 'inbox.afterCommit', blow);
    await onTheWire(scene, 'relay.afterSelect', 'upstream', blow);
    await onTheWire(scene, 'relay.afterAck', 'downstream', blow);
  }
  await snares.clear();
}

async function meet(scene: Scene, snares: Snares, snare: Snare, blow: Blow): Promise<void> {
  await snares.arm(snare);
  const caught = await snares.caught(snare, reachedWithinMs);
  scene.claim(`${snare.name} × ${blow} was reached`, caught.length > 0);
  if (blow === 'kill') scene.company.kill(snare.member);
  if (blow === 'hang') {
    await pause(2000);
    await snares.free(snare);
  } else await snares.cut(snare);
  await scene.company.ready();
}

/** An effect that fails parks its event, and is met again when it is tried again. */
async function parkAndReplay(scene: Scene, snares: Snares, blow: Blow): Promise<void> {
  await snares.raise(effect, 'P0001');
  await meet(scene, snares, parked, blow);
  await scene.claimSoon(`an event was parked in spite of ${blow}`, 30_000, async () => {
    const { parked: lanes } = await scene.company.status('case-supervision');
    return { holds: lanes.length > 0, seen: `${lanes.length} lanes` };
  });
  await snares.arm(replayed);
  await snares.calm(effect);
  const caught = await snares.caught(replayed, reachedWithinMs);
  scene.claim(`${replayed.name} × ${blow} was reached`, caught.length > 0);
  if (blow === 'kill') scene.company.kill('case-supervision');
  if (blow === 'hang') {
    await pause(2000);
    await snares.free(replayed);
  } else await snares.cut(replayed);
  await scene.company.ready();
}

/** It is on disk, and whoever committed it does not know. */
async function betweenCommitAndAnswer(scene: Scene, member: Member, name: string, blow: Blow): Promise<void> {
  const end = await holdCommits(scene.ground);
  const caught = await committing(scene.ground, member, 15_000);
  scene.claim(`${name} × ${blow} was reached`, caught > 0);
  if (blow === 'kill') scene.company.kill(member);
  if (blow === 'throw') scene.ground.database.cut();
  if (blow === 'hang') await pause(1500);
  await end();
  await scene.company.ready();
}

/** What the relay sends stays on the wire (`upstream`), or it was written and the confirmation stays (`downstream`). */
async function onTheWire(scene: Scene, name: string, direction: 'upstream' | 'downstream', blow: Blow): Promise<void> {
  const broker = scene.ground.broker!;
  const release = broker.hold(direction);
  // While nothing travels the others may all be waiting for something: somebody new always has something to say.
  const life = scene.lifecycles.carryOn(scene.lifecycles.begin());
  const reached = await waiting(scene);
  await pause(300);
  scene.claim(`${name} × ${blow} was reached`, reached);
  if (blow === 'kill') scene.company.kill('clue-transfer');
  if (blow === 'throw') broker.cut();
  if (blow === 'hang') await pause(2000);
  release();
  await scene.company.ready();
  await life;
}

async function waiting({ ground }: Scene): Promise<boolean> {
  for (const deadline = performance.now() + 15_000; performance.now() < deadline; await pause(50)) {
    const { rows } = await ground.asAdmin((db) => db.query<{ n: number }>('select count(*)::int as n from clue_transfer.outbox'));
    if (rows[0]!.n > 0) return true;
  }
  return false;
}
