import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { doorOf, OperationsDoor } from './operations.ts';
import { runningStack, told } from './portal.ts';
import { table } from './table.ts';

export interface WhichAgain {
  subject?: string;
  family?: string;
  since?: string;
  all: boolean;
}

const againSchema = z.object({ count: z.number(), next: z.number().nullable() });
/** A piece is put off while much waits; so long is waited before it is asked for again. */
const putOffMs = 500;

/** Tells announcements of a service again, piece by piece. May be interrupted and begun again: whoever has them drops them. */
export async function replay(home: string | undefined, service: string, { all, ...which }: WhichAgain, reason: string): Promise<void> {
  if (!all && Object.keys(which).length === 0)
    throw told('what is to be told again?', 'nothing was named', 'give --subject, --family, --since, or --all');
  const door = await OperationsDoor.of(runningStack(home), service);
  let count = 0;
  for (let after: number | null = 0; after !== null;) {
    const answer = againSchema.parse(await door.post('announce-again', { ...which, after, reason }, 'nothing is told again'));
    count += answer.count;
    if (answer.count === 0 && answer.next !== null) await delay(putOffMs);
    after = answer.next;
  }
  console.log(`${count} announcements of ${service} are told again; \`xiezhi status\` shows them going out`);
}

export async function rebuild(home: string | undefined, full: string, reason: string): Promise<void> {
  const { door, consumer } = await doorOf(home, full);
  await door.post('rebuild', { consumer, reason }, `${full} is not rebuilt`);
  console.log(`${full} is emptied and reads everything again; its lag in \`xiezhi status\` says how far it is`);
}

export async function continueAfterLoss(
  home: string | undefined,
  full: string,
  at: { topic: string; partition: number },
  reason: string,
): Promise<void> {
  const { door, consumer } = await doorOf(home, full);
  const { from } = z
    .object({ from: z.number() })
    .parse(await door.post('accept-loss', { consumer, ...at, reason }, 'the partition does not go on'));
  console.log(`${at.topic}/${at.partition} is read from offset ${from} on; \`xiezhi replay\` tells again what is missing`);
}

const actsSchema = z.object({
  acts: z.array(z.object({ recordedAt: z.string(), post: z.string(), act: z.string(), target: z.string(), reason: z.string() })),
});

/** What operators did, as the audit administrator sees it. */
export async function listActs(home: string | undefined): Promise<void> {
  const running = runningStack(home);
  const rows: string[][] = [];
  for (const { name } of running.stack.services) {
    const door = await OperationsDoor.forAuditors(running, name);
    const { acts } = actsSchema.parse(await door.get('acts', `${name} does not tell its acts`));
    rows.push(...acts.map((act) => [act.recordedAt, name, act.post, act.act, act.target, act.reason]));
  }
  rows.sort(([a = ''], [b = '']) => b.localeCompare(a));
  console.log(rows.length === 0 ? 'nobody mended anything' : table([['when', 'service', 'who', 'what', 'of', 'why'], ...rows]));
}
