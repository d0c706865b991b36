import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { schemaOf, topicOf } from '@xiezhi/contracts';
import { CompressionTypes } from 'kafkajs';
import { type Member, members } from '../members.ts';
import { relayMadly } from '../mad-relay.ts';
import type { Scenario, Scene } from '../scenario.ts';
import { type Snare, Snares } from '../snares.ts';
import { publish, read, strangerLike, type WireRecord } from '../wire.ts';

const topic = topicOf('clue-transfer');
/** Who reads the topic of clue-transfer. */
const readers = members;

/** Duplicated, reordered and delayed, by a relay that holds its lease by right. */
async function shuffled(scene: Scene): Promise<void> {
  const { ground, lasts } = scene;
  const watching = new AbortController();
  const gaps = mostParked(scene, watching.signal);
  const madness = await Promise.all([
    relayMadly(ground, 'clue-transfer', lasts(20, 90)),
    relayMadly(ground, 'case-supervision', lasts(20, 90)),
  ]);
  watching.abort();
  const [sent, twice, late, moved] = (['sent', 'twice', 'late', 'shuffled'] as const).map((what) =>
    madness.reduce((sum, one) => sum + one[what], 0),
  );
  scene.claim(
    'announcements came twice, late and out of order',
    twice! > 0 && late! > 0,
    `of ${sent}: ${twice} twice, ${late} late, ${moved} out of place`,
  );
  const most = await gaps;
  scene.claim('whoever came too early waited', most > 0, `up to ${most} records at once`);
}

async function mostParked({ ground }: Scene, signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!signal.aborted) {
    const { rows } = await ground.asAdmin((db) =>
      db.query<{ n: number }>(readers.map((name) => `select count(*)::int as n from ${schemaOf(name)}.inbox_parked`).join(' union all ')),
    );
    most = Math.max(
      most,
      rows.reduce((sum, { n }) => sum + n, 0),
    );
    await pause(100);
  }
  return most;
}

async function template(scene: Scene): Promise<WireRecord> {
  const records = await read(scene.ground, topic);
  const found = records.find(({ headers }) => headers['ce_type'] === 'clue-transfer.clue-registered.v1');
  if (found === undefined) throw new Error('no clue was registered yet');
  return found;
}

const spoilt: readonly [what: string, reason: string, spoil: (record: WireRecord) => WireRecord][] = [
  ['bytes that are no text', 'BAD_ENCODING', (record) => ({ ...record, value: Buffer.from([0xff, 0xfe, 0x00, 0x80]) })],
  ['no JSON', 'BAD_JSON', (record) => ({ ...record, value: '{"meta":' })],
  ['no meta', 'BAD_META', (record) => ({ ...record, value: '{"data":{}}' })],
  ['a version nobody knows', 'UNKNOWN_VERSION', (record) => withHeader(record, 'ce_type', 'clue-transfer.clue-registered.v9')],
  [
    'data that do not fit',
    'BAD_DATA',
    (record) => ({ ...record, value: String(record.value).replace(/"data":\{.*$/s, '"data":{"title":7}}') }),
  ],
  ['more than a consumer takes', 'TOO_LARGE', (record) => ({ ...record, value: 'x'.repeat(1_010_000) })],
];

async function poison(scene: Scene): Promise<void> {
  const { company, ground, journal } = scene;
  const real = await template(scene);
  const lanes = new Map<string, string>();
  for (const [what, , spoil] of spoilt) {
    const { lane, subject, records } = strangerLike(real, 2);
    journal.strangers.add(subject);
    lanes.set(what, lane);
    const [first, second] = records as [WireRecord, WireRecord];
    await publish(ground, [spoil(first), second]);
  }
  const huge = await publish(ground, [{ ...real, value: 'x'.repeat(10_000_000) }]).then(
    () => 'taken',
    (error: Error) => error.message,
  );
  scene.claim('a record of 10 MB does not get onto the topic', huge !== 'taken', huge);
  for (const [what, reason] of spoilt)
    await scene.claimSoon(`${what}: its own stream waits, with reason ${reason}, at every reader`, 60_000, async () => {
      const seen = await Promise.all(
        readers.map(async (name) => (await company.status(name)).parked.filter(({ lane }) => lane === lanes.get(what))),
      );
      const isParked = seen.every((found) => found.length > 0 && found.every((one) => one.reason === reason && one.records === 2));
      return { holds: isParked, seen: `${seen.flat().length} consumers` };
    });
  const health = await Promise.all(readers.map(async (name) => (await company.status(name)).consumers));
  scene.claim(
    'every consumer lives and goes on',
    health.flat().every(({ joined, failing }) => joined && failing.length === 0),
    `${health.flat().length} consumers`,
  );
  for (const name of readers) await skipAll(scene, name, new Set(lanes.values()));
}

/** What an operator does with records that nobody can mend: gives up each, and then the gap it leaves where its number could not be read. */
async function skipAll({ company }: Scene, name: Member, lanes: ReadonlySet<string>): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const { parked } = await company.status(name);
    const given = parked.filter(({ lane, state }) => lanes.has(lane) || state === 'dead');
    if (given.length === 0) return;
    for (const { consumer, lane } of given) {
      const [first] = await company.parked(name, consumer, lane);
      if (first !== undefined) await company.mend(name, 'parked/skip', { consumer, lane, recordId: first.id }).catch(() => undefined);
    }
    await pause(1200);
  }
}

function withHeader(record: WireRecord, name: string, value: string): WireRecord {
  return { ...record, headers: { ...record.headers, [name]: value } };
}

/** A record whose effect kills the process, each time it is tried. */
async function processKiller(scene: Scene): Promise<void> {
  const { company, ground } = scene;
  const begun = Promise.withResolvers<string>();
  const life = scene.lifecycles.carryOn(scene.lifecycles.begin(), (family) => begun.resolve(family));
  const family = await begun.promise;
  const killer: Snare = {
    name: 'killer',
    member: 'case-supervision',
    table: 'stream',
    when: 'before insert',
    where: `new.family_id = '${family}' and new.aggregate = 'case-file'`,
  };
  const snares = await Snares.lay(ground, [killer]);
  let deaths = 0;
  const isParked = async (): Promise<boolean> => {
    const { rowCount } = await ground.asAdmin((db) =>
      db.query(`select from case_supervision.inbox_parked where reason = 'PROCESS_KILLER'`),
    );
    return (rowCount ?? 0) > 0;
  };
  for (const deadline = performance.now() + 150_000; performance.now() < deadline && !(await isParked());) {
    await snares.arm(killer);
    const caught = await snares.caught(killer, 20_000);
    if (caught.length > 0) {
      company.kill('case-supervision');
      deaths += 1;
    }
    await snares.cut(killer);
    await company.ready();
  }
  const parked = (await company.status('case-supervision')).parked.filter(({ reason }) => reason === 'PROCESS_KILLER');
  // Consumers of the same process had chunks under way in these deaths: none of them is taken for guilty.
  const seen = `${deaths} deaths, ${parked.length} records parked as suspects`;
  scene.claim('after a few deaths the record waits alone', parked.length === 1 && parked[0]?.consumer === 'case-file' && deaths <= 8, seen);
  const before = await filesOpened(scene);
  await scene.claimSoon('the others go on', 30_000, async () => {
    const more = (await filesOpened(scene)) - before;
    return { holds: more > 0, seen: `${more} files opened meanwhile` };
  });
  await snares.clear();
  for (const { consumer, lane } of parked) await company.mend('case-supervision', 'parked/replay', { consumer, lane });
  scene.claim('mended and replayed, its hand-off is carried to its end', await life);
}

async function filesOpened({ ground }: Scene): Promise<number> {
  const { rows } = await ground.asAdmin((db) =>
    db.query<{ n: number }>(`select count(*)::int as n from case_supervision.fact where type = 'CaseFileOpened'`),
  );
  return rows[0]!.n;
}

const followers = 1000;

/** The first of a stream fails, a thousand stand behind it; the fault is mended and an operator lets them go. */
async function poisonAtTheHead(scene: Scene): Promise<void> {
  const { company, ground, journal } = scene;
  const { subject, lane, records } = strangerLike(await template(scene), followers + 1);
  journal.strangers.add(subject);
  const fault: Snare = { name: 'fault', member: 'audit', table: 'trail', when: 'before insert', where: `new.subject = '${subject}'` };
  const snares = await Snares.lay(ground, [fault]);
  await snares.raise(fault, 'P0001');
  await publish(ground, records);
  await scene.claimSoon('the whole stream waits behind its first', 90_000, async () => {
    const found = (await company.status('audit')).parked.find((one) => one.lane === lane);
    return {
      holds: found?.records === followers + 1 && found.reason === 'HANDLER_FAULT',
      seen: `${found?.records ?? 0} records, ${found?.reason}`,
    };
  });
  await snares.clear();
  const mendedAt = performance.now();
  await company.mend('audit', 'parked/replay', { consumer: 'trail', lane });
  await scene.claimSoon('released, each of them is there once and in order', 120_000, async () => {
    const { rows } = await ground.asAdmin((db) =>
      db.query<{ n: number; highest: number; chained: number }>(
        `select count(*)::int as n, max(sequence) as highest, (count(*) filter (where is_chained))::int as chained from audit.trail where subject = $1`,
        [subject],
      ),
    );
    const { n, highest, chained } = rows[0]!;
    const holds = n === followers + 1 && highest === followers + 1 && chained === n;
    return {
      holds,
      seen: `${n} of ${followers + 1}, ${chained} follow their predecessor, ${((performance.now() - mendedAt) / 1000).toFixed(1)} s`,
    };
  });
}

/** A build that knows an announcement only in an older version than is sent now; then the present build. */
async function oldConsumer(scene: Scene): Promise<void> {
  const { company, lasts } = scene;
  const old = olderBuild(company.bundleOf('audit'), 'hand-off-received');
  try {
    company.build('audit', old);
    company.kill('audit');
    await pause(1000);
    await company.ready();
    await scene.claimSoon('what it does not know waits, with its reason', 40_000, async () => {
      const unknown = (await company.status('audit')).parked.filter(({ reason }) => reason === 'UNKNOWN_VERSION');
      return { holds: unknown.length > 0, seen: `${unknown.length} streams` };
    });
    await pause(lasts(5, 30));
  } finally {
    company.build('audit', undefined);
    company.kill('audit');
    await pause(1000);
    await company.ready();
    rmSync(old);
  }
}

/** The bundle as it was before an announcement got its present version. */
function olderBuild(bundle: string, event: string): string {
  const text = readFileSync(bundle, 'utf8');
  const older = text.replace(new RegExp(`(name: "${event}",\\s*version: )[\\w$]+`), '$10');
  if (older === text) throw new Error(`the bundle does not define ${event}`);
  const path = join(dirname(bundle), `older-${process.pid}.mjs`);
  writeFileSync(path, older);
  return path;
}

/** A codec that our consumers have not got: a producer may use it, the topic does not keep it. */
async function wrongCodec(scene: Scene): Promise<void> {
  const { subject, records } = strangerLike(await template(scene), 1);
  scene.journal.strangers.add(subject);
  await publish(scene.ground, records, CompressionTypes.GZIP);
  await scene.claimSoon('what came compressed is read all the same', 30_000, async () => {
    const { rowCount } = await scene.ground.asAdmin((db) => db.query('select from audit.trail where subject = $1', [subject]));
    return { holds: rowCount === 1, seen: rowCount ?? 0 };
  });
}

export const records: readonly Scenario[] = [
  { id: 'F12', title: 'announcements come twice, late and out of order', recoversWithinS: 60, strike: shuffled },
  {
    id: 'F13',
    title: 'poison: bad bytes, no JSON, no meta, unknown version, data that do not fit, too large; another codec',
    recoversWithinS: 60,
    strike: async (scene) => {
      await poison(scene);
      await wrongCodec(scene);
    },
  },
  { id: 'F13b', title: 'a record that kills the process whenever it is tried', recoversWithinS: 90, strike: processKiller },
  { id: 'F14', title: 'poison at the head of a stream of a thousand; mended and replayed', recoversWithinS: 60, strike: poisonAtTheHead },
  { id: 'F15', title: 'an old build meets a new version, then is upgraded', recoversWithinS: 60, strike: oldConsumer },
];
