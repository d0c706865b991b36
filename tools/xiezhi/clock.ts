import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { ask, runningStack, systemAdmin, told, tokenOf } from './portal.ts';

const worldSchema = z.object({ name: z.string(), legalNow: z.string() });
const timeSchema = z.object({ tickedTo: z.string().nullable() });

/** A move over years makes some thousand deadlines speak, a hundred per round of some milliseconds each. */
const tickingMaxMs = 120_000;
const pollMs = 200;

export async function showClock(home: string | undefined, world: string, to: string | undefined): Promise<void> {
  if (!z.uuid().safeParse(world).success)
    throw told(`${world} is not a practice world`, 'its id is a uuid', 'the demo prints the one it opens');
  const running = runningStack(home);
  const headers = { authorization: `Bearer ${await tokenOf(running, systemAdmin)}`, 'content-type': 'application/json' };
  const url = `${running.stack.portal}/api/directory/practice-worlds/${world}`;
  if (to !== undefined) {
    const moved = { method: 'POST', headers: { ...headers, 'idempotency-key': randomUUID() }, body: JSON.stringify({ to }) };
    await ask(`${url}/advance`, { what: 'the clock was not moved', ...moved });
    await untilTicked(`${running.stack.portal}/api/case-supervision/clocks/worlds/${world}`, headers, to);
  }
  const { name, legalNow } = worldSchema.parse(await ask(url, { what: 'the clock cannot be read', headers }));
  console.log(`${legalNow}\t${inShanghai(legalNow)}\t${name}`);
}

/** Everything that fell due on the way has spoken, in legal order, when this returns (DESIGN 7). */
async function untilTicked(url: string, headers: Record<string, string>, to: string): Promise<void> {
  const giveUpAt = performance.now() + tickingMaxMs;
  while (performance.now() < giveUpAt) {
    // The world may not have reached case-supervision yet: it is told of it by an event.
    const answer = await ask(url, { what: 'the deadlines cannot be asked', headers }).catch(() => undefined);
    const tickedTo = timeSchema.safeParse(answer).data?.tickedTo ?? undefined;
    if (tickedTo !== undefined && Date.parse(tickedTo) >= Date.parse(to)) return;
    await pause(pollMs);
  }
  throw told('the clock was moved, but not every deadline has spoken', 'see the log of case-supervision', 'ask again later');
}

const inShanghai = (moment: string): string =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'full', timeStyle: 'short' }).format(new Date(moment));
