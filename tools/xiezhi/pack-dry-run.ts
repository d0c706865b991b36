import { resolve } from 'node:path';
import { type Differences, DryRun, isNothing, noDifferences } from '@xiezhi/case-supervision/dry-run';
import { topicOf } from '@xiezhi/contracts';
import { type MechanismPack, PackShelf, packVersionOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { KafkaJsBroker } from '@xiezhi/messaging';
import { z } from 'zod';
import { mechanismPack } from '../stack/environment.ts';
import { readSecrets } from '../stack/home.ts';
import { DirectoryHistory } from './directory-history.ts';
import { reportOf } from './dry-run-report.ts';
import { packOrComplaints } from './pack.ts';
import { type Running, runningStack, told } from './portal.ts';
import { RecordedHistory } from './recorded-history.ts';

export interface DryRunWish {
  against?: string;
  until?: string;
  world?: string;
  json: boolean;
}

type Wished = Omit<DryRunWish, 'until'> & { until: string | undefined };

/** What a dry run found, and over what. */
export interface DryRunAnswer extends Differences {
  /** `as recorded`: each matter by the version it was born under. */
  before: string;
  after: string;
  read: number;
  missing: number;
  unreadable: number;
}

const what = 'the pack was not run dry';
const differs = 3;
/** Progress is told this often. */
const tellEveryMs = 2_000;

/** Replays what was announced through a changed pack and prints what would be otherwise. Stores nothing and changes nothing. */
export async function dryRunPack(homeWish: string | undefined, folder: string, wish: DryRunWish): Promise<void> {
  const end = endOf(wish.until);
  const changed = packOrComplaints(folder, 'publish');
  if (changed === undefined) return;
  const running = runningStack(homeWish);
  const answer = await answerOf(running, folder, changed, { ...wish, until: end });
  console.log(wish.json ? JSON.stringify(answer, null, 2) : reportOf(answer, changed));
  if (!isNothing(answer)) process.exitCode = differs;
}

async function answerOf(running: Running, folder: string, changed: MechanismPack, wish: Wished): Promise<DryRunAnswer> {
  const directory = new DirectoryHistory(readMechanismPack(mechanismPack));
  await reading(running, ['directory'], async (history) => {
    for (const partition of history.partitions) for await (const event of history.of(partition)) directory.hear(event);
  });
  if (wish.world !== undefined && !directory.worlds.includes(wish.world))
    throw told(what, `there is no practice world ${wish.world}`, 'leave out --world, or name one that was opened here');
  const compared = sidesOf(directory.shelf, folder, changed, wish.against);
  const legalNow = directory.legalNow(wish.until, new Date().toISOString());
  const found = noDifferences();
  const read = await reading(running, ['clue-transfer', 'case-supervision', 'feedback'], async (history) => {
    for (const partition of history.partitions) {
      // Families lie whole in a partition: what one of them needed is forgotten before the next.
      const run = new DryRun({ ...compared, kinds: directory.kinds, legalNow });
      for await (const event of history.of(partition)) if (wish.world === undefined || event.meta.world === wish.world) run.hear(event);
      add(found, run.finish());
    }
  });
  const after = packVersionOf(changed.header);
  return { before: wish.against ?? 'as recorded', after, read: read.records, missing: read.missing, unreadable: read.unreadable, ...found };
}

/** Opens the topics as the broker's reader, whose password lies with the stack's secrets: who may read these is an operator. */
async function reading(running: Running, services: Parameters<typeof topicOf>[0][], work: (history: RecordedHistory) => Promise<void>) {
  const { brokers, user } = running.stack.broker;
  const password = readSecrets(running.home)?.broker[user];
  if (password === undefined) throw told(what, `${running.home.run}/secrets.json cannot be read`, 'run as the user who started the stack');
  const broker = new KafkaJsBroker({ brokers, clientId: 'xiezhi-dry-run', credentials: { user, password } });
  const history = await RecordedHistory.open(broker, services.map(topicOf)).catch(async (error: unknown) => {
    await broker.close();
    throw told(what, error instanceof Error ? error.message : String(error), 'look at `npm run xiezhi status`');
  });
  const { progress } = history;
  const telling = setInterval(() => console.error(`read ${progress.records} of ${progress.of} announcements`), tellEveryMs);
  try {
    await work(history);
    return progress;
  } finally {
    clearInterval(telling);
    await history.close();
  }
}

/** The changed pack stands alone for its mechanism on one side; on the other, what was published or set. */
function sidesOf(shelf: PackShelf, folder: string, changed: MechanismPack, against: string | undefined) {
  const mechanism = changed.header.name;
  const known = shelf.all().filter(({ header }) => header.name === mechanism);
  const names = known.map(({ header }) => packVersionOf(header)).join(', ');
  if (known.length === 0)
    throw told(
      what,
      `no version of ${mechanism} was published: nothing ran under it that could differ`,
      'publish it with `xiezhi pack publish`',
    );
  if (against !== undefined && !known.some(({ header }) => packVersionOf(header) === against))
    throw told(what, `${against} is no published version of ${mechanism}`, `name one of ${names}`);
  if (resolve(folder) === mechanismPack && known.length === 1)
    throw told(what, `${folder} is the folder the services read at their start: it would be compared with itself`, 'change a copy of it');
  const after = mechanism === shelf.home.header.name ? new PackShelf(changed) : new PackShelf(shelf.home);
  after.put(changed);
  return { mechanism, before: { shelf, version: against }, after: { shelf: after, version: packVersionOf(changed.header) } };
}

/** A day ends at its midnight. */
export function endOf(until: string | undefined): string | undefined {
  const end = until?.length === 10 ? `${until}T23:59:59.999+08:00` : until;
  if (end !== undefined && !Moment.safeParse(end).success)
    throw told(what, `${until} is no day and no moment`, 'write 2026-12-31, or ISO 8601 with offset');
  return end;
}
const Moment = z.iso.datetime({ offset: true });

function add(sum: Differences, { events, deadlines, rungs, guards, routes }: Differences): void {
  sum.events += events;
  for (const one of deadlines) sum.deadlines.push(one);
  for (const one of rungs) sum.rungs.push(one);
  for (const one of guards) sum.guards.push(one);
  for (const one of routes) sum.routes.push(one);
}
