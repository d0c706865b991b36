import { z } from 'zod';
import { doorOf, OperationsDoor } from './operations.ts';
import { runningStack, told } from './portal.ts';
import { table } from './table.ts';

const laneSchema = z.object({
  consumer: z.string(),
  lane: z.string(),
  reason: z.string(),
  state: z.string(),
  since: z.string(),
  attempts: z.number(),
  nextAttemptAt: z.string().nullable(),
  records: z.number(),
});
const statusSchema = z.object({ parked: z.array(laneSchema) });
const recordsSchema = z.object({
  records: z.array(
    z.object({
      id: z.number(),
      topic: z.string(),
      partition: z.number(),
      offset: z.number(),
      reason: z.string(),
      state: z.string(),
      detail: z.string(),
      attempts: z.number(),
      since: z.string(),
      type: z.string().nullable(),
      sequence: z.number().nullable(),
    }),
  ),
});
const skippedSchema = z.object({ recordId: z.number(), dropped: z.boolean(), jumped: z.number() });

/** What waits, over all services: one line a lane. */
export async function listParked(home: string | undefined): Promise<void> {
  const running = runningStack(home);
  const rows: string[][] = [];
  for (const { name } of running.stack.services) {
    const door = await OperationsDoor.of(running, name);
    const { parked } = statusSchema.parse(await door.get('status', `${name} does not tell what is parked`));
    for (const lane of parked)
      rows.push([
        `${name}.${lane.consumer}`,
        lane.lane,
        lane.reason,
        lane.state,
        String(lane.records),
        String(lane.attempts),
        lane.since,
        lane.nextAttemptAt ?? '–',
      ]);
  }
  console.log(
    rows.length === 0
      ? 'nothing is parked'
      : table([['consumer', 'lane', 'reason', 'state', 'records', 'tries', 'since', 'next try'], ...rows]),
  );
}

async function recordsOf(door: OperationsDoor, consumer: string, lane: string) {
  const query = new URLSearchParams({ consumer, lane });
  return recordsSchema.parse(await door.get(`parked?${query.toString()}`, 'the lane cannot be read')).records;
}

/** One lane in the order of release. What the events say is not shown: whoever runs machines does not read cases. */
export async function showParked(home: string | undefined, full: string, lane: string): Promise<void> {
  const { door, consumer } = await doorOf(home, full);
  const records = await recordsOf(door, consumer, lane);
  if (records.length === 0) return console.log('nothing is parked there');
  const rows = records.map((one) => [
    String(one.id),
    `${one.topic}/${one.partition}@${one.offset}`,
    one.type ?? '?',
    one.sequence === null ? '?' : String(one.sequence),
    one.reason,
    one.state,
    one.detail,
  ]);
  console.log(table([['record', 'where', 'type', 'sequence', 'reason', 'state', 'detail'], ...rows]));
}

export async function replayParked(home: string | undefined, full: string, lane: string, reason: string): Promise<void> {
  const { door, consumer } = await doorOf(home, full);
  await door.post('parked/replay', { consumer, lane, reason }, 'the lane is not tried again');
  console.log('it is tried again now; `xiezhi parked list` shows what became of it');
}

/** Skips what `show` shows first, and only that: what comes meanwhile is not skipped by mistake. */
export async function skipParked(home: string | undefined, full: string, lane: string, reason: string): Promise<void> {
  const { door, consumer } = await doorOf(home, full);
  const [first] = await recordsOf(door, consumer, lane);
  if (first === undefined) throw told('nothing was skipped', 'nothing is parked there', 'look at `xiezhi parked list`');
  const answer = await door.post('parked/skip', { consumer, lane, recordId: first.id, reason }, 'nothing was skipped');
  const { dropped, jumped } = skippedSchema.parse(answer);
  console.log(
    dropped
      ? `record ${first.id} is given up; what waited behind it follows`
      : `${jumped} missing announcements are given up; record ${first.id} follows`,
  );
}
